import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Contract } from '../../functions/ingestion/contract.ts';
import { exampleOf } from '../../functions/ingestion/example.ts';
import { noRules, RuleSet } from '../../functions/ingestion/rule-set.ts';
import { standardiser } from '../../functions/ingestion/standardise.ts';
import { dictionaryOf } from '../../shared/codes/dictionaries.ts';
import { templateOf } from '../../functions/ingestion/template.ts';
import { readFile } from './sample-file.ts';
import { zipOf } from './xlsx/build-workbook.ts';
import { readRowsOf, readSample } from './xlsx/read-sample-workbook.ts';

const seeds = path.resolve(import.meta.dirname, '../../functions/ingestion');
const parsedOf = (folder: string, file: string): unknown => JSON.parse(readFileSync(path.join(seeds, folder, file), 'utf8'));
const contracts = readdirSync(path.join(seeds, 'contracts')).map((file) => {
  const contract = Contract.parse(parsedOf('contracts', file));
  const hasRules = existsSync(path.join(seeds, 'rule-sets', file));
  const ruleSet = hasRules ? RuleSet.parse(parsedOf('rule-sets', file)) : noRules(contract);
  return [contract.title, contract, ruleSet] as const;
});

/** Writes the cells into the template's first sheet, as somebody does who fills it in. */
const filledIn = (template: Uint8Array, rows: readonly (readonly string[])[]): Uint8Array => {
  const parts = unzipSync(template);
  const name = 'xl/worksheets/sheet1.xml';
  const added = rows.map((cells) => `<row>${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`).join('');
  return zipOf({ ...parts, [name]: strFromU8(parts[name]!).replace('</sheetData>', `${added}</sheetData>`) });
};

describe.each(contracts)('%s', (_title, contract, ruleSet) => {
  it('has an example whose rows are all accepted, without a warning', () => {
    const [read] = readFile(Buffer.from(exampleOf(contract)), { contract, ruleSet });
    expect(read!.refused.flatMap(({ findings }) => findings)).toEqual([]);
    expect(read!.warnings).toEqual([]);
    expect(read).toMatchObject({ read: 3, unknownColumns: [] });
  });

  it('has an example of three different acts, none of them found by an inspection that would have to be there', () => {
    const [, ...lines] = exampleOf(contract).trimEnd().split('\r\n');
    const valuesOf = (name: string) => lines.map((line) => line.split(',')[contract.columns.findIndex((column) => column.name === name)]);
    const { subject, businessTime } = contract;
    for (const name of [businessTime, ...(subject?.code === undefined ? [] : [subject.code])]) expect(new Set(valuesOf(name)).size).toBe(3);
    expect(valuesOf('case_source')).not.toContain('检查发现');
  });

  it('has a template that can be handed in, and is refused only for being empty', async () => {
    expect(await readSample(templateOf(contract), { contract })).toMatchObject({ reason: 'no-rows' });
  });

  it('gives back what was filled in, from the first sheet alone', async () => {
    const [, ...lines] = exampleOf(contract).trimEnd().split('\r\n');
    const rows = lines.map((line) => line.split(','));
    const read = await readRowsOf(filledIn(templateOf(contract), rows), { contract });
    expect(read.header).toEqual(contract.columns.map(({ title }) => title));
    expect(read.rows.map((row) => Object.values(row))).toEqual(rows);
    expect(read.otherSheets).toEqual(expect.arrayContaining(['填写说明']));
  });

  it('offers only words that are read as their codes', () => {
    for (const column of contract.columns.filter(({ dictionary }) => dictionary !== undefined))
      for (const [code, word] of Object.entries(dictionaryOf(column.dictionary!).codes))
        expect([standardiser(column)(word)].flat()).toEqual([code]);
  });
});
