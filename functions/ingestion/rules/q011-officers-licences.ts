import { isAfter } from '../../../shared/calendar/calendar-date.ts';
import { departmentsParameter, type Found, type Question, type RecordRule } from './rule.ts';

/** Where licences are stored: the record key of 执法人员 is the licence's number. */
export const officersAsked = { dataset: 'officers', validFrom: 'law_start_date', validTo: 'law_end_date' } as const;

const places = (all: readonly number[]): string => all.map((at) => `第 ${String(at + 1)} 个`).join('、');

/**
 * 行政处罚法第四十二条: officers have 执法资格. Each licence is stored and was in force on the day of the action, and there are as many as names: the two lists run parallel.
 * Messages say which by its place, because licence numbers are not for everybody's eyes.
 */
export const q011: RecordRule<'licences' | 'names' | 'acted'> = {
  code: 'Q011',
  dimension: '关联性',
  severity: 'warning',
  title: '执法证号在执法人员库中且当日有效，与人员一一对应',
  needs: ['licences'],
  mayUse: ['names', 'acted'],
  parameters: { departments: departmentsParameter },
  inquire(row, { departments }) {
    const licences = row.list('licences');
    if (licences.length === 0) return undefined;
    const names = row.list('names').length;
    const acted = row.text('acted');
    const questions = licences.map((value): Question => ({ dataset: officersAsked.dataset, by: 'key', value, departments }));
    return {
      questions,
      judge(answers) {
        const found: Found<'licences'>[] = [];
        const find = (message: string) => found.push({ column: 'licences', message });
        if (names > 0 && names !== licences.length)
          find(`有 ${String(names)} 名检查人员、${String(licences.length)} 个执法证号，请按相同顺序一一填写，用“;”分隔`);
        const unknown: number[] = [];
        const notInForce: number[] = [];
        questions.forEach((question, at) => {
          const stored = answers(question);
          if (stored.length === 0) unknown.push(at);
          else if (acted !== '' && !stored.some(({ content }) => inForce(content, acted))) notInForce.push(at);
        });
        if (unknown.length > 0) find(`${places(unknown)}执法证号在执法人员库中查不到，请核对证号，或先报送该执法人员`);
        if (notInForce.length > 0)
          find(`${places(notInForce)}执法证在 ${acted.slice(0, 10)} 不在有效期内，请核对证号和检查时间；证件已换发的请先更新执法人员信息`);
        return found;
      },
    };
  },
};

const inForce = (officer: Readonly<Record<string, unknown>> = {}, acted: string): boolean => {
  const [from, to] = [officer[officersAsked.validFrom], officer[officersAsked.validTo]];
  return !(typeof from === 'string' && isAfter(from, acted)) && !(typeof to === 'string' && isAfter(acted, to));
};
