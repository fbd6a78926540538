import type { OfficerRow } from './columns.ts';
import { drawFor } from './draw.ts';
import { dayFrom, personName, timeOn } from './entities.ts';
import type { Inspectorate } from './inspectorate.ts';

/** So many of a department's officers go out and check, and their rows are clean; the licence of the one behind them ran out at the end of last year; the rest may be dirty. */
export const officerNumbers = { onDuty: 40, retired: 40, reserveFrom: 41 } as const;

/** Of every seed another one, as with all that a record is known by: what another seed has handed in does not get in the way. */
const licenceOf = (seed: number, number: string, officer: number): string =>
  `320505${number}${String(seed % 10_000).padStart(4, '0')}${String(officer + 1).padStart(4, '0')}`;

/** Name and licence go together for good. */
export const officerAt = (seed: number, { number }: Pick<Inspectorate, 'number'>, officer: number): { name: string; licence: string } => ({
  name: personName(drawFor(Number(number), 2, officer)),
  licence: licenceOf(seed, number, officer),
});

export const officerRowAt = (seed: number, inspectorate: Inspectorate, officer: number, asOf: string): OfficerRow => {
  const draw = drawFor(seed, 200 + Number(inspectorate.number), officer);
  const year = Number(asOf.slice(0, 4));
  const started = dayFrom(`${String(year - 3)}-01-01`, draw.below(700));
  const retired = officer === officerNumbers.retired;
  return {
    law_no: licenceOf(seed, inspectorate.number, officer),
    law_start_date: started,
    law_end_date: retired ? `${String(year - 1)}-12-31` : dayFrom(started, 365 * 5),
    agent_name: officerAt(seed, inspectorate, officer).name,
    unit_name: inspectorate.institution,
    unit_code: inspectorate.department.uscc,
    agent_range: inspectorate.items.map(({ name }) => name).join('、'),
    agent_state: retired ? '3' : '1',
    expert_flag: draw.chance(0.1) ? '1' : '0',
    local_adm: '苏州市虎丘区人民政府',
    updated_date: timeOn(dayFrom(asOf, -320 + draw.below(20)), 9 * 3600 + draw.below(28_800)),
  };
};
