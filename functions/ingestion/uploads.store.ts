import * as z from 'zod';
import { type Change, openTable, type Page } from '../../shared/runtime/table.store.ts';
import { move } from '../../shared/runtime/move.ts';
import { TryAgain } from '../../shared/runtime/outcome.ts';
import type { Layout } from './layout.ts';
import type { Quota } from './quota.ts';
import { noLongerOpen, unpacking, usingUp } from './quotas.store.ts';
import type { UploadReport } from './report.ts';
import { ChunkUnit, mayLease, SectionUnit, Unit, unitKeys, UnitSeen } from './unit.ts';
import { type EndsBecause, hasEnded, mayMove, openShards, type Pins, Upload, type UploadState } from './upload.ts';

/*
 * One table (with stream). Keys:
 *   upload#<id>              / upload                  the upload; versioned by every move
 *   upload#<id>              / unit#…                  its split, chunks and sections, and its report
 *   lane#<dataset>#<dept>    / lane                    whose turn it is, and the next number
 *   lane#<dataset>#<dept>    / waiting#<number>        who waits, in the order of arrival
 *   declared#<key>           / declared                which upload a caller's Idempotency-Key declared; for 24 hours
 * What uploads use up of a department's quota is counted beside them, see quotas.store.ts.
 * Index open (openShard, lookAt): what has not ended and should be looked at?   Index byDepartment (departmentId, uploadId): a department's uploads.
 */
export interface Lane {
  dataset: string;
  departmentId: string;
}

export interface UnitDone {
  uploadId: string;
  key: string;
  holder: string;
}

const LaneItem = z.object({ nextNumber: z.int(), current: z.string().optional() });
const Waiting = z.object({ uploadId: z.string(), sk: z.string() });

const uploadKey = (uploadId: string) => ({ pk: `upload#${uploadId}`, sk: 'upload' });
const declaredKey = (key: string) => ({ pk: `declared#${key}`, sk: 'declared' });
const unitKey = (uploadId: string, sk: string) => ({ pk: `upload#${uploadId}`, sk });
const laneKey = ({ dataset, departmentId }: Lane) => ({ pk: `lane#${dataset}#${departmentId}`, sk: 'lane' });
const waitingKey = ({ dataset, departmentId }: Lane, number: number) => ({
  pk: `lane#${dataset}#${departmentId}`,
  sk: `waiting#${String(number).padStart(10, '0')}`,
});

const longestMessage = 1000;

const isFree = { text: 'attribute_not_exists(#pk)' };

export const uploadsTable = (tableName: string) => {
  const table = openTable(tableName);

  /**
   * One move of an upload: state, what it sets, and who, why and when, on condition that it is still where it was seen.
   * An end takes it out of the sweeper's index.
   */
  const moving = (upload: Upload, to: UploadState, action: string, now: Date, set: Record<string, unknown>, lookAt?: Date): Change => {
    if (!mayMove(upload.state, to)) throw new Error(`an upload does not go from ${upload.state} to ${to}`);
    const values: Record<string, unknown> = {
      ...set,
      state: to,
      move: move(action, now, { department: upload.departmentId }),
      ...(lookAt && { lookAt: lookAt.toISOString() }),
    };
    const assignments = Object.keys(values).map((name) => `#${name} = :${name}`);
    const removal = hasEnded(to) ? ' REMOVE #openShard, #lookAt' : '';
    return {
      update: uploadKey(upload.uploadId),
      set: { text: `SET ${assignments.join(', ')} ADD #version :one${removal}`, values: { ...values, one: 1 } },
      condition: { text: '#state = :seen', values: { seen: upload.state } },
    };
  };

  const release = (upload: Upload): Change => ({
    update: laneKey(upload),
    set: { text: 'REMOVE #current' },
    condition: { text: '#current = :me', values: { me: upload.uploadId } },
  });

  return {
    find: (uploadId: string): Promise<Upload | undefined> => table.get(uploadKey(uploadId), Upload),

    listOf: (departmentId: string, cursor: string | undefined, limit: number): Promise<Page<Upload>> =>
      table.query({ text: '#departmentId = :department', values: { department: departmentId } }, Upload, {
        index: 'byDepartment',
        cursor,
        limit,
        newestFirst: true,
      }),

    /** `over`: known by this key already, or no room in the quota any more; nothing is stored or counted then. */
    async declare(upload: Upload, { quota, day, key }: { quota: Quota; day: string; key: string }): Promise<'declared' | 'over'> {
      const { uploadId, declaredAt } = upload;
      const expiresAt = Math.floor(Date.parse(declaredAt) / 1000) + 24 * 3600;
      const stored = await table.transact([
        { put: { ...uploadKey(uploadId), ...upload }, condition: isFree },
        { put: { ...declaredKey(key), uploadId, expiresAt }, condition: isFree },
        ...usingUp(quota, upload, day),
      ]);
      return stored === 'done' ? 'declared' : 'over';
    },

    async declaredWith(key: string): Promise<Upload | undefined> {
      const declared = await table.get(declaredKey(key), z.object({ uploadId: z.string() }));
      return declared && table.get(uploadKey(declared.uploadId), Upload);
    },

    /** The file is there: it takes the lane's next number in the same transaction. A second event or a second identical PUT changes nothing. */
    async fileArrived(
      upload: Upload,
      file: { versionId: string; arrivedAt: string },
      now: Date,
      lookAt: Date,
    ): Promise<'queued' | 'already'> {
      for (let attempt = 0; attempt < 10; attempt++) {
        const seen = await table.get(uploadKey(upload.uploadId), Upload);
        if (seen?.state !== 'awaiting-file') return 'already';
        const laneNumber = (await table.get(laneKey(upload), LaneItem))?.nextNumber ?? 1;
        const stored = await table.transact([
          moving(seen, 'queued', 'uploads:file-arrived', now, { file, laneNumber }, lookAt),
          { put: { ...waitingKey(upload, laneNumber), uploadId: upload.uploadId }, condition: isFree },
          {
            update: laneKey(upload),
            set: { text: 'SET #nextNumber = :next', values: { next: laneNumber + 1 } },
            condition: { text: 'attribute_not_exists(#nextNumber) OR #nextNumber = :number', values: { number: laneNumber } },
          },
        ]);
        if (stored === 'done') return 'queued';
      }
      throw new TryAgain('many files arrive in this lane at once');
    },

    /** Who is next, if the lane is free. */
    async nextOf(lane: Lane): Promise<Upload | undefined> {
      if ((await table.get(laneKey(lane), LaneItem))?.current !== undefined) return undefined;
      const { pk } = laneKey(lane);
      const { items } = await table.query(
        { text: '#pk = :pk AND begins_with(#sk, :waiting)', values: { pk, waiting: 'waiting#' } },
        Waiting,
        { limit: 1 },
      );
      const first = items[0] && (await table.get(uploadKey(items[0].uploadId), Upload));
      // Three reads are no transaction: whoever was faster has moved it on.
      return first?.state === 'queued' ? first : undefined;
    },

    /** Whose turn it is. */
    async currentOf(lane: Lane): Promise<Upload | undefined> {
      const current = (await table.get(laneKey(lane), LaneItem))?.current;
      return current === undefined ? undefined : table.get(uploadKey(current), Upload);
    },

    /** How many are before it in its lane: who waits there before it, and whose turn it is. One question, for the lane's item sorts before those that wait. */
    async aheadOf(upload: Upload): Promise<number> {
      const { pk, sk } = waitingKey(upload, upload.laneNumber ?? 0);
      const before = await table.queryAll({ text: '#pk = :pk AND #sk < :mine', values: { pk, mine: sk } }, LaneItem.partial());
      return before.length - 1 + (before[0]?.current === undefined ? 0 : 1);
    },

    /** A lane whose upload has ended and that was not let go, whatever the cause: the sweeper's last resort. */
    async freeLane(lane: Lane): Promise<void> {
      const current = await this.currentOf(lane);
      if (current && hasEnded(current.state)) await table.transact([release(current)]);
    },

    /** Two that take up at once: the condition on the lane lets one through. */
    async takeUp(upload: Upload, pins: Pins, now: Date, lookAt: Date): Promise<'taken' | 'stale'> {
      const stored = await table.transact([
        moving(upload, 'splitting', 'uploads:take-up', now, { pins }, lookAt),
        {
          update: laneKey(upload),
          set: { text: 'SET #current = :me', values: { me: upload.uploadId } },
          condition: { text: 'attribute_not_exists(#current)' },
        },
        { remove: waitingKey(upload, upload.laneNumber ?? 0) },
        { put: { ...unitKey(upload.uploadId, unitKeys.split), kind: 'split', state: 'open' }, condition: isFree },
      ]);
      return stored === 'done' ? 'taken' : 'stale';
    },

    /** It can't be taken up at all (its dataset has been retired meanwhile): it leaves the queue. */
    async refuseQueued(upload: Upload, ended: { reason: string; message: string }, now: Date): Promise<'done' | 'stale'> {
      const stored = await table.transact([
        moving(upload, 'failed', 'uploads:fail', now, { ended: { ...ended, at: now.toISOString() } }),
        { remove: waitingKey(upload, upload.laneNumber ?? 0), condition: { text: 'attribute_exists(#pk)' } },
        noLongerOpen(upload.departmentId),
      ]);
      return stored === 'done' ? 'done' : 'stale';
    },

    /** Only while the upload is in that phase: after it nobody begins, however late his message. */
    async leaseUnit(
      uploadId: string,
      key: string,
      phase: UploadState,
      { holder, leaseUntil, now }: { holder: string; leaseUntil: number; now: Date },
    ): Promise<{ outcome: 'leased'; unit: Unit } | { outcome: 'busy'; until: number } | { outcome: 'done' | 'unknown' }> {
      const unit = await table.get(unitKey(uploadId, key), Unit);
      if (!unit) return { outcome: 'unknown' };
      const answer = mayLease(unit, now.getTime());
      if (answer !== 'yes') return answer === 'done' ? { outcome: 'done' } : { outcome: 'busy', until: unit.leasedUntil ?? 0 };
      const stored = await table.transact([
        {
          update: unitKey(uploadId, key),
          set: { text: 'SET #holder = :holder, #leasedUntil = :until', values: { holder, until: leaseUntil } },
          condition: {
            text: '#state = :open AND (attribute_not_exists(#leasedUntil) OR #leasedUntil <= :now)',
            values: { open: 'open', now: now.getTime() },
          },
        },
        { expect: uploadKey(uploadId), condition: { text: '#state = :phase', values: { phase } } },
      ]);
      if (stored === 'done') return { outcome: 'leased', unit };
      // The answer of a call that did it may have been lost: the SDK asks again and meets what it did itself.
      const seen = await table.get(unitKey(uploadId, key), Unit);
      if (seen?.state === 'done') return { outcome: 'done' };
      return seen?.holder === holder ? { outcome: 'leased', unit: seen } : { outcome: 'busy', until: seen?.leasedUntil ?? 0 };
    },

    /** The holder's: the next may begin at once. Where he dies instead, when the lease has run out. */
    async letGo({ uploadId, key, holder }: UnitDone): Promise<void> {
      await table.update(
        unitKey(uploadId, key),
        { text: 'REMOVE #holder, #leasedUntil' },
        { text: '#state = :open AND #holder = :holder', values: { open: 'open', holder } },
      );
    },

    unitOf: (uploadId: string, key: string): Promise<Unit | undefined> => table.get(unitKey(uploadId, key), Unit),

    /** Up to 25. Plain puts: only the holder of the split writes them, before anybody is told of them. */
    async addChunks(
      uploadId: string,
      chunks: readonly Pick<ChunkUnit, 'chunk' | 'from' | 'to' | 'firstRow' | 'rows'>[],
      deadline: number,
    ): Promise<void> {
      await table.putMany(
        chunks.map((chunk) => ({ ...unitKey(uploadId, unitKeys.chunk(chunk.chunk)), kind: 'chunk', state: 'open', ...chunk })),
        deadline,
      );
      // Set, not added: a split that is done again counts the same rows again.
      const last = chunks.at(-1);
      if (last)
        await table.update(
          uploadKey(uploadId),
          { text: 'SET #rowsCut = :rows', values: { rows: last.firstRow + last.rows - 1 } },
          { text: '#state = :splitting', values: { splitting: 'splitting' } },
        );
    },

    /** The last act of the split: how many chunks there are, how many sections they need, and how many bytes of pieces were written. */
    async splitDone(
      upload: Upload,
      holder: string,
      layout: Layout,
      chunks: number,
      now: Date,
      lookAt: Date,
      unpacked = 0,
    ): Promise<'done' | 'stale'> {
      const stored = await table.transact([
        moving(upload, 'reading', 'uploads:split', now, { layout, chunks, pins: upload.pins }, lookAt),
        unitDone({ uploadId: upload.uploadId, key: unitKeys.split, holder }, {}),
        ...unpacking(upload, unpacked, now),
      ]);
      return stored === 'done' ? 'done' : 'stale';
    },

    /** A unit, its counter and that of its rows, in one transaction. */
    async finishUnit(
      done: UnitDone,
      phase: 'reading' | 'settling',
      results: Record<string, unknown>,
      rows: number,
    ): Promise<'done' | 'stale'> {
      const [counter, rowCounter] = phase === 'reading' ? ['chunksDone', 'rowsRead'] : ['sectionsDone', 'rowsSettled'];
      const stored = await table.transact([
        unitDone(done, results),
        {
          update: uploadKey(done.uploadId),
          set: { text: `ADD #${counter} :one, #${rowCounter} :rows`, values: { one: 1, rows } },
          condition: { text: '#state = :phase', values: { phase } },
        },
      ]);
      return stored === 'done' ? 'done' : 'stale';
    },

    chunksOf: (uploadId: string): Promise<ChunkUnit[]> => unitsOf(uploadId, 'unit#chunk#', ChunkUnit),
    sectionsOf: (uploadId: string) => unitsOf(uploadId, 'unit#section#', SectionUnit),
    /** All of them, without what came of them. */
    unitsOf: (uploadId: string): Promise<UnitSeen[]> =>
      unitsOf(uploadId, 'unit#', UnitSeen, ['kind', 'state', 'holder', 'leasedUntil', 'chunk', 'section']),

    /** All sections begin with the move: nobody can begin them twice. At most 64, so one transaction holds them. */
    async beginSettling(upload: Upload, sections: number, now: Date, lookAt: Date): Promise<'done' | 'stale'> {
      const stored = await table.transact([
        moving(upload, 'settling', 'uploads:settle', now, {}, lookAt),
        ...Array.from({ length: sections }, (_, index): Change => ({
          put: { ...unitKey(upload.uploadId, unitKeys.section(index + 1)), kind: 'section', state: 'open', section: index + 1 },
          condition: isFree,
        })),
        { put: { ...unitKey(upload.uploadId, unitKeys.finish), kind: 'finish', state: 'open' }, condition: isFree },
      ]);
      return stored === 'done' ? 'done' : 'stale';
    },

    async finish(upload: Upload, report: UploadReport, now: Date): Promise<'done' | 'stale'> {
      const stored = await table.transact([
        moving(upload, 'finished', 'uploads:finish', now, { report }),
        release(upload),
        noLongerOpen(upload.departmentId),
      ]);
      return stored === 'done' ? 'done' : 'stale';
    },

    async fail(upload: Upload, ended: { reason: string; message: string }, now: Date, unpacked = 0): Promise<'done' | 'stale'> {
      // It may name what a file invents.
      const message = ended.message.slice(0, longestMessage).toWellFormed();
      const stored = await table.transact([
        moving(upload, 'failed', 'uploads:fail', now, { ended: { ...ended, message, at: now.toISOString() } }),
        release(upload),
        noLongerOpen(upload.departmentId),
        ...unpacking(upload, unpacked, now),
      ]);
      return stored === 'done' ? 'done' : 'stale';
    },

    async expire(upload: Upload, ended: { reason: string; message: string }, now: Date): Promise<void> {
      await table.transact([
        moving(upload, 'expired', 'uploads:expire', now, { ended: { ...ended, at: now.toISOString() } }),
        noLongerOpen(upload.departmentId),
      ]);
    },

    /** No new unit begins; the lane stays taken until the last lease has run out. */
    async beginEnding(upload: Upload, endsBecause: EndsBecause, now: Date, lookAt: Date): Promise<void> {
      await table.transact([moving(upload, 'ending', 'uploads:give-up', now, { endsBecause }, lookAt)]);
    },

    async giveUp(
      upload: Upload,
      ended: { reason: string; message: string },
      report: UploadReport | undefined,
      now: Date,
    ): Promise<'done' | 'stale'> {
      const stored = await table.transact([
        moving(upload, 'given-up', 'uploads:given-up', now, { ended: { ...ended, at: now.toISOString() }, ...(report && { report }) }),
        release(upload),
        noLongerOpen(upload.departmentId),
      ]);
      return stored === 'done' ? 'done' : 'stale';
    },

    /** For the sweeper: looked at now, look again then. Without a state, whatever became of it meanwhile. */
    async lookAgain({ uploadId, state }: { uploadId: string; state?: UploadState }, at: Date): Promise<void> {
      await table.update(
        uploadKey(uploadId),
        { text: 'SET #lookAt = :at', values: { at: at.toISOString() } },
        state === undefined
          ? { text: 'attribute_exists(#openShard)' }
          : { text: '#state = :seen AND attribute_exists(#openShard)', values: { seen: state } },
      );
    },

    /** The sweeper's mending of a counter that does not agree with the items it counts. */
    async recount(upload: Upload, counted: { chunksDone: number; sectionsDone: number }): Promise<void> {
      await table.update(
        uploadKey(upload.uploadId),
        { text: 'SET #chunksDone = :chunksDone, #sectionsDone = :sectionsDone', values: counted },
        {
          text: '#state = :seen AND #chunksDone = :wasChunks AND #sectionsDone = :wasSections',
          values: { seen: upload.state, wasChunks: upload.chunksDone, wasSections: upload.sectionsDone },
        },
      );
    },

    /** The chunk that holds a row: chunks follow each other, so it takes as many reads as their number has binary digits. */
    async chunkOf({ uploadId, chunks }: Pick<Upload, 'uploadId' | 'chunks'>, row: number): Promise<ChunkUnit | undefined> {
      for (let [low, high] = [1, chunks]; low <= high;) {
        const middle = (low + high) >> 1;
        const unit = await table.get(unitKey(uploadId, unitKeys.chunk(middle)), ChunkUnit);
        if (!unit) return undefined;
        if (row < unit.firstRow) high = middle - 1;
        else if (row >= unit.firstRow + unit.rows) low = middle + 1;
        else return unit;
      }
      return undefined;
    },

    async findMany(uploadIds: readonly string[], deadline: number): Promise<Map<string, Upload>> {
      const found = new Map<string, Upload>();
      for (let from = 0; from < uploadIds.length; from += 100)
        for (const item of await table.getMany(uploadIds.slice(from, from + 100).map(uploadKey), deadline)) {
          const upload = Upload.parse(item);
          found.set(upload.uploadId, upload);
        }
      return found;
    },

    /** Ids alone: one that can't be read must not keep the others from being helped. */
    async due(now: Date): Promise<string[]> {
      const pages = await Promise.all(
        openShards.map((shard) =>
          table.query(
            { text: '#openShard = :shard AND #lookAt <= :now', values: { shard, now: now.toISOString() } },
            z.object({ uploadId: z.string() }),
            { index: 'open', limit: 100, only: ['uploadId'] },
          ),
        ),
      );
      return pages.flatMap(({ items }) => items.map(({ uploadId }) => uploadId));
    },

    /** Of these uploads, which have finished? For records that name the upload that wrote them. */
    async finishedAmong(uploadIds: readonly string[], deadline: number): Promise<Set<string>> {
      const finished = new Set<string>();
      const State = z.object({ uploadId: z.string(), state: z.string() });
      for (let from = 0; from < uploadIds.length; from += 100)
        for (const item of await table.getMany(uploadIds.slice(from, from + 100).map(uploadKey), deadline)) {
          const { uploadId, state } = State.parse(item);
          if (state === 'finished') finished.add(uploadId);
        }
      return finished;
    },
  };

  function unitDone({ uploadId, key, holder }: UnitDone, results: Record<string, unknown>): Change {
    const values = { ...results, state: 'done' };
    return {
      update: unitKey(uploadId, key),
      set: {
        text: `SET ${Object.keys(values)
          .map((name) => `#${name} = :${name}`)
          .join(', ')} REMOVE #leasedUntil`,
        values,
      },
      condition: { text: '#holder = :holder AND #state = :open', values: { holder, open: 'open' } },
    };
  }

  function unitsOf<Found>(uploadId: string, prefix: string, schema: z.ZodType<Found>, only?: readonly string[]): Promise<Found[]> {
    const { pk } = uploadKey(uploadId);
    return table.queryAll({ text: '#pk = :pk AND begins_with(#sk, :prefix)', values: { pk, prefix } }, schema, only && { only });
  }
};

export type Uploads = ReturnType<typeof uploadsTable>;
