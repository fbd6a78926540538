import { expect, it } from 'vitest';
import checkActions from '../../../functions/ingestion/contracts/check-actions.json' with { type: 'json' };
import { checksAsked, q014 } from '../../../functions/ingestion/rules/q014-check-of-a-penalty.ts';
import { expectWords, inquired } from './judged.ts';

const answers = ({ value }: { value: string }) => (value === 'JC-1' ? [{}] : []);

it.each([
  ['a check that is stored', { check: 'JC-1', source: '1' }, []],
  ['a check that is not', { check: 'JC-2', source: '1' }, ['检查行为编号 JC-2 在行政检查数据中查不到']],
  ['a case that came by a complaint', { check: 'JC-2', source: '2' }, []],
  ['no check named', { source: '1' }, []],
])('%s', (_, row, words) => {
  expectWords(inquired(q014, row, answers).messages, words);
});

it('asks for the column that the contract of checks calls referable', () => {
  expect(inquired(q014, { check: 'JC-1', source: '1' }, answers).questions).toEqual([
    { dataset: 'check-actions', by: 'reference', value: 'JC-1' },
  ]);
  expect(checkActions).toMatchObject(checksAsked);
});
