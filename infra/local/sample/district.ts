import { daysUntilOver, enforcementOf, otherActionOf, penaltyOf } from './acts.ts';
import { checkAt, hasSequel } from './checks.ts';
import type { Inspectorate } from './inspectorate.ts';
import {
  type ActRow,
  checkColumns,
  type CheckRow,
  enforcementColumns,
  entityColumns,
  officerColumns,
  otherActionColumns,
  penaltyColumns,
} from './columns.ts';
import { checkDirt, type Dirt, enforcementDirt, entityDirt, officerDirt, otherActionDirt, penaltyDirt } from './dirt.ts';
import { dayFrom, entityAt } from './entities.ts';
import { inspectorates } from './inspectorates.ts';
import { officerAt, officerNumbers, officerRowAt } from './officers.ts';
import { secondMonth } from './second-month.ts';
import { type Dataset, type Making, planOf, type SampleFile, sampleFile, withKinds } from './sample-file.ts';
import type { Writing } from './write-rows.ts';

export interface District {
  seed: number;
  entities: number;
  /** Shared out among the inspectorates; the acts that follow from checks grow with them. */
  checks: number;
  /** How many rows of every kind of dirt each file gets, as far as a small file holds them; 0 makes clean files. */
  dirt: number;
  /** `yyyy-MM-dd`: nothing in the first month's files is later than this day, except what is meant to be wrong. */
  asOf?: string;
}

const extensions = { csv: '.csv', ndjson: '.json', xlsx: '.xlsx', push: '（推送）' } as const;
const fileName = (department: string, what: string, { format, gzip }: Writing): string =>
  `${department.slice(1)}${what}${extensions[format]}${gzip ? '.gz' : ''}`;

/**
 * A district that is not there: its businesses and what departments did about them, as they would export it, with known dirt. The same arguments, the same bytes.
 * The register and the officers come first, then checks, then what follows from them, then a second month that changes and repeats some of the first.
 */
export const generateDistrict = (district: District): SampleFile[] => {
  const { seed, entities, checks, dirt, asOf = '2026-10-31' } = district;
  const [market] = inspectorates;
  const shares = inspectorates.map(({ share }) => Math.floor(checks * share));
  // What rounding left over is the first one's.
  shares[0] = checks - shares.slice(1).reduce((sum, share) => sum + share, 0);

  const register = {
    ...withKinds({ format: 'csv', encoding: 'utf-8', delimiter: ',', lineEnd: '\r\n', mark: true, titled: false }, entityDirt),
    name: '市场主体.csv',
    dataset: 'market-entities',
    departmentId: market.department.departmentId,
    wave: 1,
    seed,
    stream: 10,
    rows: entities,
    rowAt: (index: number) => entityAt(seed, index, asOf),
    dirt,
    columns: entityColumns,
  } as const;
  fits(register);

  const officers = inspectorates.map((inspectorate) => {
    const { writing, kinds } = withKinds(inspectorate.files.officers, officerDirt);
    return sampleFile({
      name: fileName(inspectorate.department.name, '执法人员', writing),
      dataset: 'officers',
      departmentId: inspectorate.department.departmentId,
      wave: 1,
      seed,
      stream: 30 + Number(inspectorate.number),
      rows: officerNumbers.reserveFrom + 9 + kinds.length * dirt,
      rowAt: (index) => officerRowAt(seed, inspectorate, index, asOf),
      kinds,
      dirt,
      cleanUpTo: officerNumbers.reserveFrom,
      columns: officerColumns,
      writing,
    });
  });

  const checking = inspectorates.map((inspectorate, at) => {
    const retired = officerAt(seed, inspectorate, officerNumbers.retired).licence;
    const { writing, kinds } = withKinds(inspectorate.files.checks, checkDirt({ retired }));
    const making: Making<CheckRow> = {
      name: fileName(inspectorate.department.name, '行政检查', writing),
      dataset: 'check-actions',
      departmentId: inspectorate.department.departmentId,
      wave: 2,
      seed,
      stream: 10 + Number(inspectorate.number),
      rows: shares[at] ?? 0,
      rowAt: (index, party) => checkAt(seed, index, asOf, entities, inspectorate, party),
      kinds,
      dirt,
      columns: checkColumns,
      writing,
    };
    fits(making);
    return { inspectorate, making };
  });

  return [
    sampleFile(register),
    ...officers,
    ...checking.map(({ making }) => sampleFile(making)),
    ...checking.flatMap(({ inspectorate, making }) => sequels(inspectorate, making, asOf)),
    ...secondMonth({ register, checks: checking[0]?.making, entities, inspectorate: market, asOf }),
  ];
};

/** Small districts can't hold what is asked: better said than left out. */
const fits = ({ name, rows, kinds, dirt }: Pick<Making<never>, 'name' | 'rows' | 'dirt'> & { kinds: readonly unknown[] }): void => {
  if (kinds.length * dirt > rows)
    throw new Error(`${name}: ${String(rows)} rows do not hold ${String(dirt)} of each of ${String(kinds.length)} kinds of dirt`);
};

/** A third of the checks that found something leads to each of a penalty, a seizure and something else, as far as the department does that. */
const sequels = (inspectorate: (typeof inspectorates)[number], checks: Making<CheckRow>, asOf: string): SampleFile[] => {
  const { department, files } = inspectorate;
  const plan = planOf(checks);
  const limit = dayFrom(asOf, -daysUntilOver);
  const chosen: CheckRow[][] = [[], [], []];
  let next = 0;
  for (let index = 0; index < checks.rows; index += 1) {
    if (!hasSequel(index) || plan.has(index)) continue;
    const check = checks.rowAt(index);
    if (check.check_date < limit) chosen[next++ % 3]?.push(check);
  }
  const file = <Row extends ActRow>(
    what: string,
    dataset: Dataset,
    stream: number,
    writing: Writing | undefined,
    kinds: readonly Dirt<Row>[],
    columns: Making<Row>['columns'],
    acted: readonly CheckRow[],
    actOf: (sequel: { seed: number; index: number; check: CheckRow; inspectorate: Inspectorate }) => Row,
  ): SampleFile[] => {
    if (!writing || acted.length === 0) return [];
    // A call takes five hundred.
    const rows = writing.format === 'push' ? acted.slice(0, 60) : acted;
    const possible = withKinds(writing, kinds).kinds;
    return [
      sampleFile<Row>({
        name: fileName(department.name, what, writing),
        dataset,
        departmentId: department.departmentId,
        wave: 3,
        seed: checks.seed,
        stream: stream + Number(inspectorate.number),
        rows: rows.length,
        rowAt: (index) => actOf({ seed: checks.seed, index, check: rows[index] ?? checks.rowAt(index), inspectorate }),
        kinds: possible,
        dirt: Math.min(checks.dirt, Math.floor(rows.length / possible.length)),
        columns,
        writing,
      }),
    ];
  };
  const [toPenalties = [], toEnforcements = [], toOthers = []] = chosen;
  return [
    ...file('行政处罚', 'penalties', 50, files.penalties, penaltyDirt, penaltyColumns, toPenalties, penaltyOf),
    ...file('行政强制', 'enforcements', 70, files.enforcements, enforcementDirt, enforcementColumns, toEnforcements, enforcementOf),
    ...file('其他行为', 'other-actions', 90, files.others, otherActionDirt, otherActionColumns, toOthers, otherActionOf),
  ];
};
