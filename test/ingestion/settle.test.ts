import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AcceptedRow, inOrderOfSections, wholeLines, writeAccepted } from '../../functions/ingestion/accepted-rows.ts';
import type { Order, Weighing } from '../../functions/ingestion/duplicates.ts';
import type { Severity } from '../../functions/ingestion/finding.ts';
import { CuratedRecord } from '../../functions/ingestion/messages.ts';
import { sectionOf } from '../../functions/ingestion/section-of.ts';
import { rowsOfKey, settleKey, settleRow, type StoredRecord, toCurated } from '../../functions/ingestion/settle.ts';
import { type Cut, settleRows } from '../../functions/ingestion/settle-rows.ts';

const accepted = (its: Partial<AcceptedRow> = {}): AcceptedRow => {
  const content = its.content ?? '{"name":"甲"}';
  return { key: 'K', row: 1, businessTime: '2026-01-02', deleted: false, digest: `digest of ${content}`, section: 0, content, ...its };
};
const weighing = (order: Order, severity: Severity | 'off' = 'error'): Weighing => ({ order, severity, column: 'cd_operation' });
const context = { uploadId: 'u-2', weighing: weighing('business-time'), contractVersion: 1, writerFinished: () => true };
const stored = (its: Partial<StoredRecord> = {}): StoredRecord => {
  const { section: _, ...row } = accepted();
  return { ...row, version: 3, contractVersion: 1, uploadId: 'u-1', ...its };
};

describe('the row that stands for its key', () => {
  it('is new when nothing is stored', () => {
    expect(settleRow(accepted(), undefined, context)).toMatchObject({ outcome: 'new', record: stored({ version: 1, uploadId: 'u-2' }) });
  });

  it('changes the record, which goes to the history', () => {
    const row = accepted({ content: '{"name":"乙"}', row: 7, warnings: [{ code: 'Q003', column: 'c' }] });
    expect(settleRow(row, stored(), context)).toMatchObject({
      outcome: 'changed',
      history: stored(),
      record: { version: 4, row: 7, uploadId: 'u-2', content: '{"name":"乙"}', warnings: [{ code: 'Q003', column: 'c' }] },
    });
  });

  const log = { weighing: weighing('row') };
  it.each([
    ['unchanged', 'says the same', accepted({ row: 9 }), stored(), {}],
    ['superseded', 'is older than what is stored', accepted({ businessTime: '2026-01-01', content: '{}' }), stored(), {}],
    ['changed', 'says something else at the same business time: the later upload wins', accepted({ content: '{}' }), stored(), {}],
    ['changed', 'is corrected back', accepted({ content: '{"name":"甲"}' }), stored({ digest: 'other' }), {}],
    ['changed', 'deletes', accepted({ deleted: true }), stored(), log],
    ['unchanged', 'deletes what is deleted', accepted({ deleted: true }), stored({ deleted: true }), log],
    ['changed', 'brings back what was deleted', accepted(), stored({ deleted: true }), log],
    [
      'changed',
      'of a change log is older, where the order of rows decides',
      accepted({ businessTime: '2026-01-01', content: '{}' }),
      stored(),
      log,
    ],
    [
      'changed',
      'says the same as a row whose upload was given up and has announced nothing',
      accepted(),
      stored(),
      { writerFinished: () => false },
    ],
  ] as const)('is %s when it %s', (outcome, _, row, record, its) => {
    expect(settleRow(row, record, { ...context, ...its }).outcome).toBe(outcome);
  });

  it('of a given-up upload that is newer stays, and is announced with the row that loses against it', () => {
    const kept = stored({ businessTime: '2026-09-09' });
    expect(settleRow(accepted(), kept, { ...context, writerFinished: () => false })).toEqual({ outcome: 'superseded', announced: kept });
    expect(settleRow(accepted(), kept, context)).toEqual({ outcome: 'superseded' });
  });
});

/** The table of the page: what is stored, the rows of one key, what comes of it. */
const table = readFileSync(new URL('../../docs/records.md', import.meta.url), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(({ length, 2: rows = '' }) => length === 5 && /^[iud]\b/.test(rows));

describe('a change log', () => {
  it('has its table on the page', () => {
    expect(table).toHaveLength(15);
  });

  it.each(table.map(([, before = '', rows = '', expected = '']) => [before, rows, expected] as const))(
    'on “%s” the rows “%s” come out as “%s”',
    (before, rows, expected) => {
      expect(said(before === '–' ? '' : before, rows, 'error')).toBe(expected);
    },
  );

  it('of which an upload that was given up is the last word refuses nothing against that', () => {
    const upon = { ...context, weighing: weighing('row'), writerFinished: () => false };
    const record = stored({ content: '乙', digest: 'digest of 乙' });
    const ofKey = rowsOfKey('K', record, upon);
    ofKey.add(accepted({ row: 1, operation: 'i', content: '甲' }));
    ofKey.add(accepted({ row: 2, operation: 'u', content: '乙' }));
    expect(settleKey(ofKey, record, upon)).toMatchObject({
      settled: { outcome: 'changed', announced: { row: 2 } },
      superseded: 1,
      repeated: [],
    });
    expect(settleKey(accepted({ operation: 'i', content: '甲' }), record, upon)).toMatchObject({ settled: { outcome: 'changed' } });
  });

  it('whose rule set softens Q015 to a warning applies the row, which carries the warning', () => {
    expect(said('甲', 'i 乙', 'warning')).toBe('changed 乙 with Q015');
    expect(said('', 'i 甲 · i 乙 · u 丙', 'warning')).toBe('new 丙, superseded 2');
    expect(said('甲', 'i 乙', 'off')).toBe('changed 乙');
  });

  const deletion = { content: '{}', deleted: true, digest: 'digest of {}' };
  function said(before: string, rows: string, severity: Severity | 'off'): string {
    const record = before === '' ? undefined : stored(before === 'deleted' ? deletion : { content: before, digest: `digest of ${before}` });
    const how = weighing('row', severity);
    const ofKey = rowsOfKey('K', record, { ...context, weighing: how });
    rows.split(' · ').forEach((text, at) => {
      const [operation, content] = [text[0] as 'i' | 'u' | 'd', text.slice(2)];
      ofKey.add(accepted({ row: at + 1, operation, content, ...(operation === 'd' && deletion) }));
    });
    const { settled, superseded, repeated } = settleKey(ofKey, record, { ...context, weighing: how });
    const now = settled && 'record' in settled ? settled.record : undefined;
    return [
      ...(settled
        ? [[settled.outcome, now && (now.deleted ? 'deleted' : now.content), now?.warnings && 'with Q015'].filter(Boolean).join(' ')]
        : []),
      ...(superseded > 0 ? [`superseded ${String(superseded)}`] : []),
      ...(repeated.length > 0 && severity === 'error' ? [`refused ${repeated.join(' ')}`] : []),
    ].join(', ');
  }
});

interface Row {
  key: string;
  operation: 'i' | 'u' | 'd';
  businessTime: string;
  content: string;
}
interface Counts {
  new: number;
  changed: number;
  unchanged: number;
  superseded: number;
  repeated: number[];
}

/** What is stored (current records, and past ones by the version they hold), whose upload is finished, and what others have read of those. */
const emptyStore = () => ({
  current: new Map<string, StoredRecord>(),
  past: new Map<string, StoredRecord>(),
  finished: new Set<string>(),
  heard: new Map<string, CuratedRecord>(),
});
type Store = ReturnType<typeof emptyStore>;
const pastKey = (key: string, version: number) => `${key} v${String(version)}`;

const asRows = (rows: readonly Row[], order: Order, sections: number): AcceptedRow[] =>
  rows.map(({ key, operation, businessTime, content }, at) => ({
    key,
    businessTime,
    content,
    row: at + 1,
    deleted: order === 'row' && operation === 'd',
    ...(order === 'row' && { operation }),
    digest: order === 'row' ? content : `${businessTime} ${content}`,
    section: sectionOf(key, sections),
  }));

/** How a file comes: where it is cut, into how many sections, in what order and in which batches they are settled. */
interface Way {
  cuts: readonly number[];
  sections: number;
  backwards: boolean;
  cut: Cut;
  pieceBytes: number;
}

class Death extends Error {}

/** After how many items its worker dies, and whether its deadline passes before the upload is finished. */
interface Fate {
  writes?: number;
  givenUp?: boolean;
}

/** Settles a file by the worker's own loop, from the bytes that reading wrote. */
const settleFile = async (
  store: Store,
  file: readonly Row[],
  uploadId: string,
  how: Weighing,
  way: Way,
  { writes = Infinity, givenUp = false }: Fate = {},
): Promise<Counts> => {
  const rows = asRows(file, how.order, way.sections);
  const ends = [...new Set(way.cuts.map((cut) => Math.min(cut, rows.length))), rows.length].sort((one, other) => one - other);
  const chunks = ends.map((end, at) => writeAccepted(rows.slice(ends[at - 1] ?? 0, end).sort(inOrderOfSections), way.sections));
  const counts: Counts = { new: 0, changed: 0, unchanged: 0, superseded: 0, repeated: [] };
  const announced: Buffer[] = [];
  let left = writes;
  const put = (items: Map<string, StoredRecord>, key: string, record: StoredRecord) => {
    if (left <= 0) throw new Death();
    left -= 1;
    items.set(key, record);
  };
  const sections = Array.from({ length: way.sections }, (_, at) => at);
  if (way.backwards) sections.reverse();

  for (const section of sections) {
    const slices = chunks.map(({ bytes, offsets }) => bytes.subarray(offsets[section], offsets[section + 1]));
    const settled = await settleRows(
      section,
      { uploadId, weighing: how, contractVersion: 1 },
      {
        rows: () => wholeLines(inPieces(slices, way.pieceBytes)),
        currentOf: (keys) => Promise.resolve(keys.flatMap((key) => store.current.get(key) ?? [])),
        versionsOf: (versions) => Promise.resolve(versions.flatMap(({ key, version }) => store.past.get(pastKey(key, version)) ?? [])),
        finishedAmong: () => Promise.resolve(store.finished),
        async write(changes) {
          for (const { record, history } of changes) if (history) put(store.past, pastKey(record.key, history.version), history);
          await Promise.resolve();
          for (const { record } of changes) put(store.current, record.key, record);
          return 0;
        },
        async announce(lines) {
          for await (const some of lines) announced.push(Buffer.from(some));
        },
        inTime: () => undefined,
        seed: 1,
      },
      way.cut,
    );
    for (const outcome of ['new', 'changed', 'unchanged', 'superseded'] as const) counts[outcome] += settled.counts[outcome];
    counts.repeated.push(...settled.repeated);
  }
  counts.repeated.sort((one, other) => one - other);
  if (givenUp) return counts;
  store.finished.add(uploadId);
  for (const line of Buffer.concat(announced).toString('utf8').split('\n').slice(0, -1)) {
    const record = CuratedRecord.strict().parse(JSON.parse(line));
    if (record.version > (store.heard.get(record.key)?.version ?? 0)) store.heard.set(record.key, record);
  }
  return counts;
};

async function* inPieces(slices: readonly Uint8Array[], pieceBytes: number): AsyncGenerator<Uint8Array, void> {
  for (const slice of slices)
    for (let from = 0; from < slice.length; from += pieceBytes) yield await Promise.resolve(slice.subarray(from, from + pieceBytes));
}

/** As long as it may until it dies or is given up. */
const begin = async (...its: Parameters<typeof settleFile>): Promise<void> => {
  await settleFile(...its).catch((error: unknown) => {
    if (!(error instanceof Death)) throw error;
  });
};

/** The plain model: the rows of each file one after the other, on one value per key. */
interface Said {
  content: string;
  businessTime: string;
  deleted: boolean;
}
const same = (one: Said | undefined, other: Said | undefined, order: Order) =>
  one?.content === other?.content && one?.deleted === other?.deleted && (order === 'row' || one?.businessTime === other?.businessTime);

const model = (files: readonly (readonly Row[])[], { order, severity }: Weighing) => {
  const versions = new Map<string, Said[]>();
  const counts = files.map((file) => {
    const count: Counts = { new: 0, changed: 0, unchanged: 0, superseded: 0, repeated: [] };
    const now = new Map<string, { said: Said | undefined; applied: number }>();
    file.forEach(({ key, operation, businessTime, content }, at) => {
      const { said, applied } = now.get(key) ?? { said: versions.get(key)?.at(-1), applied: 0 };
      const next = { content, businessTime, deleted: order === 'row' && operation === 'd' };
      now.set(key, { said, applied });
      if (order === 'row' && operation === 'i' && said && !said.deleted && said.content !== content) {
        count.repeated.push(at + 1);
        if (severity === 'error') return;
      }
      if (order === 'business-time' && said && businessTime < said.businessTime) count.superseded += 1;
      else now.set(key, { said: next, applied: applied + 1 });
    });
    for (const [key, { said, applied }] of now) {
      if (applied === 0 || !said) continue;
      const known = versions.get(key) ?? [];
      count.superseded += applied - 1;
      if (known.length === 0) count.new += 1;
      else if (same(said, known.at(-1), order)) count.unchanged += 1;
      else count.changed += 1;
      if (!same(said, known.at(-1), order)) versions.set(key, [...known, said]);
    }
    return count;
  });
  return { versions, counts };
};

const versionsIn = ({ current, past }: Pick<Store, 'current' | 'past'>): Map<string, Said[]> =>
  new Map(
    [...current.values()].map((record) => {
      const older = Array.from({ length: record.version - 1 }, (_, at) => past.get(pastKey(record.key, at + 1)));
      return [
        record.key,
        [...older, record].map((one) => {
          if (!one) throw new Error('a version is missing');
          return { content: one.content, businessTime: one.businessTime, deleted: one.deleted };
        }),
      ];
    }),
  );

const row = fc.record({
  key: fc.constantFrom('A', 'B', 'C'),
  operation: fc.constantFrom('i' as const, 'u' as const, 'd' as const),
  businessTime: fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-02 10:00:00'),
  content: fc.constantFrom('{"n":"1"}', '{"n":"2"}'),
});
const file = fc.array(row, { maxLength: 12 });
const shortFile = fc.array(row, { maxLength: 3 });
const how = fc
  .record({ order: fc.constantFrom<Order>('business-time', 'row'), severity: fc.constantFrom<Severity>('error', 'warning') })
  .map(({ order, severity }) => weighing(order, severity));
const way = fc.record({
  cuts: fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
  sections: fc.integer({ min: 1, max: 3 }),
  backwards: fc.boolean(),
  cut: fc.record({ batch: fc.integer({ min: 1, max: 3 }), width: fc.integer({ min: 1, max: 3 }) }),
  pieceBytes: fc.constantFrom(40, 400, 4000),
});
const fate = fc.record({ writes: fc.nat({ max: 8 }), givenUp: fc.constant(true) });

/** Of a key as others know it, and as it is stored. */
const known = ({ heard, current }: Store, key: string) => {
  const stored = current.get(key);
  return [heard.get(key), stored && toCurated(stored)];
};

describe('over whole files', () => {
  it('records, history and counts are those of the plain model, however the files are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(file, way), { maxLength: 5 }), how, async (files, by) => {
        const store = emptyStore();
        const counts = [];
        for (const [at, [rows, its]] of files.entries()) counts.push(await settleFile(store, rows, `u-${String(at)}`, by, its));
        const expected = model(
          files.map(([rows]) => rows),
          by,
        );
        expect(counts).toEqual(expected.counts);
        expect(new Map([...versionsIn(store)].sort())).toEqual(new Map([...expected.versions].sort()));
        expect(store.heard).toEqual(new Map([...store.current].map(([key, record]) => [key, toCurated(record)])));
      }),
      { numRuns: 500 },
    );
  });

  it('every row is counted once, whatever was given up before', async () => {
    await fc.assert(
      fc.asyncProperty(file, file, how, way, fc.oneof(fate, fc.constant({})), async (first, second, by, its, ends) => {
        const store = emptyStore();
        await begin(store, first, 'u-1', by, its, ends);
        const { repeated, ...counts } = await settleFile(store, second, 'u-2', by, its);
        const refused = by.severity === 'error' ? repeated.length : 0;
        expect(counts.new + counts.changed + counts.unchanged + counts.superseded + refused).toBe(second.length);
      }),
    );
  });

  it('a worker that dies at any write, as often as it likes, and begins again counts, writes and announces what one that lived does', async () => {
    await fc.assert(
      fc.asyncProperty(file, file, how, way, fc.array(fc.nat({ max: 6 }), { maxLength: 3 }), async (before, after, by, its, deaths) => {
        const [lived, died] = [emptyStore(), emptyStore()];
        for (const store of [lived, died]) await settleFile(store, before, 'u-1', by, its);
        const counts = await settleFile(lived, after, 'u-2', by, its);
        for (const writes of deaths) await begin(died, after, 'u-2', by, its, { writes, givenUp: true });
        expect(await settleFile(died, after, 'u-2', by, its)).toEqual(counts);
        expect(died.current).toEqual(lived.current);
        expect(versionsIn(died)).toEqual(versionsIn(lived));
        expect(died.heard).toEqual(lived.heard);
      }),
      { numRuns: 500 },
    );
  });

  it('the same file again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(file, how, way, async (rows, by, its) => {
        const store = emptyStore();
        await settleFile(store, rows, 'u-1', by, its);
        const once = versionsIn(store);
        expect(await settleFile(store, rows, 'u-2', by, its)).toMatchObject({ new: 0, changed: 0 });
        expect(versionsIn(store)).toEqual(once);
      }),
    );
  });

  it('a file that was given up at any write and is handed in again leaves what it would have left at once, and others know it', async () => {
    await fc.assert(
      fc.asyncProperty(file, file, how, way, fate, async (before, after, by, its, ends) => {
        const store = emptyStore();
        await settleFile(store, before, 'u-1', by, its);
        await begin(store, after, 'u-2', by, its, ends);
        await settleFile(store, after, 'u-3', by, its);
        const { versions } = model([before, after], by);
        const last = (of: ReadonlyMap<string, Said[]>) => new Map([...of].map(([key, said]) => [key, said.at(-1)] as const).sort());
        expect(last(versionsIn(store))).toEqual(last(versions));
        for (const key of store.current.keys()) {
          const [heard, stored] = known(store, key);
          expect(heard).toEqual(stored);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('whatever was given up, others know every record that a finished upload names as it is stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(shortFile, way, fc.oneof(fate, fc.constant({}))), { maxLength: 5 }), how, async (files, by) => {
        const store = emptyStore();
        for (const [at, [rows, its, ends]] of files.entries()) {
          await begin(store, rows, `u-${String(at)}`, by, its, ends);
          if (!('givenUp' in ends))
            for (const { key } of rows) {
              const [heard, stored] = known(store, key);
              expect(heard).toEqual(stored);
            }
        }
      }),
      { numRuns: 500 },
    );
  });
});
