import { expect, it } from 'vitest';
import { Subject, Subjects, subjectsText, subjectText } from '../../cli/subject-words.ts';

const business = {
  subjectId: 's-1',
  kind: 'registered',
  name: '苏州甲乙科技有限公司',
  code: '91320505MA1X000760',
  state: '存续',
  area: '320505',
  deleted: false,
};

it('what was found is a line each, with the way on', () => {
  const text = subjectsText(Subjects.parse({ items: [{ ...business, matched: '苏州旧名有限公司' }], next: 'abc' }));
  for (const word of ['s-1', '91320505MA1X000760', '存续', '苏州旧名有限公司', '--cursor abc']) expect(text).toContain(word);
  expect(subjectsText({ items: [] })).toBe('没有找到');
});

it('a business is shown with its records in the words of their datasets', () => {
  const text = subjectText(
    Subject.parse({
      ...business,
      formerNames: ['苏州旧名有限公司'],
      findings: [{ code: 'H101', message: '名称不同' }],
      datasets: [{ dataset: 'check-actions', title: '行政检查' }],
      counts: {
        of: [
          { dataset: 'check-actions', department: 'd-safe', records: 3000 },
          { dataset: 'penalties', department: 'd-fire', records: 1 },
        ],
        all: true,
      },
      records: {
        items: [
          {
            dataset: 'check-actions',
            department: 'd-safe',
            recordId: 'R1',
            businessTime: '2026-11-03',
            deleted: true,
            linkedBy: 'name',
            findings: [{ code: 'Q016', message: '重复' }],
          },
        ],
      },
    }),
  );
  for (const word of [
    '登记在册',
    '曾用名',
    '! H101',
    '虎丘区 320505',
    '行政检查 d-safe 3,000 条',
    '（其他部门的记录只显示条数）',
    'R1（已删除）',
    '按名称',
    'Q016 重复',
  ])
    expect(text).toContain(word);
});
