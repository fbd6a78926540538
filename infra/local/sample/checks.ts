import { citizenIdCheckCharacter } from '../../../shared/identifiers/citizen-id.ts';
import type { CheckRow } from './columns.ts';
import { type Draw, drawFor } from './draw.ts';
import { dayFrom, entityAt, letterAt, personName, timeOn } from './entities.ts';
import type { Inspectorate } from './inspectorate.ts';
import { officerAt, officerNumbers } from './officers.ts';

export type Party = 'organisation' | 'citizen';

const results = [
  '未发现问题',
  '未发现问题',
  '未发现问题',
  '未发现问题',
  '未发现问题',
  '未发现问题',
  '发现问题已责令改正：台账记录不完整',
  '发现问题已责令改正：未按要求公示证照',
  '发现问题已责令改正：现场标识缺失',
] as const;

/** Checks that found what is dealt with further: a penalty, a seizure or an order refers to one of these. */
export const hasSequel = (index: number): boolean => index % 6 === 4;

/** Ten digits, of every seed others. */
export const serialOf = (seed: number, index: number): string =>
  `${String(seed % 10_000).padStart(4, '0')}${String(index + 1).padStart(6, '0')}`;

/** The check of this number: by two or three officers of the inspectorate, about a business of the district or (in few cases) a person. */
export const checkAt = (
  seed: number,
  index: number,
  asOf: string,
  entities: number,
  inspectorate: Inspectorate,
  party?: Party,
): CheckRow => {
  const { department, number, initials, institution, items, letters } = inspectorate;
  const draw = drawFor(seed, 100 + Number(number), index);
  const isCitizen = (party ?? (draw.chance(0.04) && !hasSequel(index) ? 'citizen' : 'organisation')) === 'citizen';
  let subjectIndex = draw.below(entities);
  for (let again = 0; again < 3 && !letters.includes(letterAt(seed, subjectIndex)); again += 1) subjectIndex = draw.below(entities);
  const entity = entityAt(seed, subjectIndex, asOf);

  const chosen = draw.chance(0.1) ? [draw.of(items), draw.of(items)] : [draw.of(items)];
  const checked = [...new Set(chosen)];
  const checkDay = dayFrom(asOf, -8 - draw.below(280));
  const checkSeconds = 9 * 3600 + draw.below(8 * 60) * 60;
  const submittedSeconds = checkSeconds + 3600 + draw.below(4 * 86_400);
  const submitted = timeOn(checkDay, submittedSeconds);
  const officers = officersOf(draw, seed, inspectorate);
  const id = serialOf(seed, index);
  const citizen = isCitizen ? { name: personName(draw), id: citizenIdOf(draw) } : undefined;
  const subject = citizen ? `${citizen.name}（流动经营）` : entity.entname;
  const day = checkDay.replaceAll('-', '');
  return {
    record_unique_identity: `${initials}JC${id}`,
    plan_id: draw.chance(0.3) ? `SSJ${day.slice(0, 6)}${number}` : '',
    supervise_item_implement_code: checked.map(({ code }) => code).join(';'),
    supervise_item_check_icode: checked
      .map(({ code }) => `${department.uscc}${String(1 + (Number(code.slice(-3)) % 5))}${code.slice(-6)}`)
      .join(';'),
    check_action_name: `对${subject}开展${checked.map(({ name }) => name).join('、')}`,
    check_action_code: `${initials}-${day}-${id}`,
    implement_institution: institution,
    implement_institution_code: department.uscc,
    supervise_object: subject,
    administrative_cp: citizen?.name ?? entity.entname,
    administrative_cp_na: citizen ? '1' : '2',
    administrative_cp_ce_type: citizen ? '111' : '001',
    administrative_cp_ui_code: citizen?.id ?? entity.uniscid,
    address_registered: citizen ? '' : entity.dom,
    address_operating: entity.oploc,
    area_number: '320505',
    check_form: draw.chance(0.7) ? '01' : '02',
    check_type: draw.of(['DAILY', 'DAILY', 'RANDOM', 'RANDOM', 'SPECIAL', 'TEMPORARY']),
    check_mode: hasSequel(index) || draw.chance(0.9) ? '1' : '2',
    check_result: hasSequel(index) ? '发现问题待后续处理' : draw.of(results),
    check_date: timeOn(checkDay, checkSeconds),
    check_personnel: officers.map(({ name }) => name).join(';'),
    check_personnel_code: officers.map(({ licence }) => licence).join(';'),
    submitted_date: submitted,
    submitted_personnel: officers[0]?.name ?? '',
    company_type: citizen ? '' : entity.enttype_cn,
    cd_id: `${department.departmentId}-${id}`,
    cd_time: timeOn(checkDay, submittedSeconds + 5),
    cd_source: `320505/${department.departmentId}`,
    cd_batch: `${submitted.slice(0, 10).replaceAll('-', '')}00001`,
    cd_operation: 'i',
  };
};

const officersOf = (draw: Draw, seed: number, inspectorate: Inspectorate): { name: string; licence: string }[] => {
  const first = draw.below(officerNumbers.onDuty);
  const other = (from: number): number => (first + from) % officerNumbers.onDuty;
  const chosen = [first, other(1 + draw.below(19)), ...(draw.chance(0.2) ? [other(20 + draw.below(20))] : [])];
  const officers = chosen.map((officer) => officerAt(seed, inspectorate, officer));
  // Two of one name would count as one person.
  return new Set(officers.map(({ name }) => name)).size === officers.length ? officers : officersOf(draw, seed, inspectorate);
};

const citizenIdOf = (draw: Draw): string => {
  const born = dayFrom('1960-01-01', draw.below(15_000)).replaceAll('-', '');
  const body = `320505${born}${String(draw.below(1000)).padStart(3, '0')}`;
  return body + citizenIdCheckCharacter(body);
};
