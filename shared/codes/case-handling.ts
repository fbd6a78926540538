import type { Dictionary } from './dictionary.ts';

/*
 * 行政处罚、行政强制、其他行为、执法人员. The national tables name these lists and their words, but publish no codes for most of them: the numbers are ours until they do,
 * and departments may write the words.
 */
const ours = 'ours';

export const yesNo: Dictionary = {
  title: '是否',
  source: ours,
  codes: { '1': '是', '0': '否' },
  alsoCalled: { y: '1', yes: '1', true: '1', n: '0', no: '0', false: '0' },
};

export const caseSource: Dictionary = {
  title: '案件来源',
  source: ours,
  codes: { '1': '检查发现', '2': '投诉举报', '3': '其他部门移送', '4': '上级交办', '9': '其他' },
  alsoCalled: { 移送: '3', 交办: '4' },
};

export const punishProcedure: Dictionary = {
  title: '处罚程序',
  source: '行政处罚法第五章；编号由本系统约定',
  codes: { '1': '简易程序', '2': '普通程序' },
  alsoCalled: { 简易: '1', 普通: '2', 一般: '2', 一般程序: '2' },
};

export const punishType: Dictionary = {
  title: '处罚种类',
  source: '行政处罚法第九条；编号由本系统约定',
  codes: {
    '01': '警告',
    '02': '通报批评',
    '03': '罚款',
    '04': '没收违法所得',
    '05': '没收非法财物',
    '06': '暂扣许可证件',
    '07': '降低资质等级',
    '08': '吊销许可证件',
    '09': '限制开展生产经营活动',
    '10': '责令停产停业',
    '11': '责令关闭',
    '12': '限制从业',
    '13': '行政拘留',
    '99': '法律法规规定的其他',
  },
  alsoCalled: { 其他: '99' },
};

/** 行政复议 and 行政诉讼: whether there was one, and how it ended. */
export const reviewOutcome: Dictionary = {
  title: '复议诉讼情况',
  source: ours,
  codes: { '0': '未提起', '1': '正在审理', '2': '维持', '3': '变更', '4': '撤销', '5': '确认违法', '6': '申请人撤回', '9': '其他' },
  alsoCalled: { 无: '0', 未申请: '0' },
};

export const executionMode: Dictionary = {
  title: '执行方式',
  source: ours,
  codes: { '1': '当事人自行履行', '2': '行政机关强制执行', '3': '申请人民法院强制执行', '9': '其他' },
  alsoCalled: { 自行履行: '1' },
};

export const executionResult: Dictionary = {
  title: '执行结果',
  source: ours,
  codes: { '1': '已全部执行', '2': '部分执行', '3': '未执行', '4': '终结执行', '9': '其他' },
};

export const otherHandling: Dictionary = {
  title: '其他处理情况',
  source: ours,
  codes: { '0': '无', '1': '移送司法机关', '2': '移送其他行政机关', '3': '撤销案件', '9': '其他' },
};

export const forceKind: Dictionary = {
  title: '行政强制种类',
  source: '行政强制法第二条；编号由本系统约定',
  codes: { '1': '行政强制措施', '2': '行政强制执行' },
  alsoCalled: { 强制措施: '1', 强制执行: '2' },
};

export const forceMeasure: Dictionary = {
  title: '强制措施类型',
  source: '行政强制法第九条；编号由本系统约定',
  codes: { '1': '限制公民人身自由', '2': '查封场所、设施或者财物', '3': '扣押财物', '4': '冻结存款、汇款', '9': '其他行政强制措施' },
  alsoCalled: { 查封: '2', 扣押: '3', 冻结: '4' },
};

export const forceExecution: Dictionary = {
  title: '强制执行类型',
  source: '行政强制法第十二条；编号由本系统约定',
  codes: {
    '1': '加处罚款或者滞纳金',
    '2': '划拨存款、汇款',
    '3': '拍卖或者依法处理查封、扣押的场所、设施或者财物',
    '4': '排除妨碍、恢复原状',
    '5': '代履行',
    '9': '其他强制执行方式',
  },
  alsoCalled: { 划拨: '2', 拍卖: '3' },
};

export const superviseMeasure: Dictionary = {
  title: '监管措施',
  source: ours,
  codes: {
    '1': '行政确认',
    '2': '行政裁决',
    '3': '行政奖励',
    '4': '行政给付',
    '5': '行政指导',
    '6': '约谈',
    '7': '责令改正',
    '9': '其他',
  },
};

export const officerState: Dictionary = {
  title: '执法人员状态',
  source: ours,
  codes: { '1': '在岗', '2': '暂停执法', '3': '离岗', '9': '其他' },
};
