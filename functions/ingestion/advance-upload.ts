import type * as z from 'zod';
import { inOrder } from '../../shared/runtime/in-order.ts';
import { TryAgain, Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { repeatedKey } from './duplicates.ts';
import type { ObjectsBucket, RawBucket } from './files.bucket.ts';
import { later, type LaneCollaborators, startNext } from './lanes.ts';
import type { LookAtUpload, SettleSection } from './messages.ts';
import { manifestOf } from './manifest.ts';
import { originalRows } from './original-rows.ts';
import { refusedFileHead, withRefusedLater } from './refused-file.ts';
import type { UploadReport } from './report.ts';
import { reportOf } from './reports.ts';
import type { Contract } from './contract.ts';
import { type ChunkUnit, firstOpen, unitKeys } from './unit.ts';
import { objectNames, type Pins, type Upload } from './upload.ts';
import { withLease } from './with-lease.ts';

interface Collaborators extends LaneCollaborators {
  raw: RawBucket;
  work: ObjectsBucket;
  curated: ObjectsBucket;
  toSettle: Queue<z.input<typeof SettleSection>>;
  unitsAtOnce: number;
}

/** Objects fetched at once for the file of the refused rows; behind some of them a whole chunk is read again. */
const width = 4;

/**
 * Is a phase over? Every unit that is done asks; one conditional move answers for all. Reading over → the sections begin; settling over → the report.
 */
export const advanceUpload = (collaborators: Collaborators) => {
  const { uploads, standards, raw, work, curated, toSettle, unitsAtOnce, clocks } = collaborators;

  const beginSettling = async (upload: Upload, sections: number, at: Date): Promise<void> => {
    // Also when they have begun already: by another, or by a call whose answer was lost.
    await uploads.beginSettling(upload, sections, at, later(at, clocks.stuckSeconds));
    await toSettle.send(
      Array.from({ length: Math.min(sections, unitsAtOnce) }, (_, index) => ({ uploadId: upload.uploadId, section: index + 1 })),
    );
  };

  /** The sections may have begun without anybody having been told: so it is if nobody is at one, and if this message comes again. */
  const tellAgain = async ({ uploadId, sectionsDone }: Upload, again: boolean): Promise<void> => {
    if (!again && sectionsDone > 0) return;
    const sections = await uploads.sectionsOf(uploadId);
    if (!again && sections.some(({ holder, state }) => holder !== undefined || state === 'done')) return;
    await toSettle.send(firstOpen(sections, unitsAtOnce).map(({ section }) => ({ uploadId, section })));
  };

  type Time = Pick<Work, 'clock' | 'timeIsUp'>;

  const inTime = ({ timeIsUp }: Time, { uploadId }: Upload): void => {
    if (timeIsUp()) throw new TryAgain(`the report of ${uploadId} did not end in time`);
  };

  /** The numbers of the rows that settling refused, in their order. */
  const refusedLater = async (upload: Upload, time: Time): Promise<Uint32Array> => {
    const { uploadId } = upload;
    const sections = (await uploads.sectionsOf(uploadId)).filter(({ summary }) => (summary?.refused ?? 0) > 0);
    const numbers = new Uint32Array(sections.reduce((sum, { summary }) => sum + (summary?.refused ?? 0), 0));
    let at = 0;
    const objects = inOrder(sections, width, ({ section }) => {
      inTime(time, upload);
      return work.get(objectNames.refusedLater(uploadId, section));
    });
    for await (const bytes of objects) {
      new Uint8Array(numbers.buffer, at, bytes.length).set(bytes);
      at += bytes.length;
    }
    return numbers.sort();
  };

  interface RefusedOfChunk {
    chunk: ChunkUnit;
    /** Those that settling refused. */
    numbers: ReadonlySet<number>;
  }

  const linesOf = async (
    upload: Upload,
    contract: Contract,
    header: readonly string[],
    { chunk, numbers }: RefusedOfChunk,
  ): Promise<Uint8Array> => {
    const lines = await work.get(objectNames.refused(upload.uploadId, chunk.chunk));
    if (numbers.size === 0) return lines;
    const rows = await originalRows({ raw, curated })(upload, contract, chunk, numbers);
    const refused = [...rows].map(([row, cells]) => ({ row, cells, findings: [repeatedKey(contract, row)] }));
    return Buffer.from(withRefusedLater(lines, refused, header, contract));
  };

  /** The refused rows of all chunks, and between them what settling refused, in their order, as one file. */
  const writeRefusedFile = async (upload: Upload, pins: Pins, time: Time): Promise<void> => {
    const { uploadId, dataset, layout } = upload;
    if (!layout) throw new Unprocessable(`upload ${uploadId} has no layout`);
    const { contract } = await standards.judging(dataset, pins);
    const { header } = layout;
    const later = await refusedLater(upload, time);
    const chunks = await uploads.chunksOf(uploadId);
    function* withRefused(): Generator<RefusedOfChunk> {
      let at = 0;
      for (const chunk of chunks) {
        const begin = at;
        while ((later[at] ?? Infinity) < chunk.firstRow + chunk.rows) at += 1;
        if (at > begin || (chunk.summary?.refused ?? 0) > 0) yield { chunk, numbers: new Set(later.subarray(begin, at)) };
      }
    }
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(refusedFileHead(header));
      yield* inOrder(withRefused(), width, (of) => {
        inTime(time, upload);
        return linesOf(upload, contract, header, of);
      });
    }
    await curated.putStream(objectNames.refusedFile(uploadId), parts(), 'text/csv');
  };

  /** Before the upload is finished, for that is what others are told; the same bytes however often. */
  const writeManifest = async (upload: Upload, pins: Pins, report: UploadReport): Promise<void> => {
    const { contract } = await standards.judging(upload.dataset, pins);
    await curated.put(
      objectNames.manifest(upload),
      JSON.stringify(manifestOf(upload, contract, pins.sections, report)),
      'application/json',
    );
  };

  const finish = async (upload: Upload, time: Time): Promise<'done'> => {
    const { uploadId, pins } = upload;
    if (!pins) throw new Unprocessable(`upload ${uploadId} has nothing pinned`);
    const report = await reportOf(uploads, upload, true);
    if (report.refused > 0) await writeRefusedFile(upload, pins, time);
    await writeManifest(upload, pins, report);
    inTime(time, upload);
    await uploads.finish(upload, report, time.clock());
    return 'done';
  };

  return async ({ uploadId }: z.output<typeof LookAtUpload>, its: Work): Promise<void> => {
    const { now, clock, deliveries } = its;
    const upload = await uploads.find(uploadId);
    if (!upload) throw new Unprocessable(`no upload ${uploadId}`);
    const sections = upload.pins?.sections ?? 0;
    if (upload.state === 'reading' && upload.chunksDone >= upload.chunks) return beginSettling(upload, sections, now);
    if (upload.state === 'settling' && upload.sectionsDone < sections) return tellAgain(upload, deliveries > 1);
    if (upload.state === 'settling') {
      const outcome = await withLease(uploads, { upload, key: unitKeys.finish }, its, () => finish(upload, its));
      return outcome === 'not-ours' ? undefined : startNext(collaborators)(upload, clock());
    }
    if (upload.state === 'finished') return startNext(collaborators)(upload, now, deliveries > 1);
  };
};
