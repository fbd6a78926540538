type Row = Readonly<Record<string, string>>;

/** What every behaviour says beside its own. */
const behaviour: Row = {
  record_unique_identity: 'B0001',
  supervise_item_implement_code: '01320500100010',
  supervise_item_check_icode: '1132050501400001X02ABC',
  supervise_object: '苏州甲乙餐饮有限公司',
  administrative_cp: '苏州甲乙餐饮有限公司',
  administrative_cp_na: '2',
  administrative_cp_ce_type: '001',
  administrative_cp_ui_code: '91320505MA1X000760',
  area_number: '320505',
  submitted_date: '2026-11-05 10:00:00',
  cd_id: '0505-1',
  cd_time: '2026-11-05 10:00:01',
  cd_source: '320505/scjg',
  cd_batch: '2026110500001',
  cd_operation: 'i',
};

/** An officer without a fault. */
export const officer = (its: Row = {}): Row => ({
  law_no: '32050011',
  law_start_date: '2024-01-01',
  law_end_date: '2028-12-31',
  agent_name: '张三',
  unit_code: '1132050501400001X0',
  agent_state: '在岗',
  updated_date: '2026-01-05 09:00:00',
  ...its,
});

/** A penalty without a fault. */
export const penalty = (its: Row = {}): Row => ({
  ...behaviour,
  punish_action_name: '未按规定公示食品经营许可证',
  punish_action_code: 'CF-0001',
  case_source: '检查发现',
  check_action_code: 'JC-0001',
  illegal_fact: '经营场所未公示食品经营许可证',
  punish_accord: '食品经营许可和备案管理办法第五十四条',
  punish_procedure: '简易程序',
  is_hearing: '否',
  punish_set_date: '2026-11-02',
  criminal_case: '否',
  major_case: '否',
  punish_file_num: '苏虎市监罚〔2026〕1号',
  punish_decision_date: '2026-11-03',
  punish_type: '警告;罚款',
  fine_amount: '2000',
  penalty_result: '警告，罚款 2000 元',
  reconsideration: '未提起',
  litigation: '未提起',
  paid_amount: '2000',
  no_punishment: '否',
  closed_date: '2026-11-04',
  ...its,
});

/** A seizure without a fault. */
export const enforcement = (its: Row = {}): Row => ({
  ...behaviour,
  force_action_name: '查封经营场所',
  force_action_code: 'QZ-0001',
  illegal_fact: '涉嫌无证经营危险化学品',
  mandatory_basis: '危险化学品安全管理条例第七条',
  force_file_num: '苏虎应急查〔2026〕1号',
  force_type: '行政强制措施',
  coercive_measure_type: '查封',
  force_start_date: '2026-10-12 10:00:00',
  force_end_date: '2026-11-02 10:00:00',
  ...its,
});

/** Another action without a fault. */
export const otherAction = (its: Row = {}): Row => ({
  ...behaviour,
  action_name: '安全生产约谈',
  action_code: 'QT-0001',
  supervise_measure: '约谈',
  start_date: '2026-11-03 09:00:00',
  end_date: '2026-11-03 10:00:00',
  ...its,
});
