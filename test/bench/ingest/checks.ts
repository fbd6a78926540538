import { Contract } from '../../../functions/ingestion/contract.ts';
import { RuleSet } from '../../../functions/ingestion/rule-set.ts';

const of = { level: 1, origin: 'ours' };
const must = { ...of, required: true };

/** Checks as departments report them, with what every contender can check: obligation, length, form, code lists, the order of two times, a key that comes twice. */
export const contract = Contract.parse({
  dataset: 'bench-checks',
  title: '行政检查（测速）',
  version: 1,
  validFrom: '2026-01-01',
  source: 'bench',
  handIn: ['*'],
  recordKey: 'record_id',
  businessTime: 'submitted_date',
  columns: [
    { ...must, name: 'record_id', title: '记录唯一标识', type: 'code', letters: 'as-is', maxLength: 100 },
    { ...must, name: 'item_code', title: '监管事项目录编码', type: 'code', maxLength: 14, pattern: '^[0-9]{14}$' },
    { ...must, name: 'list_code', title: '检查实施清单编码', type: 'code', maxLength: 60, pattern: '^[0-9A-Z]{18}[1-5][0-9A-Z]*$' },
    { ...must, name: 'check_name', title: '检查行为名称', type: 'text', maxLength: 100 },
    { ...must, name: 'check_code', title: '检查行为编号', type: 'code', letters: 'as-is', maxLength: 50 },
    { ...of, name: 'institution', title: '实施机构', type: 'text', maxLength: 100 },
    { ...of, name: 'institution_code', title: '实施机构编码', type: 'code', compact: true, maxLength: 20, pattern: '^[0-9A-Z]{18}$' },
    { ...must, name: 'object_name', title: '监管对象', type: 'text', maxLength: 100 },
    { ...must, name: 'party_name', title: '行政相对人', type: 'text', maxLength: 100 },
    { ...must, name: 'party_nature', title: '行政相对人性质', type: 'code', dictionary: 'party-nature' },
    { ...must, name: 'party_type', title: '证件类型', type: 'code', dictionary: 'certificate-type' },
    { ...must, name: 'party_code', title: '证件号码', type: 'code', compact: true, maxLength: 20, pattern: '^[0-9A-Z]{15,18}$' },
    { ...of, name: 'address', title: '注册地址', type: 'text', maxLength: 200 },
    { ...must, name: 'area', title: '行政区划代码', type: 'code', maxLength: 6, pattern: '^[0-9]{6}$' },
    { ...must, name: 'check_form', title: '检查形式', type: 'code', dictionary: 'check-form' },
    { ...must, name: 'check_type', title: '检查类别', type: 'code', dictionary: 'check-type' },
    { ...of, name: 'check_mode', title: '检查方式', type: 'code', dictionary: 'check-mode' },
    { ...must, name: 'check_result', title: '检查结果', type: 'text', maxLength: 500 },
    { ...must, name: 'check_date', title: '检查时间', type: 'datetime' },
    { ...must, name: 'officers', title: '检查人员', type: 'list', letters: 'as-is', maxLength: 200 },
    { ...of, name: 'licences', title: '执法证号', type: 'list', maxLength: 200 },
    { ...must, name: 'submitted_date', title: '报送时间', type: 'datetime' },
    { ...must, name: 'cd_id', title: '主键', type: 'code', letters: 'as-is', maxLength: 100 },
    { ...must, name: 'cd_time', title: '插入时间', type: 'datetime' },
    { ...must, name: 'cd_operation', title: '操作', type: 'code', dictionary: 'change-operation' },
  ],
});

export const ruleSet = RuleSet.parse({
  dataset: contract.dataset,
  version: 1,
  validFrom: '2026-01-01',
  rules: [{ code: 'Q012', columns: { checked: 'check_date', submitted: 'submitted_date' } }],
});

/** What a contender has to find, by check; the codes of ours. */
export const checks = { required: 'Q005', length: 'Q006', pattern: 'H005', dictionary: 'Q007', order: 'Q012' } as const;
export type Found = Record<keyof typeof checks | 'duplicate', number>;
