import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AcceptedRow, inOrderOfSections, readAccepted, readKeys, writeAccepted } from '../../functions/ingestion/accepted-rows.ts';
import { type Order, RowsOfKey, type Weighing } from '../../functions/ingestion/duplicates.ts';
import type { Severity } from '../../functions/ingestion/finding.ts';
import { Fingerprints } from '../../functions/ingestion/fingerprints.ts';
import { sectionOf } from '../../functions/ingestion/section-of.ts';
import { settleKey, settleRow, type StoredRecord } from '../../functions/ingestion/settle.ts';

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

  it('whose rule set softens Q015 to a warning applies the row, which carries the warning', () => {
    expect(said('甲', 'i 乙', 'warning')).toBe('changed 乙 with Q015');
    expect(said('', 'i 甲 · i 乙 · u 丙', 'warning')).toBe('new 丙, superseded 2');
    expect(said('甲', 'i 乙', 'off')).toBe('changed 乙');
  });

  const deletion = { content: '{}', deleted: true, digest: 'digest of {}' };
  function said(before: string, rows: string, severity: Severity | 'off'): string {
    const record = before === '' ? undefined : stored(before === 'deleted' ? deletion : { content: before, digest: `digest of ${before}` });
    const how = weighing('row', severity);
    const ofKey = new RowsOfKey('K', how, record);
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

/** What the table keeps: current records, and past ones by the version they hold. */
interface Table {
  current: Map<string, StoredRecord>;
  past: Map<string, StoredRecord>;
}
const emptyTable = (): Table => ({ current: new Map(), past: new Map() });
const pastKey = (key: string, version: number) => `${key} v${String(version)}`;

/** As `records.before`. */
const beforeIn = ({ current, past }: Table, key: string, uploadId: string) => {
  const now = current.get(key);
  return now?.uploadId === uploadId ? { before: past.get(pastKey(key, now.version - 1)), written: true } : { before: now, written: false };
};

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

/** How a file comes: where it is cut, into how many sections, in what order they are settled. */
interface Way {
  cuts: readonly number[];
  sections: number;
  backwards: boolean;
}

/** Settles a file as the section's worker does, from the bytes that reading wrote; `writes` lets it die after so many items. */
const settleFile = (table: Table, file: readonly Row[], uploadId: string, how: Weighing, way: Way, writes = Infinity): Counts => {
  const rows = asRows(file, how.order, way.sections);
  const ends = [...new Set(way.cuts.map((cut) => Math.min(cut, rows.length))), rows.length].sort((one, other) => one - other);
  const chunks = ends.map((end, at) => writeAccepted(rows.slice(ends[at - 1] ?? 0, end).sort(inOrderOfSections), way.sections));
  const counts: Counts = { new: 0, changed: 0, unchanged: 0, superseded: 0, repeated: [] };
  let left = writes;
  const sections = Array.from({ length: way.sections }, (_, at) => at);
  if (way.backwards) sections.reverse();

  for (const section of sections) {
    const slices = chunks.map(({ bytes, offsets }) => bytes.subarray(offsets[section], offsets[section + 1]));
    const [seen, comeAgain] = [new Fingerprints(), new Set<string>()];
    for (const slice of slices) readKeys(slice, (key) => seen.add(key) === 'seen' && comeAgain.add(key));
    const several = new Map<string, RowsOfKey>();
    const alone: AcceptedRow[] = [];
    for (const row of slices.flatMap((slice) => readAccepted(slice, section))) {
      if (!comeAgain.has(row.key)) alone.push(row);
      else {
        if (!several.has(row.key)) several.set(row.key, new RowsOfKey(row.key, how, beforeIn(table, row.key, uploadId).before));
        several.get(row.key)?.add(row);
      }
    }
    for (const one of [...alone, ...several.values()]) {
      const { before, written } = beforeIn(table, one.key, uploadId);
      const { settled, superseded, repeated } = settleKey(one, before, { ...context, uploadId, weighing: how });
      counts.superseded += superseded;
      counts.repeated.push(...repeated);
      if (settled) counts[settled.outcome] += 1;
      if (!settled || !('record' in settled) || written) continue;
      if (settled.outcome === 'changed') {
        if (left <= 0) return counts;
        left -= 1;
        table.past.set(pastKey(one.key, settled.history.version), settled.history);
      }
      if (left <= 0) return counts;
      left -= 1;
      table.current.set(one.key, settled.record);
    }
  }
  counts.repeated.sort((one, other) => one - other);
  return counts;
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

const versionsIn = ({ current, past }: Table): Map<string, Said[]> =>
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

const file = fc.array(
  fc.record({
    key: fc.constantFrom('A', 'B', 'C'),
    operation: fc.constantFrom('i' as const, 'u' as const, 'd' as const),
    businessTime: fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-02 10:00:00'),
    content: fc.constantFrom('{"n":"1"}', '{"n":"2"}'),
  }),
  { maxLength: 12 },
);
const how = fc
  .record({ order: fc.constantFrom<Order>('business-time', 'row'), severity: fc.constantFrom<Severity>('error', 'warning') })
  .map(({ order, severity }) => weighing(order, severity));
const way = fc.record({
  cuts: fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
  sections: fc.integer({ min: 1, max: 3 }),
  backwards: fc.boolean(),
});

describe('over whole files', () => {
  it('records, history and counts are those of the plain model, however the files are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(file, way), { maxLength: 5 }), how, (files, by) => {
        const table = emptyTable();
        const counts = files.map(([rows, its], at) => settleFile(table, rows, `u-${String(at)}`, by, its));
        const expected = model(
          files.map(([rows]) => rows),
          by,
        );
        expect(counts).toEqual(expected.counts);
        expect(new Map([...versionsIn(table)].sort())).toEqual(new Map([...expected.versions].sort()));
      }),
      { numRuns: 500 },
    );
  });

  it('every row is counted once', () => {
    fc.assert(
      fc.property(file, file, how, way, (first, second, by, its) => {
        const table = emptyTable();
        settleFile(table, first, 'u-1', by, its);
        const { repeated, ...counts } = settleFile(table, second, 'u-2', by, its);
        const refused = by.severity === 'error' ? repeated.length : 0;
        expect(counts.new + counts.changed + counts.unchanged + counts.superseded + refused).toBe(second.length);
      }),
    );
  });

  it('a worker that dies at any write, as often as it likes, and begins again counts and writes what one that lived does', () => {
    fc.assert(
      fc.property(file, file, how, way, fc.array(fc.nat({ max: 6 }), { maxLength: 3 }), (before, after, by, its, deaths) => {
        const [lived, died] = [emptyTable(), emptyTable()];
        for (const table of [lived, died]) settleFile(table, before, 'u-1', by, its);
        const counts = settleFile(lived, after, 'u-2', by, its);
        for (const writes of deaths) settleFile(died, after, 'u-2', by, its, writes);
        expect(settleFile(died, after, 'u-2', by, its)).toEqual(counts);
        expect(died.current).toEqual(lived.current);
        expect(versionsIn(died)).toEqual(versionsIn(lived));
      }),
      { numRuns: 500 },
    );
  });

  it('the same file again changes nothing', () => {
    fc.assert(
      fc.property(file, how, way, (rows, by, its) => {
        const table = emptyTable();
        settleFile(table, rows, 'u-1', by, its);
        const once = versionsIn(table);
        expect(settleFile(table, rows, 'u-2', by, its)).toMatchObject({ new: 0, changed: 0 });
        expect(versionsIn(table)).toEqual(once);
      }),
    );
  });
});
