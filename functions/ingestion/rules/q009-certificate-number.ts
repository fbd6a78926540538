import { citizenIdFault, toEighteenDigits } from '../../../shared/identifiers/citizen-id.ts';
import { organisationCodeFault } from '../../../shared/identifiers/organisation-code.ts';
import { usccFault } from '../../../shared/identifiers/uscc.ts';
import { nothing, type RowRule } from './rule.ts';

/**
 * A wrong ID number is an error. A USCC of the wrong form is one too, but a USCC or an organisation code that only fails its checksum is suspected
 * (疑似), because real ones fail it. The type comes from a column, or is fixed by the rule set's parameter.
 */
export const q009: RowRule<'number' | 'type'> = {
  code: 'Q009',
  dimension: '准确性',
  severity: 'error',
  title: '证件号码有效',
  needs: ['number'],
  mayUse: ['type'],
  parameters: { type: { meaning: '没有证件类型列时，号码是哪一种证件', form: /^\d{3}$/ } },
  judge(row, { today }, parameters) {
    const number = row.text('number');
    if (number === '') return nothing;
    switch (row.text('type') || parameters['type']) {
      case '111':
      case '112': {
        const fault = citizenIdFault(toEighteenDigits(number), today);
        return fault
          ? [
              {
                column: 'number',
                message: `公民身份号码${{ format: '须为 18 位', date: '中的出生日期不存在或晚于今天', checksum: '校验位不符' }[fault]}，请核对`,
              },
            ]
          : nothing;
      }
      case '001': {
        const fault = usccFault(number);
        if (fault === 'format')
          return [{ column: 'number', message: '统一社会信用代码须为 18 位数字或大写字母（不含 I、O、S、V、Z），请核对' }];
        return fault ? [{ column: 'number', severity: 'warning', message: '统一社会信用代码校验位不符（疑似有误），请核对' }] : nothing;
      }
      case '002':
        return organisationCodeFault(number)
          ? [{ column: 'number', severity: 'warning', message: '组织机构代码的格式或校验位不符（疑似有误），请核对' }]
          : nothing;
      default:
        return nothing;
    }
  },
};
