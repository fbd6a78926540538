import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldOf, KeptContract } from '../../functions/data-requests/catalogue/resource.ts';
import { sampleRows } from '../../functions/data-requests/catalogue/sample-rows.ts';
import { Contract } from '../../functions/ingestion/contract.ts';
import { standardiser } from '../../functions/ingestion/standardise.ts';
import { mostExamples } from '../../shared/example/example-values.ts';

const folder = path.join(import.meta.dirname, '../../functions/ingestion/contracts');
const contracts = readdirSync(folder).map((name) => {
  const contract = Contract.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
  return [contract.title, contract] as const;
});

describe.each(contracts)('%s: its sample rows', (_title, contract) => {
  const kept = KeptContract.parse(contract);
  const fields = kept.columns.map((column) => fieldOf(column));
  const rows = sampleRows({ fields, kind: 'records' }, mostExamples);

  it('are as stored rows are: each value is what reading it again makes of it', () => {
    for (const { values } of rows)
      for (const column of contract.columns) {
        const value = values[column.name]!;
        // A bare number is read in its column's unit, and stored in 分.
        if (column.type === 'amount') expect(value).toMatch(/^\d+$/);
        else expect([column.name, standardiser(column)([value].flat().join(';'))]).toEqual([column.name, value]);
        if (column.maxLength !== undefined) expect([value].flat().join(column.separator).length).toBeLessThanOrEqual(column.maxLength);
        if (column.pattern !== undefined)
          for (const item of [value].flat()) if (item !== '') expect(item).toMatch(new RegExp(column.pattern, 'u'));
        if (column.required) expect(value).not.toEqual('');
      }
  });

  it('are the same at every call, and each another', () => {
    expect(sampleRows({ fields, kind: 'records' }, mostExamples)).toEqual(rows);
    expect(new Set(rows.map(({ values }) => JSON.stringify(values))).size).toBe(mostExamples);
  });
});

it('Samples of statistics are cells: what is counted by, and the counts', () => {
  const field = (name: string, type: 'area' | 'date') => fieldOf({ name, title: name, level: 1, type });
  const statistics = { by: ['area', 'day'], months: ['day'], sum: 'fine' };
  expect(sampleRows({ fields: [field('area', 'area'), field('day', 'date')], kind: 'statistics', statistics }, 1)).toEqual([
    { id: 'sample-1', values: { area: '320505', day: '2026-03', records: '10', sum: '1000000' } },
  ]);
});
