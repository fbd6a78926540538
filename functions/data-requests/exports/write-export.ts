import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { move } from '../../../shared/runtime/move.ts';
import { TryAgain, Unprocessable } from '../../../shared/runtime/outcome.ts';
import type { Work } from '../../../shared/runtime/queue-worker.ts';
import type { Rows } from '../delivery/rows.store.ts';
import { orderOfWindows } from '../delivery/windows.ts';
import type { Opened, openGate } from '../grants/open-gate.ts';
import type { GrantKeys } from '../grants/keys.client.ts';
import type { WriteExport } from '../messages.ts';
import type { SharingSettings } from '../sharing-settings.ts';
import { laneOfResource } from '../sharing.ts';
import { askingOf } from './asking-of.ts';
import { bytesOfFile, windowsOfFile } from './bytes-of-file.ts';
import { bytesOfStatistics } from './bytes-of-statistics.ts';
import { decisionOf } from './decision.ts';
import { endedStates, type Export, type ExportFile, keyOfFile } from './export.ts';
import type { ExportsBucket } from './exports.bucket.ts';
import type { Exports } from './exports.store.ts';
import { formats } from './formats/formats.ts';
import { manifestOf, textOfManifest } from './manifest.ts';
import { marking } from './marks.ts';
import type { Signing } from './signing.client.ts';

interface Collaborators {
  exports: Exports;
  gate: ReturnType<typeof openGate>;
  keys: GrantKeys;
  rows: Pick<Rows, 'window'>;
  bucket: Pick<ExportsBucket, 'write' | 'remove'>;
  signer: Signing;
  settings: Pick<SharingSettings, 'smallestCell' | 'mostCells'>;
  stuckSeconds: number;
  /** How many windows are read at once, between one look at the gate and the next. */
  windowsAtOnce: number;
}

/** The bucket forgets what is seven days old by itself. */
const keptDays = 6;

/** The gate said no, or the time is over: nothing of the export may be given any more. */
class Stopped extends Error {
  override name = 'Stopped';
  readonly state: 'void' | 'failed';
  constructor(state: 'void' | 'failed', because: string) {
    super(because);
    this.state = state;
  }
}

type Going = Pick<Work, 'clock' | 'timeIsUp'>;
const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

/**
 * Makes one file of an export, from its first byte to its last in one go. May come twice, late, or beside another that makes the same file: the bytes are the same, and rows that the meter has counted
 * are not counted again.
 */
export const writeExport = (collaborators: Collaborators) => {
  const { exports, gate, keys, rows, bucket, signer, settings, stuckSeconds, windowsAtOnce } = collaborators;

  /** On the version that is there, again where somebody else changed it meanwhile. Undefined: this run has ended. */
  const changed = async (
    { exportId, run }: Pick<Export, 'exportId' | 'run'>,
    change: (seen: Export) => Promise<'stored' | 'stale' | 'as-it-is'>,
  ): Promise<Export | undefined> => {
    for (let attempt = 1; attempt <= 20; attempt++) {
      const seen = await exports.find(exportId);
      if (seen?.run !== run || endedStates.includes(seen.state)) return undefined;
      const outcome = await change(seen);
      if (outcome === 'as-it-is') return seen;
      if (outcome === 'stored') return exports.find(exportId);
    }
    throw new TryAgain(`export ${exportId} changes all the time`);
  };

  const begin = ({ exportId, run }: Export, now: Date) =>
    changed({ exportId, run }, async (seen) =>
      seen.state === 'waiting'
        ? exports.store(
            seen,
            { ...seen, version: seen.version + 1, state: 'writing', move: move('shared-data:write', now, { department: seen.holder }) },
            later(now, stuckSeconds),
          )
        : 'as-it-is',
    );

  /** What lies there is deleted by whoever hears of the end by the table's stream. */
  const end = async (the: Export, { state, message: because }: Stopped, now: Date): Promise<void> => {
    const rowsRead = (await exports.files(the)).reduce((sum, { counted }) => sum + counted, 0);
    const moved = move('shared-data:end', now, { department: the.holder, reason: because });
    await changed(the, (seen) => exports.store(seen, { ...seen, version: seen.version + 1, state, because, rowsRead, move: moved }, now));
  };

  const openFor = async (the: Export, now: Date): Promise<Opened> => {
    if (now.toISOString() >= the.deadline) throw new Stopped('failed', 'not-in-time');
    const opened = await gate(the.grantId, askingOf(the, now));
    if ('outcome' in opened) throw new Stopped('void', opened.because);
    if (decisionOf(opened.reading) !== the.decision) throw new Stopped('void', 'grant-narrowed');
    return opened;
  };

  /** The gate, as it is now, before rows leave: counts those that no earlier delivery has counted. */
  const admitting = (the: Export, file: ExportFile, { clock, timeIsUp }: Going) => {
    let { counted } = file;
    return async (upTo: number): Promise<void> => {
      if (timeIsUp()) {
        // Statistics are counted in one go: what did not fit twice never will.
        if (the.statistics && file.begun > 1) throw new Stopped('failed', 'too-many-rows');
        throw new TryAgain(`file ${file.n} of ${the.exportId} is not whole in time`);
      }
      const opened = await openFor(the, clock());
      if (upTo <= counted) return;
      const answer = await opened.countWith(upTo - counted, exports.counted(file, counted, upTo));
      if (answer === 'stale') throw new TryAgain('somebody else makes this file');
      if (answer !== 'counted') {
        if (answer.because === 'grant-changed') throw new TryAgain('the grant changed a moment ago', 1);
        throw new Stopped('void', answer.because);
      }
      counted = upTo;
    };
  };

  const make = async (the: Export, file: ExportFile, going: Going): Promise<ExportFile> => {
    const opened = await openFor(the, going.clock());
    const lane = laneOfResource(the.resourceId);
    const format = formats[the.format];
    const windows = windowsOfFile(orderOfWindows(the.snapshot.windows, opened.orderOf), the.files, file.n);
    const admit = admitting(the, file, going);
    const [digest, subjects] = [createHash('sha256'), createHash('sha256')];
    let [bytes, given] = [0, 0];
    const marked = marking(await keys.of(the.grantId), the.exportId);
    const making = {
      ...{ format, columns: the.columns, give: opened.give, atOnce: windowsAtOnce, admit },
      read: async (window: number) => (await rows.window(lane, the.snapshot, window)).rows,
      mark: (rowId: string) => {
        subjects.update(given === 0 ? rowId : `\n${rowId}`);
        given += 1;
        return marked(rowId);
      },
    };
    const parts = the.statistics
      ? bytesOfStatistics(
          {
            ...making,
            ...{ statistics: the.statistics, subject: opened.reading.subject, limits: settings },
            tooMany: () => new Stopped('failed', 'too-many-cells'),
          },
          windows,
        )
      : bytesOfFile(making, windows);
    const seen = async function* () {
      try {
        for await (const part of parts) {
          digest.update(part);
          bytes += part.length;
          yield part;
        }
      } catch (error) {
        // The upload may put an error of its own in its place.
        failure = error;
        throw error;
      }
    };
    let failure: unknown;
    try {
      await bucket.write(keyOfFile(the, file.n), seen(), format.mediaType);
    } catch (error) {
      throw failure ?? error;
    }
    return { ...file, counted: given, done: { rows: given, bytes, sha256: digest.digest('hex'), subjects: subjects.digest('hex') } };
  };

  const finish = async (the: Export, now: Date): Promise<void> => {
    if (the.filesDone < the.files || the.state !== 'writing') return;
    const { reading } = await openFor(the, now);
    const manifest = await signer.sign(textOfManifest(manifestOf(the, await exports.files(the), reading, now)));
    await changed(the, async (seen) => {
      if (seen.state !== 'writing') return 'as-it-is';
      const keptUntil = later(now, keptDays * 86_400);
      const reason = `${reading.purpose}: ${seen.rows} rows, manifest ${createHash('sha256').update(manifest.text).digest('hex')}`.slice(
        0,
        500,
      );
      return exports.ready(
        seen,
        {
          ...seen,
          ...{ version: seen.version + 1, state: 'ready', readyAt: now.toISOString(), keptUntil: keptUntil.toISOString() },
          move: move('shared-data:give', now, { department: seen.holder, reason }),
        },
        manifest,
        keptUntil,
      );
    });
  };

  const work = async (the: Export, n: number, going: Going): Promise<void> => {
    const known = await exports.file(the, n);
    if (known?.done) return finish(the, going.clock());
    const begun = await begin(the, going.clock());
    if (!begun) return;
    const mine = {
      ...{ exportId: the.exportId, n, run: the.run, counted: known?.counted ?? 0 },
      ...{ begun: (known?.begun ?? 0) + 1, begunAt: going.clock().toISOString() },
    };
    if ((await exports.begin(known, mine)) === 'stale') throw new TryAgain(`somebody else begins file ${n} of ${the.exportId}`);
    const file = await make(begun, mine, going);

    const now = going.clock();
    const whole = await changed(begun, async (seen) =>
      // Another that made the same bytes was faster.
      (await exports.file(seen, n))?.done
        ? 'as-it-is'
        : exports.fileDone(
            seen,
            {
              ...seen,
              ...{ version: seen.version + 1, filesDone: seen.filesDone + 1 },
              ...{ rows: seen.rows + (file.done?.rows ?? 0), bytes: seen.bytes + (file.done?.bytes ?? 0) },
            },
            file,
            later(now, stuckSeconds),
          ),
    );
    // It ended while the last bytes were on their way.
    if (!whole) return bucket.remove(keyOfFile(begun, n));
    return finish(whole, going.clock());
  };

  return async ({ exportId, file: n }: z.output<typeof WriteExport>, going: Going): Promise<void> => {
    const the = await exports.find(exportId);
    if (!the || n > the.files) throw new Unprocessable(`no file ${n} of ${exportId}`);
    if (the.state !== 'waiting' && the.state !== 'writing') return;
    try {
      await work(the, n, going);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      await end(the, error, going.clock());
    }
  };
};
