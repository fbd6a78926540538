import { addWorkingDays } from '../../../shared/calendar/working-days.ts';
import { serialOf } from './checks.ts';
import type { Inspectorate } from './inspectorate.ts';
import type { ActRow, CheckRow, EnforcementRow, OtherActionRow, PenaltyRow } from './columns.ts';
import { type Draw, drawFor } from './draw.ts';
import { dayFrom, timeOn } from './entities.ts';

/** What follows from a check: the same business, in the right order of days. */
interface Sequel {
  seed: number;
  index: number;
  check: CheckRow;
  inspectorate: Inspectorate;
}

/** As old as the check must be for the act to be over: an ordinary case takes up to ninety days (行政处罚法第六十条). */
export const daysUntilOver = 110;

/** Two to five working days after the end, so within the seven that are usual. */
const submittedAfter = (ended: string, draw: Draw): string =>
  timeOn(addWorkingDays(ended, 2 + draw.below(4)).date, 9 * 3600 + draw.below(28_000));

const commonOf = ({ seed, index, check, inspectorate }: Sequel, kind: string, submitted: string): ActRow => {
  const { department, initials } = inspectorate;
  const id = serialOf(seed, index);
  const [items = ''] = check.supervise_item_implement_code.split(';');
  const [lists = ''] = check.supervise_item_check_icode.split(';');
  return {
    record_unique_identity: `${initials}${kind}${id}`,
    supervise_item_implement_code: items,
    supervise_item_check_icode: lists,
    implement_institution: check.implement_institution,
    implement_institution_code: check.implement_institution_code,
    supervise_object: check.supervise_object,
    administrative_cp: check.administrative_cp,
    administrative_cp_na: check.administrative_cp_na,
    administrative_cp_ce_type: check.administrative_cp_ce_type,
    administrative_cp_ui_code: check.administrative_cp_ui_code,
    address_registered: check.address_registered,
    address_operating: check.address_operating,
    area_number: check.area_number,
    submitted_date: submitted,
    submitted_personnel: check.submitted_personnel,
    cd_id: `${department.departmentId}-${kind}${id}`,
    cd_time: timeOn(submitted.slice(0, 10), 18 * 3600),
    cd_source: check.cd_source,
    cd_batch: `${submitted.slice(0, 10).replaceAll('-', '')}00001`,
    cd_operation: 'i',
  };
};

const yuan = (amount: number): string => amount.toLocaleString('en-US', { useGrouping: false });

/** Up to 3,000 yuan an organisation may be fined on the spot (行政处罚法第五十一条). */
const onTheSpot = 3000;
/** From here on a case is discussed by those in charge, and the legal office looks at it first (第五十七条、第五十八条). */
const major = 100_000;

export const penaltyOf = (sequel: Sequel): PenaltyRow => {
  const { seed, index, check, inspectorate } = sequel;
  const { offences, documents, initials, number } = inspectorate;
  if (!offences) throw new Error(`${inspectorate.institution} punishes nothing`);
  const draw = drawFor(seed, 300 + Number(number), index);
  const { fact, law, fine: range } = draw.of(offences);
  const fine = range[0] + draw.below(1 + (range[1] - range[0]) / 100) * 100;
  const simple = fine <= onTheSpot;
  const isMajor = fine >= major;
  const checkDay = check.check_date.slice(0, 10);
  const opened = simple ? checkDay : addWorkingDays(checkDay, 1 + draw.below(5)).date;
  const decided = simple ? opened : dayFrom(opened, 25 + draw.below(45));
  const closed = simple ? dayFrom(decided, 1 + draw.below(5)) : dayFrom(decided, 3 + draw.below(15));
  const warned = draw.chance(0.3);
  const result = `${warned ? '警告，并处' : ''}罚款人民币${yuan(fine)}元`;
  const common = commonOf(sequel, 'CF', submittedAfter(closed, draw));
  return {
    ...common,
    punish_action_name: `${check.administrative_cp}${fact}案`,
    punish_action_code: `${initials}-CF-${decided.replaceAll('-', '')}-${serialOf(seed, index)}`,
    case_source: draw.chance(0.85) ? '1' : '2',
    check_action_code: check.check_action_code,
    illegal_fact: `${checkDay.replace('-', '年').replace('-', '月')}日，执法人员对位于${check.address_operating}的${check.administrative_cp}进行检查，发现当事人${fact}。当事人对上述事实予以承认，有现场笔录、询问笔录、现场照片为证。`,
    punish_accord: law,
    punish_procedure: simple ? '1' : '2',
    is_hearing: isMajor && draw.chance(0.3) ? '1' : '0',
    punish_set_date: opened,
    criminal_case: '0',
    major_case: isMajor ? '1' : '0',
    legal_review: isMajor ? '1' : '0',
    legal_review_date: isMajor ? dayFrom(decided, -6) : '',
    legal_review_opinion: isMajor ? '事实清楚，证据充分，适用依据正确，程序合法，同意处罚' : '',
    group_discussion: isMajor ? '1' : '0',
    group_discussion_date: isMajor ? dayFrom(decided, -3) : '',
    group_discussion_result: isMajor ? `同意对当事人罚款人民币${yuan(fine)}元` : '',
    punish_file_num: `${documents}${simple ? '当罚' : '罚字'}〔${decided.slice(0, 4)}〕${String((index % 100_000) + 1).padStart(5, '0')}号`,
    punish_decision_date: decided,
    punish_type: warned ? '01;03' : '03',
    fine_amount: fine.toFixed(2),
    penalty_result: result,
    reconsideration: '0',
    litigation: '0',
    execution_mode: '1',
    execution_result: '1',
    paid_amount: fine.toFixed(2),
    no_punishment: '0',
    closed_date: closed,
  };
};

export const enforcementOf = (sequel: Sequel): EnforcementRow => {
  const { seed, index, check, inspectorate } = sequel;
  const { measures, documents, initials, number } = inspectorate;
  if (!measures) throw new Error(`${inspectorate.institution} seizes nothing`);
  const draw = drawFor(seed, 400 + Number(number), index);
  const { name, fact, law, type } = draw.of(measures);
  const started = check.check_date;
  const ended = timeOn(dayFrom(started.slice(0, 10), 8 + draw.below(21)), 10 * 3600 + draw.below(20_000));
  return {
    ...commonOf(sequel, 'QZ', submittedAfter(ended, draw)),
    force_action_name: `对${check.administrative_cp}${name}`,
    force_action_code: `${initials}-QZ-${started.slice(0, 10).replaceAll('-', '')}-${serialOf(seed, index)}`,
    illegal_fact: `当事人${fact}`,
    mandatory_basis: law,
    force_file_num: `${documents}强〔${started.slice(0, 4)}〕${String((index % 100_000) + 1).padStart(5, '0')}号`,
    force_type: '1',
    coercive_measure_type: type,
    force_result: draw.of(['解除', '没收', '退还当事人'] as const),
    force_start_date: started,
    force_extend_date: '',
    force_end_date: ended,
    mandatory_decision_service_date: timeOn(started.slice(0, 10), 17 * 3600 + 1800),
  };
};

export const otherActionOf = (sequel: Sequel): OtherActionRow => {
  const { seed, index, check, inspectorate } = sequel;
  const { others, initials, number } = inspectorate;
  if (!others) throw new Error(`${inspectorate.institution} does nothing else`);
  const draw = drawFor(seed, 500 + Number(number), index);
  const { measure, name, closing } = draw.of(others);
  const started = check.check_date;
  const ended = timeOn(dayFrom(started.slice(0, 10), 5 + draw.below(25)), 10 * 3600 + draw.below(20_000));
  return {
    ...commonOf(sequel, 'QT', submittedAfter(ended, draw)),
    action_name: `对${check.administrative_cp}${name}`,
    action_code: `${initials}-QT-${started.slice(0, 10).replaceAll('-', '')}-${serialOf(seed, index)}`,
    item_source: '日常监管',
    supervise_measure: measure,
    closing_case: closing,
    start_date: started,
    end_date: ended,
  };
};
