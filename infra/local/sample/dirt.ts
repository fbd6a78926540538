import { usccCheckCharacter } from '../../../shared/identifiers/uscc.ts';
import type { CheckRow, EntityRow } from './columns.ts';
import type { Draw } from './draw.ts';
import type { Party } from './checks.ts';
import { dayFrom, timeOn } from './entities.ts';

/** What must become of a row with this dirt. Of a repeated key one row of the two is superseded, which one is the contract's affair. */
type Leads = { to: 'refused'; code: string } | { to: 'accepted'; warning?: string } | { to: 'superseded' };

interface Named {
  name: string;
  leads: Leads;
  /** Rows of the other kind have nothing that could be spoilt so. */
  party?: Party;
}

type Torn = Named &
  (
    | /** Breaks the row's cells apart, whatever they hold. */ { does: 'tear'; tear: (cells: string[]) => string[] }
    | /** Lines that are no rows. */ { does: 'pad'; lines: readonly string[] }
  );

/** One kind of dirt as departments' files really have it, with what it must lead to. A row has one kind at most, so the truth can be counted. */
export type Dirt<Row> =
  | Torn
  | (Named & { does: 'spoil'; spoil: (row: Row, draw: Draw) => Row })
  /** A second row of the same key, some rows later. */
  | (Named & { does: 'repeat'; again: (row: Row, draw: Draw) => Row });

const refused = (code: string): Leads => ({ to: 'refused', code });
const warned = (warning: string): Leads => ({ to: 'accepted', warning });
const cleaned: Leads = { to: 'accepted' };

type Change<Row> = (row: Row, draw: Draw) => Partial<Row>;

const kindsFor = <Row>() => ({
  spoil: (name: string, leads: Leads, change: Change<Row>, party?: Party): Dirt<Row> => ({
    name,
    leads,
    does: 'spoil',
    spoil: (row, draw) => ({ ...row, ...change(row, draw) }),
    ...(party === undefined ? {} : { party }),
  }),
  repeat: (name: string, change: Change<Row>): Dirt<Row> => ({
    name,
    leads: { to: 'superseded' },
    does: 'repeat',
    again: (row, draw) => ({ ...row, ...change(row, draw) }),
  }),
});

/** Full-width forms of what can be typed on a Chinese keyboard by mistake. */
const fullWidth = (text: string): string => text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

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

const torn: readonly Torn[] = [
  { name: 'too few cells', leads: refused('H003'), does: 'tear', tear: (cells) => cells.slice(0, -2) },
  { name: 'too many cells', leads: refused('H003'), does: 'tear', tear: (cells) => [...cells.slice(0, 4), '多出一列', ...cells.slice(4)] },
  { name: 'blank lines', leads: cleaned, does: 'pad', lines: ['', '   '] },
];

const entity = kindsFor<EntityRow>();

export const entityDirt: readonly Dirt<EntityRow>[] = [
  ...torn,
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
  entity.spoil('nothing but NULs', refused('H004'), () => ({ traname: '\0\0\0\0' })),
  entity.spoil('USCC with a typing error', warned('Q009'), ({ uniscid }) => ({ uniscid: wrongCheckCharacter(uniscid) })),
  entity.spoil('area of another system', warned('Q020'), () => ({ domdistrict: '320571' })),
  entity.spoil('letter and code of different industries', warned('Q022'), ({ industryphy }) => ({
    industryphy: industryphy === 'J' ? 'B' : 'J',
  })),
  entity.spoil('NUL within a text', cleaned, ({ entname }) => ({ entname: `${entname.slice(0, 4)}\0${entname.slice(4)}` })),
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
  entity.repeat('the same row twice', () => ({})),
  entity.repeat('newer business time later', ({ apprdate }) => ({ apprdate: dayFrom(apprdate, 5), regcap: '88.88' })),
  entity.repeat('older business time later', ({ apprdate, name }) => ({ apprdate: dayFrom(apprdate, -40), name: `${name}（原）` })),
  entity.repeat('same business time, other content', ({ dom }) => ({ dom: `${dom}（更正）` })),
];

const check = kindsFor<CheckRow>();

export const checkDirt: readonly Dirt<CheckRow>[] = [
  ...torn,
  check.spoil('required value missing', refused('Q005'), (_, draw) => ({
    [draw.of(['check_action_name', 'supervise_object', 'area_number', 'check_result', 'check_date', 'check_personnel'])]: '',
  })),
  check.spoil('item code of 13 digits', refused('Q001'), ({ supervise_item_implement_code }) => ({
    supervise_item_implement_code: supervise_item_implement_code.slice(0, 13),
  })),
  check.spoil('list code of an unknown kind', refused('Q002'), ({ supervise_item_check_icode: code }) => ({
    supervise_item_check_icode: `${code.slice(0, 18)}9${code.slice(19, 25)}`,
  })),
  check.spoil('date that does not exist', refused('H001'), () => ({ check_date: '2026-02-30 10:00:00' })),
  check.spoil('submitted before checked', refused('Q012'), ({ check_date }, draw) => ({
    submitted_date: timeOn(check_date.slice(0, 10), -3600 * (1 + draw.below(72))),
  })),
  check.spoil('business time in the future', refused('H002'), () => ({ submitted_date: '2099-01-01 08:00:00' })),
  check.spoil('value outside the dictionary', refused('Q007'), () => ({ check_form: '飞行检查' })),
  check.spoil('too long', refused('Q006'), ({ check_action_code }) => ({ check_action_code: check_action_code.padEnd(51, '0') })),
  check.spoil(
    'USCC with a letter too few',
    refused('Q009'),
    ({ administrative_cp_ui_code: code }) => ({ administrative_cp_ui_code: code.slice(0, 17) }),
    'organisation',
  ),
  check.spoil(
    'ID number with a typing error',
    refused('Q009'),
    ({ administrative_cp_ui_code: id }) => ({ administrative_cp_ui_code: id.slice(0, 17) + (id.endsWith('1') ? '2' : '1') }),
    'citizen',
  ),
  check.spoil('a citizen with a USCC', refused('Q008'), () => ({ administrative_cp_na: '1' }), 'organisation'),
  check.spoil('one officer only', refused('Q010'), (row) => ({ ...oneOfficer(row), check_mode: '1' })),
  check.spoil('letters destroyed by a conversion', refused('H004'), ({ check_result }) => ({ check_result: `${check_result}\uFFFD` })),
  check.spoil('nothing but NULs', refused('H004'), () => ({ company_type: '\0\0' })),
  check.spoil('one officer, not on the spot', warned('Q010'), (row) => ({ ...oneOfficer(row), check_mode: '2' })),
  check.spoil('list code with a typing error', warned('Q003'), ({ supervise_item_check_icode: code }) => ({
    supervise_item_check_icode: wrongCheckCharacter(code),
  })),
  check.spoil(
    'USCC with a typing error',
    warned('Q009'),
    ({ administrative_cp_ui_code: code }) => ({ administrative_cp_ui_code: wrongCheckCharacter(code) }),
    'organisation',
  ),
  check.spoil('area of another system', warned('Q020'), () => ({ area_number: '320571' })),
  check.spoil('NUL within a text', cleaned, ({ check_result }) => ({ check_result: `${check_result}\0` })),
  check.spoil('full-width digits', cleaned, ({ supervise_item_implement_code: code, area_number }) => ({
    supervise_item_implement_code: fullWidth(code),
    area_number: fullWidth(area_number),
  })),
  check.spoil('stray spaces', cleaned, ({ administrative_cp, check_form, check_personnel }) => ({
    administrative_cp: ` ${administrative_cp}\u3000`,
    check_form: ` ${check_form} `,
    check_personnel: check_personnel.replace(';', ' ; '),
  })),
  check.spoil('date in another notation', cleaned, ({ check_date, submitted_date }, draw) => ({
    check_date: otherNotation(check_date, draw),
    submitted_date: otherNotation(submitted_date, draw),
  })),
  check.spoil('list with another separator', cleaned, ({ check_personnel, check_personnel_code }, draw) => ({
    check_personnel: check_personnel.replaceAll(';', draw.of(['；', '、', '，', ',', '|', '\n'])),
    check_personnel_code: check_personnel_code.replaceAll(';', draw.of(['；', '、', ','])),
  })),
  check.spoil('text instead of the code', cleaned, () => ({ check_form: '专项检查', check_type: '双随机抽查', check_mode: '现场' })),
  check.spoil('line break and quotes in a text', cleaned, () => ({
    check_result: '现场检查情况：\n1. 证照齐全\n2. "索证索票"记录,较完整',
  })),
  check.repeat('the same row twice', () => ({})),
  check.repeat('corrected later', ({ submitted_date, cd_time }) => ({
    submitted_date: hourLater(submitted_date),
    cd_time: hourLater(cd_time),
    check_result: '未发现问题（更正）',
    cd_operation: 'u',
  })),
  check.repeat('older time later in a change log', ({ check_date }) => ({
    submitted_date: check_date,
    check_result: '未发现问题（补录）',
    cd_operation: 'u',
  })),
  check.repeat('deleted later', () => ({ cd_operation: 'd' })),
];

const oneOfficer = ({ check_personnel, check_personnel_code }: CheckRow): Partial<CheckRow> => ({
  check_personnel: check_personnel.split(';')[0] ?? '',
  check_personnel_code: check_personnel_code.split(';')[0] ?? '',
});

const hourLater = (time: string): string =>
  timeOn(time.slice(0, 10), Number(time.slice(11, 13)) * 3600 + 3600 + Number(time.slice(14, 16)) * 60 + Number(time.slice(17)));
