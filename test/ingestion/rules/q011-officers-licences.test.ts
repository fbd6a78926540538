import { describe, expect, it } from 'vitest';
import officers from '../../../functions/ingestion/contracts/officers.json' with { type: 'json' };
import { officersAsked, q011 } from '../../../functions/ingestion/rules/q011-officers-licences.ts';
import type { Answers } from '../../../functions/ingestion/rules/rule.ts';
import { expectWords, inquired } from './judged.ts';

const stored: Record<string, { law_start_date?: string; law_end_date?: string }[]> = {
  L1: [{ law_start_date: '2024-01-01', law_end_date: '2028-12-31' }],
  L2: [{ law_end_date: '2026-10-31' }],
  L3: [{ law_start_date: '2026-11-03', law_end_date: '2029-11-02' }],
  L4: [{ law_end_date: '2020-01-01' }, { law_end_date: '2030-01-01' }],
};
const answers: Answers = ({ value }) => (stored[value] ?? []).map((content) => ({ content }));
const acted = '2026-11-02 09:30:00';

describe('officers’ licences', () => {
  it.each([
    ['stored and in force', { licences: ['L1', 'L4'], names: ['甲', '乙'], acted }, []],
    ['not stored', { licences: ['L1', 'L9'], names: ['甲', '乙'], acted }, ['第 2 个执法证号在执法人员库中查不到']],
    ['expired before that day', { licences: ['L2', 'L1'], names: ['甲', '乙'], acted }, ['第 1 个执法证在 2026-11-02 不在有效期内']],
    ['valid until that very day', { licences: ['L2'], names: ['甲'], acted: '2026-10-31 23:00:00' }, []],
    ['valid only from the next day', { licences: ['L3'], names: ['甲'], acted }, ['不在有效期内']],
    ['fewer than names', { licences: ['L1'], names: ['甲', '乙'], acted }, ['有 2 名检查人员、1 个执法证号']],
    ['several faults at once', { licences: ['L9', 'L2', 'L8'], names: ['甲'], acted }, ['有 1 名', '第 1 个、第 3 个', '第 2 个']],
    ['no day to compare with', { licences: ['L2'], names: ['甲'] }, []],
    ['none given', { names: ['甲', '乙'], acted }, []],
  ])('%s', (_, row, words) => {
    expectWords(inquired(q011, row, answers).messages, words);
  });

  it('are asked for by key, of the department itself or of those that the rule set names', () => {
    const row = { licences: ['L1', 'L2'], names: ['甲', '乙'], acted };
    expect(inquired(q011, row, answers).questions).toEqual([
      { dataset: 'officers', by: 'key', value: 'L1' },
      { dataset: 'officers', by: 'key', value: 'L2' },
    ]);
    expect(inquired(q011, row, answers, { departments: 'own;d-0001' }).questions[0]?.departments).toBe('own;d-0001');
  });

  it('are the record key of 执法人员, whose contract has the columns that are looked at', () => {
    expect(officers.dataset).toBe(officersAsked.dataset);
    expect(officers.recordKey).toBe('law_no');
    const names = officers.columns.map(({ name }) => name);
    expect(names).toContain(officersAsked.validFrom);
    expect(names).toContain(officersAsked.validTo);
  });
});
