import { usccCheckCharacter } from '../../../shared/identifiers/uscc.ts';
import type { Party } from './checks.ts';
import type { ActRow, CheckRow, EnforcementRow, EntityRow, OfficerRow, OtherActionRow, PenaltyRow } from './columns.ts';
import type { Draw } from './draw.ts';
import { dayFrom, timeOn } from './entities.ts';
import type { Writing, Written } from './write-rows.ts';

/** What must become of a row with this dirt. `also`: what is found beside, because one thing that is wrong makes another so. */
type Leads =
  | { to: 'refused'; code: string; also?: string }
  | { to: 'accepted'; warning?: string }
  /** One row of the two is; which one is the contract's affair. In a change log the first one says 新增 of what is there with other content when the file comes again. */
  | { to: 'superseded'; again?: 'refused' };

interface Named {
  name: string;
  leads: Leads;
  /** Rows of the other kind have nothing that could be spoilt so. */
  party?: Party;
  /** Files of other kinds can't be so. */
  only?: readonly Writing['format'][];
}

/** One kind of dirt as departments' files really have it, with what it must lead to. A row has one kind at most, so the truth can be counted. */
export type Dirt<Row> = Named &
  (
    | { does: 'spoil'; spoil: (row: Row, draw: Draw) => Row }
    /** A second row of the same key, some rows later. */
    | { does: 'repeat'; again: (row: Row, draw: Draw) => Row }
    /** Breaks the row apart, whatever it holds; answers all that then stands in the file. */
    | { does: 'tear'; tear: (cells: readonly string[], header: readonly string[]) => readonly Written[] }
  );

const refused = (code: string, also?: string): Leads => ({ to: 'refused', code, ...(also !== undefined && { also }) });
const warned = (warning: string): Leads => ({ to: 'accepted', warning });
const cleaned: Leads = { to: 'accepted' };
const superseded: Leads = { to: 'superseded' };

const text = ['csv', 'ndjson'] as const;

type Change<Row> = (row: Row, draw: Draw) => Partial<Row>;
type Rest = Pick<Named, 'party' | 'only'>;

const kindsFor = <Row>() => ({
  spoil: (name: string, leads: Leads, change: Change<Row>, rest: Rest = {}): Dirt<Row> => ({
    name,
    leads,
    does: 'spoil',
    spoil: (row, draw) => ({ ...row, ...change(row, draw) }),
    ...rest,
  }),
  repeat: (name: string, leads: Leads, change: Change<Row>): Dirt<Row> => ({
    name,
    leads,
    does: 'repeat',
    again: (row, draw) => ({ ...row, ...change(row, draw) }),
  }),
});

/** Full-width forms of what can be typed on a Chinese keyboard by mistake. */
const fullWidth = (value: string): string => value.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

const otherNotation = (date: string, draw: Draw): string => {
  const [year = '', month = '', rest = ''] = date.split('-');
  const [day = '', time = ''] = rest.split(' ');
  const behind = time === '' ? '' : ` ${time}`;
  return draw.of([
    `${year}/${String(Number(month))}/${String(Number(day))}${behind}`,
    `${year}.${month}.${day}${behind}`,
    `${year}年${String(Number(month))}月${String(Number(day))}日${behind}`,
    `${year}${month}${day}${time.replaceAll(':', '')}`,
    fullWidth(`${year}-${month}-${day}`) + behind,
  ]);
};

const wrongCheckCharacter = (code: string): string => code.slice(0, 17) + (usccCheckCharacter(code) === '1' ? '2' : '1') + code.slice(18);

interface Column {
  name: string;
  title: string;
}

/** `one` and `other`: columns that may be empty, by both their names. */
const torn = <Row>(one: Column, other: Column): Dirt<Row>[] => [
  { name: 'too few cells', leads: refused('H003'), does: 'tear', only: ['csv'], tear: (cells) => [{ cells: cells.slice(0, -2) }] },
  {
    name: 'too many cells',
    leads: refused('H003'),
    does: 'tear',
    only: ['csv'],
    tear: (cells) => [{ cells: [...cells.slice(0, 4), '多出一列', ...cells.slice(4)] }],
  },
  { name: 'blank lines', leads: cleaned, does: 'tear', only: text, tear: (cells) => [{ cells }, { raw: '' }, { raw: '   ' }] },
  {
    name: 'an object cut off',
    leads: refused('H006'),
    does: 'tear',
    only: ['ndjson'],
    tear: (cells) => [{ raw: `{"记录":"${cells[0] ?? ''}"` }],
  },
  {
    name: 'a nested value',
    leads: refused('H007'),
    does: 'tear',
    only: ['ndjson'],
    tear: (cells, header) => [{ object: { ...objectOf(cells, header, one), [one.title]: { 名称: '见附件' } } }],
  },
  {
    name: 'a column twice by two names',
    leads: refused('H007'),
    does: 'tear',
    only: ['ndjson'],
    tear: (cells, header) => [{ object: { ...objectOf(cells, header, other), [other.name]: '甲', [other.title]: '乙' } }],
  },
];

const objectOf = (cells: readonly string[], header: readonly string[], without: Column): Record<string, string> =>
  Object.fromEntries(header.flatMap((name, at) => (name === without.name || name === without.title ? [] : [[name, cells[at] ?? '']])));

/** A number of another system, of another place, and one that was abolished. */
const otherAreas = ['320571', '330681', '320504'] as const;

const entity = kindsFor<EntityRow>();

export const entityDirt: readonly Dirt<EntityRow>[] = [
  ...torn<EntityRow>({ name: 'traname', title: '字号名称' }, { name: 'regorg_cn', title: '登记机关' }),
  entity.spoil('required value missing', refused('Q005'), (_, draw) => ({ [draw.of(['pripid', 'entname', 'apprdate', 'regstate'])]: '' })),
  entity.spoil('date that does not exist', refused('H001'), () => ({ apprdate: '2025-02-30' })),
  entity.spoil('date that is no date', refused('H001'), () => ({ estdate: '不详' })),
  entity.spoil('business time in the future', refused('H002'), () => ({ apprdate: '2099-12-31' })),
  entity.spoil('value outside the dictionary', refused('Q007'), () => ({ regstate: '88' })),
  entity.spoil('too long', refused('Q006'), ({ regno }) => ({ regno: regno.repeat(3) })),
  entity.spoil('USCC with a letter too few', refused('Q009'), ({ uniscid }) => ({ uniscid: uniscid.slice(0, 17) })),
  entity.spoil('capital in words', refused('H001'), () => ({ regcap: '壹佰万元整' })),
  entity.spoil('industry code cut off', refused('H005'), ({ industryco }) => ({ industryco: industryco.slice(0, 3) })),
  entity.spoil('letters destroyed by a conversion', refused('H004'), ({ dom }) => ({ dom: dom.replace('苏州', '\uFFFD\uFFFD') })),
  entity.spoil('nothing but NULs', refused('H004'), () => ({ traname: '\0\0\0\0' }), { only: text }),
  entity.spoil('USCC with a typing error', warned('Q009'), ({ uniscid }) => ({ uniscid: wrongCheckCharacter(uniscid) })),
  entity.spoil('area of another place', warned('Q020'), (_, draw) => ({ domdistrict: draw.of(otherAreas) })),
  entity.spoil('capital below nothing', warned('Q018'), () => ({ regcap: '-50' })),
  entity.spoil('letter and code of different industries', warned('Q022'), ({ industryphy }) => ({
    industryphy: industryphy === 'J' ? 'B' : 'J',
  })),
  entity.spoil('NUL within a text', cleaned, ({ entname }) => ({ entname: `${entname.slice(0, 4)}\0${entname.slice(4)}` }), { only: text }),
  entity.spoil('full-width digits', cleaned, ({ uniscid, regcap }) => ({ uniscid: fullWidth(uniscid), regcap: fullWidth(regcap) })),
  entity.spoil('small letters and hyphens in a code', cleaned, ({ uniscid }) => ({
    uniscid: `${uniscid.slice(0, 8)}-${uniscid.slice(8, 17)}-${uniscid.slice(17)}`.toLowerCase(),
  })),
  entity.spoil('stray spaces', cleaned, ({ entname, name, dom }) => ({
    entname: `\u3000${entname} `,
    name: `${name}\u00a0`,
    dom: `\t${dom}`,
  })),
  entity.spoil('date in another notation', cleaned, ({ apprdate, estdate }, draw) => ({
    apprdate: otherNotation(apprdate, draw),
    estdate: otherNotation(estdate, draw),
  })),
  entity.spoil('text instead of the code', cleaned, ({ regstate }) => ({
    regstate: ['', '存续', '吊销未注销', '注销', '迁出'][Number(regstate)] ?? regstate,
  })),
  entity.spoil('amount with unit and thousands', cleaned, () => ({ regcap: '1,280.50万元' })),
  entity.spoil('line break and quotes in a text', cleaned, ({ opscope }) => ({
    opscope: `许可项目："食品经营",以审批结果为准\n一般项目：${opscope}`,
  })),
  entity.repeat('the same row twice', superseded, () => ({})),
  entity.repeat('newer business time later', superseded, ({ apprdate }) => ({ apprdate: dayFrom(apprdate, 5), regcap: '88.88' })),
  entity.repeat('older business time later', superseded, ({ apprdate, name }) => ({
    apprdate: dayFrom(apprdate, -40),
    name: `${name}（原）`,
  })),
  entity.repeat('same business time, other content', superseded, ({ dom }) => ({ dom: `${dom}（更正）` })),
];

const officer = kindsFor<OfficerRow>();

export const officerDirt: readonly Dirt<OfficerRow>[] = [
  ...torn<OfficerRow>({ name: 'agent_range', title: '执法事项范围' }, { name: 'unit_name', title: '所在单位' }),
  officer.spoil('required value missing', refused('Q005'), (_, draw) => ({ [draw.of(['agent_name', 'law_end_date', 'unit_code'])]: '' })),
  officer.spoil('date that does not exist', refused('H001'), () => ({ law_end_date: '2028-06-31' })),
  officer.spoil('business time in the future', refused('H002'), () => ({ updated_date: '2099-01-01 00:00:00' })),
  officer.spoil('value outside the dictionary', refused('Q007'), () => ({ agent_state: '借调' })),
  officer.spoil('too long', refused('Q006'), ({ law_no }) => ({ law_no: law_no.repeat(5) })),
  officer.spoil('letters destroyed by a conversion', refused('H004'), ({ agent_name }) => ({ agent_name: `${agent_name}\uFFFD` })),
  officer.spoil('text instead of the code', cleaned, () => ({ agent_state: '暂停执法', expert_flag: '是' })),
  officer.spoil('full-width digits', cleaned, ({ law_no }) => ({ law_no: fullWidth(law_no) })),
  officer.spoil('date in another notation', cleaned, ({ law_end_date }, draw) => ({ law_end_date: otherNotation(law_end_date, draw) })),
  officer.repeat('licence renewed', superseded, ({ law_end_date, updated_date }) => ({
    law_end_date: dayFrom(law_end_date, 1826),
    updated_date: hourLater(updated_date),
  })),
];

/** A time so many hours later. */
const hourLater = (time: string, hours = 1): string =>
  timeOn(time.slice(0, 10), (Number(time.slice(11, 13)) + hours) * 3600 + Number(time.slice(14, 16)) * 60 + Number(time.slice(17)));

/** What any of the four kinds of acts may have. `ended`: when the act was over, as this kind calls it. */
const actDirt = <Row extends ActRow & Record<string, string>>(ended: keyof Row & string): Dirt<Row>[] => {
  const { spoil, repeat } = kindsFor<Row>();
  const change =
    (of: (row: ActRow & { ended: string }, draw: Draw) => Partial<ActRow>): Change<Row> =>
    (row, draw) =>
      of({ ...row, ended: row[ended] ?? '' }, draw) as Partial<Row>;
  return [
    ...torn<Row>({ name: 'implement_institution', title: '实施机构' }, { name: 'submitted_personnel', title: '报送人员' }),
    spoil(
      'item code of 13 digits',
      refused('Q001'),
      change(({ supervise_item_implement_code: code }) => ({ supervise_item_implement_code: code.slice(0, 13) })),
    ),
    spoil(
      'list code of an unknown kind',
      refused('Q002'),
      change(({ supervise_item_check_icode: code }) => ({ supervise_item_check_icode: `${code.slice(0, 18)}9${code.slice(19, 25)}` })),
    ),
    spoil(
      'business time in the future',
      refused('H002', 'Q017 warning'),
      change(() => ({ submitted_date: '2099-01-01 08:00:00' })),
    ),
    spoil(
      'USCC with a letter too few',
      refused('Q009'),
      change(({ administrative_cp_ui_code: code }) => ({ administrative_cp_ui_code: code.slice(0, 17) })),
      { party: 'organisation' },
    ),
    spoil(
      'a citizen with a USCC',
      refused('Q008'),
      change(() => ({ administrative_cp_na: '1' })),
      { party: 'organisation' },
    ),
    spoil(
      'letters destroyed by a conversion',
      refused('H004'),
      change(({ supervise_object }) => ({ supervise_object: `${supervise_object}\uFFFD` })),
    ),
    spoil(
      'nothing but NULs',
      refused('H004'),
      change(() => ({ implement_institution: '\0\0' })),
      { only: text },
    ),
    spoil(
      'list code with a typing error',
      warned('Q003'),
      change(({ supervise_item_check_icode: code }) => ({ supervise_item_check_icode: wrongCheckCharacter(code) })),
    ),
    spoil(
      'USCC with a typing error',
      warned('Q009'),
      change(({ administrative_cp_ui_code: code }) => ({ administrative_cp_ui_code: wrongCheckCharacter(code) })),
      { party: 'organisation' },
    ),
    spoil(
      'area of another place',
      warned('Q020'),
      change((_, draw) => ({ area_number: draw.of(otherAreas) })),
    ),
    spoil(
      'batch without its number',
      warned('Q025'),
      change(({ cd_batch }) => ({ cd_batch: cd_batch.slice(0, 8) })),
    ),
    spoil(
      'handed in late',
      warned('Q017'),
      change((row) => ({
        submitted_date: timeOn(dayFrom(row.ended.slice(0, 10), 24), 36_000),
        cd_time: timeOn(dayFrom(row.ended.slice(0, 10), 24), 64_800),
      })),
    ),
    spoil(
      'full-width digits',
      cleaned,
      change(({ supervise_item_implement_code: code, area_number }) => ({
        supervise_item_implement_code: fullWidth(code),
        area_number: fullWidth(area_number),
      })),
    ),
    spoil(
      'stray spaces',
      cleaned,
      change(({ administrative_cp, area_number }) => ({
        administrative_cp: ` ${administrative_cp}\u3000`,
        area_number: ` ${area_number} `,
      })),
    ),
    spoil(
      'small letters and hyphens in a code',
      cleaned,
      change(({ administrative_cp_ui_code: code }) => ({
        administrative_cp_ui_code: `${code.slice(0, 8)}-${code.slice(8, 17)}-${code.slice(17)}`.toLowerCase(),
      })),
      { party: 'organisation' },
    ),
    spoil(
      'time in another notation',
      cleaned,
      change(({ submitted_date }, draw) => ({ submitted_date: otherNotation(submitted_date, draw) })),
    ),
    spoil(
      'text instead of the code',
      cleaned,
      change(() => ({ administrative_cp_na: '法人', administrative_cp_ce_type: '营业执照', area_number: '苏州高新区' })),
      { party: 'organisation' },
    ),
    repeat(
      'the same row twice',
      superseded,
      change(() => ({})),
    ),
    repeat(
      'corrected later',
      { to: 'superseded', again: 'refused' },
      change(({ submitted_date, cd_time }) => ({
        submitted_date: hourLater(submitted_date),
        cd_time: hourLater(cd_time),
        submitted_personnel: '数据更正岗',
        cd_operation: 'u',
      })),
    ),
    repeat(
      'older time later in a change log',
      { to: 'superseded', again: 'refused' },
      change(({ submitted_date }) => ({
        submitted_date: hourLater(submitted_date, -1),
        submitted_personnel: '数据补录岗',
        cd_operation: 'u',
      })),
    ),
    repeat(
      'deleted later',
      superseded,
      change(() => ({ cd_operation: 'd' })),
    ),
    repeat(
      'one number for two',
      refused('Q015'),
      change(({ supervise_object }) => ({ supervise_object: `${supervise_object}（另一家）` })),
    ),
  ];
};

const check = kindsFor<CheckRow>();

export interface Licences {
  retired: string;
}

export const checkDirt = ({ retired }: Licences): readonly Dirt<CheckRow>[] => [
  ...actDirt<CheckRow>('check_date'),
  check.spoil('required value missing', refused('Q005'), (_, draw) => ({
    [draw.of(['check_action_name', 'supervise_object', 'area_number', 'check_result', 'check_date', 'check_personnel'])]: '',
  })),
  check.spoil('date that does not exist', refused('H001'), () => ({ check_date: '2026-02-30 10:00:00' })),
  check.spoil('submitted before checked', refused('Q012'), ({ check_date }, draw) => ({
    submitted_date: timeOn(check_date.slice(0, 10), -3600 * (1 + draw.below(72))),
  })),
  check.spoil('value outside the dictionary', refused('Q007'), () => ({ check_form: '飞行检查' })),
  check.spoil('too long', refused('Q006'), ({ check_action_code }) => ({ check_action_code: check_action_code.padEnd(51, '0') })),
  check.spoil(
    'ID number with a typing error',
    refused('Q009'),
    ({ administrative_cp_ui_code: id }) => ({ administrative_cp_ui_code: id.slice(0, 17) + (id.endsWith('1') ? '2' : '1') }),
    { party: 'citizen' },
  ),
  // With its licence: otherwise there would be more licences than names, which is another fault.
  check.spoil('one officer only', refused('Q010'), (row) => ({ ...oneOfficer(row), check_mode: '1' })),
  check.spoil('one officer, not on the spot', warned('Q010'), (row) => ({ ...oneOfficer(row), check_mode: '2' })),
  check.spoil('a licence that nobody has', warned('Q011'), ({ check_personnel_code: codes }) => ({
    check_personnel_code: codes.replace(/\d{4}(?=;|$)/, '9999'),
  })),
  check.spoil('a licence too few', warned('Q011'), ({ check_personnel_code: codes }) => ({
    check_personnel_code: codes.replace(/;[^;]*$/, ''),
  })),
  check.spoil('a licence that had run out', warned('Q011'), ({ check_personnel_code: codes }) => ({
    check_personnel_code: codes.replace(/[^;]*$/, retired),
  })),
  check.spoil('NUL within a text', cleaned, ({ check_result }) => ({ check_result: `${check_result}\0` }), { only: text }),
  check.spoil('list with another separator', cleaned, ({ check_personnel, check_personnel_code }, draw) => ({
    check_personnel: check_personnel.replaceAll(';', draw.of(['；', '、', '，', ',', '|', '\n'])),
    check_personnel_code: check_personnel_code.replaceAll(';', draw.of(['；', '、', ','])),
  })),
  check.spoil('words instead of codes', cleaned, () => ({ check_form: '专项检查', check_type: '双随机抽查', check_mode: '现场' })),
  check.spoil('line break and quotes in a text', cleaned, () => ({
    check_result: '现场检查情况：\n1. 证照齐全\n2. "索证索票"记录,较完整',
  })),
];

const oneOfficer = ({ check_personnel, check_personnel_code }: CheckRow): Partial<CheckRow> => ({
  check_personnel: check_personnel.split(';')[0] ?? '',
  check_personnel_code: check_personnel_code.split(';')[0] ?? '',
});

const penalty = kindsFor<PenaltyRow>();

export const penaltyDirt: readonly Dirt<PenaltyRow>[] = [
  ...actDirt<PenaltyRow>('closed_date'),
  penalty.spoil('required value missing', refused('Q005'), (_, draw) => ({
    [draw.of(['punish_action_name', 'illegal_fact', 'punish_file_num', 'punish_decision_date', 'penalty_result'])]: '',
  })),
  penalty.spoil('decided before the case was opened', refused('Q013'), ({ punish_set_date }) => ({
    punish_decision_date: dayFrom(punish_set_date, -3),
  })),
  penalty.spoil('handed in before the case was closed', refused('Q013'), ({ closed_date }) => ({
    submitted_date: timeOn(dayFrom(closed_date, -2), 50_000),
  })),
  penalty.spoil('fine in words', refused('H001'), () => ({ fine_amount: '伍仟元整' })),
  penalty.spoil('kind of penalty that is none', refused('Q007'), () => ({ punish_type: '03;没收工具' })),
  penalty.spoil('check that nobody made', warned('Q014'), ({ check_action_code }) => ({
    check_action_code: `X${check_action_code}`,
    case_source: '1',
  })),
  penalty.spoil('paid in a hundred times the fine', warned('Q018'), ({ fine_amount }) => ({
    paid_amount: String(Number(fine_amount) * 100),
  })),
  penalty.spoil('fine below nothing', warned('Q018'), ({ fine_amount }) => ({ fine_amount: `-${fine_amount}` })),
  penalty.spoil('fine with unit and thousands', cleaned, () => ({ fine_amount: '10,000.00元', paid_amount: '1万元' })),
  penalty.spoil('words instead of codes', cleaned, () => ({ case_source: '投诉举报', punish_type: '警告、罚款', is_hearing: '否' })),
];

const enforcement = kindsFor<EnforcementRow>();
const startsAndLasts = ({ force_start_date }: EnforcementRow, days: number): Partial<EnforcementRow> => ({
  force_end_date: timeOn(dayFrom(force_start_date.slice(0, 10), days), 60_000),
  submitted_date: timeOn(dayFrom(force_start_date.slice(0, 10), days + 1), 40_000),
});

export const enforcementDirt: readonly Dirt<EnforcementRow>[] = [
  ...actDirt<EnforcementRow>('force_end_date'),
  enforcement.spoil('required value missing', refused('Q005'), (_, draw) => ({
    [draw.of(['force_action_name', 'illegal_fact', 'mandatory_basis', 'force_file_num', 'force_type'])]: '',
  })),
  enforcement.spoil('ended before it began', refused('Q013'), (row) => startsAndLasts(row, -2)),
  enforcement.spoil('measure that is none', refused('Q007'), () => ({ coercive_measure_type: '贴封条' })),
  enforcement.spoil('seized for too long', warned('Q023'), (row) => startsAndLasts(row, 45)),
  enforcement.spoil('seized for long, extended', cleaned, (row) => ({
    ...startsAndLasts(row, 45),
    force_extend_date: dayFrom(row.force_start_date.slice(0, 10), 60),
  })),
  enforcement.spoil('words instead of codes', cleaned, () => ({ force_type: '强制措施', coercive_measure_type: '扣押' })),
];

const other = kindsFor<OtherActionRow>();

export const otherActionDirt: readonly Dirt<OtherActionRow>[] = [
  ...actDirt<OtherActionRow>('end_date'),
  other.spoil('required value missing', refused('Q005'), (_, draw) => ({
    [draw.of(['action_name', 'action_code', 'supervise_object'])]: '',
  })),
  other.spoil('ended before it began', refused('Q013'), ({ start_date }) => ({
    end_date: timeOn(start_date.slice(0, 10), -50_000),
    submitted_date: timeOn(start_date.slice(0, 10), 70_000),
  })),
  other.spoil('measure in words of its own', cleaned, () => ({ supervise_measure: '联合约谈' })),
];
