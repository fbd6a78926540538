import { area } from './area.ts';
import {
  caseSource,
  executionMode,
  executionResult,
  forceExecution,
  forceKind,
  forceMeasure,
  officerState,
  otherHandling,
  punishProcedure,
  punishType,
  reviewOutcome,
  superviseMeasure,
  yesNo,
} from './case-handling.ts';
import { industryLetter } from './industry.ts';
import type { Dictionary } from './dictionary.ts';

const nationalCheckTable = '国家“互联网+监管”检查行为表';

const partyNature: Dictionary = {
  title: '行政相对人性质',
  source: nationalCheckTable,
  codes: { '1': '公民', '2': '法人', '3': '其他组织' },
};

const certificateType: Dictionary = {
  title: '证件类型',
  source: 'GA/T 2000.156',
  codes: {
    '001': '统一社会信用代码',
    '002': '组织机构代码',
    '099': '其他法人证件',
    '111': '居民身份证',
    '112': '临时居民身份证',
    '113': '户口簿',
    '114': '军官证',
    '117': '出生医学证明',
    '414': '普通护照',
    '511': '台湾居民来往大陆通行证',
    '516': '港澳居民来往内地通行证',
    '553': '外国人永久居留证',
    '999': '其他',
  },
  alsoCalled: { 身份证: '111', 营业执照: '001' },
};

const checkForm: Dictionary = { title: '检查形式', source: nationalCheckTable, codes: { '01': '日常检查', '02': '专项检查' } };

const checkType: Dictionary = {
  title: '检查类别',
  source: nationalCheckTable,
  codes: { DAILY: '日常检查', RANDOM: '随机抽查', SPECIAL: '专项检查', TEMPORARY: '临时检查' },
  alsoCalled: { 日常: 'DAILY', 双随机抽查: 'RANDOM', 专项: 'SPECIAL', 临时: 'TEMPORARY' },
};

const checkMode: Dictionary = {
  title: '检查方式',
  source: 'ours',
  codes: { '1': '现场', '2': '非现场', '9': '其他' },
  alsoCalled: { 现场检查: '1', 非现场检查: '2' },
};

const changeOperation: Dictionary = {
  title: '操作',
  source: '前置库交换约定',
  codes: { i: '新增', u: '修改', d: '删除' },
  alsoCalled: { insert: 'i', update: 'u', delete: 'd' },
};

/** Vendors number these differently, so records always carry the text beside the code. */
const registrationState: Dictionary = {
  title: '登记状态',
  source: 'ours',
  codes: { '1': '存续', '2': '吊销未注销', '3': '注销', '4': '迁出', '5': '撤销', '9': '其他' },
  alsoCalled: { 在营: '1', 开业: '1', 在册: '1', '存续（在营、开业、在册）': '1' },
};

/** By the name that a contract gives. */
export const dictionaries: ReadonlyMap<string, Dictionary> = new Map(
  Object.entries({
    'party-nature': partyNature,
    'certificate-type': certificateType,
    'check-form': checkForm,
    'check-type': checkType,
    'check-mode': checkMode,
    'change-operation': changeOperation,
    'registration-state': registrationState,
    'industry-letter': industryLetter,
    area,
    'yes-no': yesNo,
    'case-source': caseSource,
    'punish-procedure': punishProcedure,
    'punish-type': punishType,
    'review-outcome': reviewOutcome,
    'execution-mode': executionMode,
    'execution-result': executionResult,
    'other-handling': otherHandling,
    'force-kind': forceKind,
    'force-measure': forceMeasure,
    'force-execution': forceExecution,
    'supervise-measure': superviseMeasure,
    'officer-state': officerState,
  }),
);

/** By its name, or the codes themselves. */
export const dictionaryOf = (dictionary: string | Readonly<Record<string, string>>): Pick<Dictionary, 'codes' | 'alsoCalled'> => {
  if (typeof dictionary !== 'string') return { codes: dictionary };
  const known = dictionaries.get(dictionary);
  if (!known) throw new Error(`no dictionary ${dictionary}`);
  return known;
};
