import { nothing, type RowRule } from './rule.ts';

/** 公民 gives an ID card, 法人 its USCC, 其他组织 any certificate of an organisation. */
const fitting: Readonly<Record<string, readonly string[]>> = { '1': ['111', '112'], '2': ['001'], '3': ['001', '002', '099', '999'] };
const words: Readonly<Record<string, string>> = {
  '1': '公民须填居民身份证（111）或临时居民身份证（112）',
  '2': '法人须填统一社会信用代码（001）',
  '3': '其他组织须填组织的证件（001、002、099、999）',
};

export const q008: RowRule<'nature' | 'type'> = {
  code: 'Q008',
  dimension: '准确性',
  severity: 'error',
  title: '行政相对人性质与证件类型相符',
  needs: ['nature', 'type'],
  judge(row) {
    const nature = row.text('nature');
    const type = row.text('type');
    if (type === '' || (fitting[nature]?.includes(type) ?? true)) return nothing;
    return [{ column: 'type', message: `证件类型 ${type} 与行政相对人性质不符：${words[nature] ?? ''}` }];
  },
};
