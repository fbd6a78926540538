import { departmentsParameter, type Question, type RecordRule } from './rule.ts';

const usual = '1';

/** The column of 行政检查 that its contract names as referable is 检查行为编号. */
export const checksAsked = { dataset: 'check-actions', referable: 'check_action_code' } as const;

/** A penalty whose case comes from a check names a check that is stored. */
export const q014: RecordRule<'check' | 'source'> = {
  code: 'Q014',
  dimension: '关联性',
  severity: 'warning',
  title: '检查发现的案件，其检查行为编号可以查到',
  needs: ['check', 'source'],
  parameters: { found: { meaning: '案件来源中表示检查发现的代码', form: /^\w{1,10}$/, usual }, departments: departmentsParameter },
  inquire(row, { found = usual, departments }) {
    const check = row.text('check');
    if (check === '' || row.text('source') !== found) return undefined;
    const question: Question = { dataset: checksAsked.dataset, by: 'reference', value: check, departments };
    return {
      questions: [question],
      judge: (answers) =>
        answers(question).length > 0
          ? []
          : [{ column: 'check', message: `检查行为编号 ${check} 在行政检查数据中查不到，请核对编号，或先报送该次检查` }],
    };
  },
};
