import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AcceptedRow } from '../../functions/ingestion/accepted-rows.ts';
import { newestOfEachKey, type Order } from '../../functions/ingestion/duplicates.ts';
import { settleRow, type StoredRecord } from '../../functions/ingestion/settle.ts';

const accepted = (its: Partial<AcceptedRow> = {}): AcceptedRow => {
  const content = its.content ?? '{"name":"甲"}';
  return { key: 'K', row: 1, businessTime: '2026-01-02', deleted: false, digest: `digest of ${content}`, section: 0, content, ...its };
};
const context = { uploadId: 'u-2', order: 'business-time' as Order, contractVersion: 1, writerFinished: () => true };
const stored = (its: Partial<StoredRecord> = {}): StoredRecord => {
  const { section: _, ...row } = accepted();
  return { ...row, version: 3, contractVersion: 1, uploadId: 'u-1', outcome: 'changed', ...its };
};

describe('the newest row of a key', () => {
  it('is new when nothing is stored', () => {
    expect(settleRow(accepted(), undefined, context)).toMatchObject({
      outcome: 'new',
      record: stored({ version: 1, uploadId: 'u-2', outcome: 'new' }),
    });
  });

  it('changes the record, which goes to the history', () => {
    const row = accepted({ content: '{"name":"乙"}', row: 7 });
    expect(settleRow(row, stored(), context)).toMatchObject({
      outcome: 'changed',
      history: stored(),
      record: { version: 4, row: 7, uploadId: 'u-2', content: '{"name":"乙"}' },
    });
  });

  it.each([
    ['unchanged', 'says the same', accepted({ row: 9 }), stored(), {}],
    ['superseded', 'is older than what is stored', accepted({ businessTime: '2026-01-01', content: '{}' }), stored(), {}],
    ['changed', 'says something else at the same business time: the later upload wins', accepted({ content: '{}' }), stored(), {}],
    ['changed', 'is corrected back', accepted({ content: '{"name":"甲"}' }), stored({ digest: 'other' }), {}],
    ['changed', 'deletes', accepted({ deleted: true }), stored(), { order: 'row' }],
    ['unchanged', 'deletes what is deleted', accepted({ deleted: true }), stored({ deleted: true }), { order: 'row' }],
    ['changed', 'brings back what was deleted', accepted(), stored({ deleted: true }), { order: 'row' }],
    [
      'changed',
      'of a change log is older, where the order of rows decides',
      accepted({ businessTime: '2026-01-01', content: '{}' }),
      stored(),
      { order: 'row' },
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

  it('that this upload has already written counts as the first time, and is not written again', () => {
    const written = stored({ uploadId: 'u-2', outcome: 'new' });
    expect(settleRow(accepted(), written, context)).toEqual({ outcome: 'again', as: 'new', announced: written });
  });

  it('of a given-up upload that is newer stays, and is announced with the row that loses against it', () => {
    const kept = stored({ businessTime: '2026-09-09' });
    expect(settleRow(accepted(), kept, { ...context, writerFinished: () => false })).toEqual({ outcome: 'superseded', announced: kept });
    expect(settleRow(accepted(), kept, context)).toEqual({ outcome: 'superseded' });
  });
});

const rowsOfAFile = fc.array(
  fc.record({
    key: fc.constantFrom('A', 'B', 'C'),
    businessTime: fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-02 10:00:00'),
    content: fc.constantFrom('{"n":"1"}', '{"n":"2"}'),
    deleted: fc.boolean(),
  }),
  { maxLength: 12 },
);
const order = fc.constantFrom<Order>('business-time', 'row');

/** Settles a file as the section's worker does; `until` lets it die after so many writes. */
const settleFile = (records: Map<string, StoredRecord>, rows: readonly AcceptedRow[], uploadId: string, by: Order, until = Infinity) => {
  const newest = newestOfEachKey(by);
  for (const row of rows) newest.add(row);
  const { kept, superseded } = newest.result();
  const counts = { new: 0, changed: 0, unchanged: 0, superseded };
  const history: StoredRecord[] = [];
  let writes = 0;
  for (const row of kept.values()) {
    const settled = settleRow(row, records.get(row.key), { ...context, uploadId, order: by });
    counts[settled.outcome === 'again' ? settled.as : settled.outcome] += 1;
    if (settled.outcome !== 'new' && settled.outcome !== 'changed') continue;
    if (settled.outcome === 'changed') history.push(settled.history);
    if (++writes > until) break;
    records.set(row.key, settled.record);
  }
  return { counts, history };
};

const numbered = (rows: readonly Omit<AcceptedRow, 'row' | 'section' | 'digest'>[]): AcceptedRow[] =>
  rows.map((row, at) => accepted({ ...row, row: at + 1, digest: `${row.businessTime} ${row.content}` }));

describe('over whole files', () => {
  it('every row is counted once, whatever order the chunks come in', () => {
    fc.assert(
      fc.property(
        rowsOfAFile.chain((rows) => fc.tuple(fc.constant(numbered(rows)), fc.shuffledSubarray(numbered(rows), { minLength: rows.length }))),
        order,
        ([rows, shuffled], by) => {
          const [one, other] = [new Map<string, StoredRecord>(), new Map<string, StoredRecord>()];
          const { counts } = settleFile(one, rows, 'u-1', by);
          expect(counts.new + counts.changed + counts.unchanged + counts.superseded).toBe(rows.length);
          expect(settleFile(other, shuffled, 'u-1', by).counts).toEqual(counts);
          expect(new Map([...other].sort())).toEqual(new Map([...one].sort()));
        },
      ),
    );
  });

  it('after any number of uploads the records are what a plain reading of all rows gives', () => {
    fc.assert(
      fc.property(fc.array(rowsOfAFile, { maxLength: 5 }), order, (files, by) => {
        const records = new Map<string, StoredRecord>();
        const model = new Map<string, { businessTime: string; content: string; deleted: boolean }>();
        files.forEach((file, upload) => {
          settleFile(records, numbered(file), `u-${String(upload)}`, by);
          for (const { key, businessTime, content, deleted } of file) {
            const now = model.get(key);
            if (!now || by === 'row' || businessTime >= now.businessTime) model.set(key, { businessTime, content, deleted });
          }
        });
        expect(new Map([...records].map(([key, { businessTime, content, deleted }]) => [key, { businessTime, content, deleted }]))).toEqual(
          model,
        );
      }),
    );
  });

  it('a worker that dies at any write and begins again counts and writes what one that lived does', () => {
    fc.assert(
      fc.property(rowsOfAFile, rowsOfAFile, order, fc.integer({ min: 0, max: 3 }), (before, file, by, until) => {
        const [lived, died] = [new Map<string, StoredRecord>(), new Map<string, StoredRecord>()];
        for (const records of [lived, died]) settleFile(records, numbered(before), 'u-1', by);
        const { counts } = settleFile(lived, numbered(file), 'u-2', by);
        settleFile(died, numbered(file), 'u-2', by, until);
        expect(settleFile(died, numbered(file), 'u-2', by).counts).toEqual(counts);
        expect(died).toEqual(lived);
      }),
    );
  });

  it('the same file again changes nothing', () => {
    fc.assert(
      fc.property(rowsOfAFile, order, (file, by) => {
        const records = new Map<string, StoredRecord>();
        settleFile(records, numbered(file), 'u-1', by);
        const { counts, history } = settleFile(records, numbered(file), 'u-2', by);
        expect(counts).toMatchObject({ new: 0, changed: 0, unchanged: records.size });
        expect(history).toEqual([]);
      }),
    );
  });
});
