import { type Found, nothing, type RowRule } from './rule.ts';

type Need = 'amount' | 'fine' | 'paid';

const usual = '2';
const words: Record<Need, string> = { amount: '金额', fine: '罚款金额', paid: '实缴金额' };

/** In 分: whole numbers of up to 20 digits. */
const amountOf = (text: string): bigint | undefined => (text === '' ? undefined : BigInt(text));

/** 行政处罚法第七十二条: the late fee (加处罚款) is at most the fine, so no more than twice the fine is ever paid. */
export const q018: RowRule<Need> = {
  code: 'Q018',
  dimension: '准确性',
  severity: 'warning',
  title: '金额不为负，实缴不超过罚款的两倍',
  needs: [],
  mayUse: ['amount', 'fine', 'paid'],
  parameters: { times: { meaning: '实缴最多为罚款的几倍', form: /^[1-9]$/, usual } },
  judge(row, _, parameters) {
    const found: Found<Need>[] = [];
    for (const need of ['amount', 'fine', 'paid'] as const)
      if (row.text(need).startsWith('-')) found.push({ column: need, message: `${words[need]}不能为负数，请核对` });
    if (found.length > 0) return found;
    const [fine, paid] = [amountOf(row.text('fine')), amountOf(row.text('paid'))];
    const times = parameters['times'] ?? usual;
    return fine === undefined || paid === undefined || paid <= fine * BigInt(times)
      ? nothing
      : [
          {
            column: 'paid',
            message: `实缴金额超过罚款金额的 ${times} 倍（加处罚款不得超过罚款本数），请核对两个金额及其单位`,
          },
        ];
  },
};
