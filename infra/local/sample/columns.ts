/** How departments' exports are laid out: column and Chinese title, as in the national tables. */
export const entityColumns = {
  pripid: '主体身份代码',
  uniscid: '统一社会信用代码',
  regno: '注册号',
  entname: '企业名称',
  traname: '字号名称',
  enttype: '企业类型代码',
  enttype_cn: '企业类型',
  estdate: '成立日期',
  apprdate: '核准日期',
  opfrom: '经营期限自',
  opto: '经营期限至',
  regstate: '登记状态代码',
  regstate_cn: '登记状态',
  regcap: '注册资本',
  name: '法定代表人',
  dom: '住所',
  oploc: '经营场所',
  domdistrict: '住所所在行政区划',
  regorg: '登记机关代码',
  regorg_cn: '登记机关',
  opscope: '经营范围',
  industryphy: '行业门类',
  industryco: '行业代码',
} as const;

/** What every act has in front: the item, who acted, towards whom. */
const item = {
  record_unique_identity: '记录唯一标识',
  supervise_item_implement_code: '监管事项目录编码',
  supervise_item_check_icode: '检查实施清单编码',
} as const;
const party = {
  implement_institution: '实施机构',
  implement_institution_code: '实施机构编码',
  supervise_object: '监管对象',
  administrative_cp: '行政相对人',
  administrative_cp_na: '行政相对人性质',
  administrative_cp_ce_type: '证件类型',
  administrative_cp_ui_code: '证件号码',
  address_registered: '注册地址',
  address_operating: '经营地址',
  area_number: '行政区划代码',
} as const;
/** And behind: how it was handed in. */
const submission = { submitted_date: '报送时间', submitted_personnel: '报送人员' } as const;
const transport = { cd_id: '主键', cd_time: '插入时间', cd_source: '来源', cd_batch: '批次号', cd_operation: '操作' } as const;

export const checkColumns = {
  record_unique_identity: item.record_unique_identity,
  plan_id: '双随机一公开计划id',
  supervise_item_implement_code: item.supervise_item_implement_code,
  supervise_item_check_icode: item.supervise_item_check_icode,
  check_action_name: '检查行为名称',
  check_action_code: '检查行为编号',
  ...party,
  check_form: '检查形式',
  check_type: '检查类别',
  check_mode: '检查方式',
  check_result: '检查结果',
  check_date: '检查时间',
  check_personnel: '检查人员',
  check_personnel_code: '执法证号',
  ...submission,
  company_type: '企业分类',
  ...transport,
} as const;

export const penaltyColumns = {
  ...item,
  punish_action_name: '处罚行为名称',
  punish_action_code: '处罚行为编号',
  case_source: '案件来源',
  check_action_code: '检查行为编号',
  ...party,
  illegal_fact: '违法事实',
  punish_accord: '处罚依据',
  punish_procedure: '处罚程序',
  is_hearing: '是否听证',
  punish_set_date: '处罚立案时间',
  criminal_case: '是否涉刑案件',
  major_case: '是否重大案件',
  legal_review: '是否法制审核',
  legal_review_date: '法制审核日期',
  legal_review_opinion: '法制审核意见',
  group_discussion: '是否集体讨论',
  group_discussion_date: '集体讨论日期',
  group_discussion_result: '集体讨论结论',
  punish_file_num: '处罚文书号',
  punish_decision_date: '作出处罚决定日期',
  punish_type: '处罚种类',
  fine_amount: '罚款金额',
  penalty_result: '处罚结果',
  reconsideration: '行政复议',
  litigation: '行政诉讼',
  execution_mode: '执行方式',
  execution_result: '执行结果',
  paid_amount: '实缴罚款金额',
  no_punishment: '是否不予行政处罚',
  closed_date: '结案日期',
  ...submission,
  ...transport,
} as const;

export const enforcementColumns = {
  ...item,
  force_action_name: '强制行为名称',
  force_action_code: '强制行为编号',
  ...party,
  illegal_fact: '违法事实',
  mandatory_basis: '强制依据',
  force_file_num: '强制决定书号',
  force_type: '行政强制种类',
  coercive_measure_type: '强制措施类型',
  force_result: '强制结果',
  force_start_date: '起始时间',
  force_extend_date: '强制措施延长期限',
  force_end_date: '结束时间',
  mandatory_decision_service_date: '送达时间',
  ...submission,
  ...transport,
} as const;

export const otherActionColumns = {
  ...item,
  action_name: '行为名称',
  action_code: '行为编号',
  item_source: '事项来源',
  supervise_measure: '监管措施',
  ...party,
  closing_case: '结案情况',
  start_date: '开始时间',
  end_date: '结束时间',
  ...submission,
  ...transport,
} as const;

export const officerColumns = {
  law_no: '执法证号',
  law_start_date: '执法证有效期自',
  law_end_date: '执法证有效期至',
  agent_name: '姓名',
  unit_name: '所在单位',
  unit_code: '单位编码',
  agent_range: '执法事项范围',
  agent_state: '执法人员状态',
  expert_flag: '是否专家',
  local_adm: '管辖单位',
  updated_date: '更新时间',
} as const;

export type EntityRow = Record<keyof typeof entityColumns, string>;
export type CheckRow = Record<keyof typeof checkColumns, string>;
export type PenaltyRow = Record<keyof typeof penaltyColumns, string>;
export type EnforcementRow = Record<keyof typeof enforcementColumns, string>;
export type OtherActionRow = Record<keyof typeof otherActionColumns, string>;
export type OfficerRow = Record<keyof typeof officerColumns, string>;

/** What the four kinds of acts have in common. */
export type ActRow = Record<keyof typeof item | keyof typeof party | keyof typeof submission | keyof typeof transport, string>;
