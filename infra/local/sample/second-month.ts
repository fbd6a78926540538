import { checkAt } from './checks.ts';
import type { Inspectorate } from './inspectorate.ts';
import type { CheckRow, EntityRow } from './columns.ts';
import { drawFor } from './draw.ts';
import { dayFrom, entityAt, personName, timeOn } from './entities.ts';
import { type Making, planOf, type SampleFile, sampleFile } from './sample-file.ts';
import type { Truth } from './truth.ts';

interface FirstMonth {
  register: Making<EntityRow>;
  checks: Making<CheckRow> | undefined;
  entities: number;
  inspectorate: Inspectorate;
  asOf: string;
}

/** Later by the days that a month's work takes, and still before today. */
const later = 18;

/** What is wrong in a second delivery would hide what it is for, so it is clean. */
const clean = { kinds: [], dirt: 0, wave: 4 } as const;

const truth = (
  counts: Partial<Record<'fresh' | 'changed' | 'unchanged' | 'superseded' | 'refused', number>>,
  findings: Truth['findings'] = {},
): Truth => {
  const { fresh = 0, changed = 0, unchanged = 0, superseded = 0, refused = 0 } = counts;
  return {
    read: fresh + changed + unchanged + superseded + refused,
    accepted: { new: fresh, changed },
    unchanged,
    superseded,
    refused,
    findings,
    unknownColumns: [],
    refusedAgain: 0,
  };
};

/** Rows of the first month that were clean: nobody knows better what is stored of them. */
const cleanOnes = <Row>(making: Making<Row>, most: number): number[] => {
  const plan = planOf(making);
  const found: number[] = [];
  for (let index = 0; index < making.rows && found.length < most; index += 1) if (!plan.has(index)) found.push(index);
  return found;
};

type Fate = 'changed' | 'ended' | 'same' | 'wrong';
const fates: readonly Fate[] = ['changed', 'same', 'changed', 'ended', 'same', 'changed', 'same', 'wrong'];

const fatesOf = (indices: readonly number[]): { fate: (index: number) => Fate | undefined; count: (fate: Fate) => number } => {
  const all = new Map(indices.map((index, at) => [index, fates[at % fates.length]]));
  return { fate: (index) => all.get(index), count: (fate) => [...all.values()].filter((each) => each === fate).length };
};

/** The register and the checks of the first department once more, a month later: some rows as they were, some changed, some deleted, some new. So there is history. */
export const secondMonth = ({ register, checks, entities, inspectorate, asOf }: FirstMonth): SampleFile[] => {
  const { seed } = register;
  const fresh = Math.ceil(register.rows / 20);
  const known = cleanOnes(register, Math.ceil(register.rows / 5));
  const { fate, count } = fatesOf(known);
  const news = (index: number): EntityRow => {
    const row = register.rowAt(index);
    const draw = drawFor(seed, 600, index);
    const today = dayFrom(asOf, 1 + draw.below(later));
    // Changed hands, closed down, as before, and what an old backup says.
    if (fate(index) === 'changed') return { ...row, apprdate: today, name: personName(draw), opscope: `${row.opscope}；市场营销策划` };
    if (fate(index) === 'ended') return { ...row, apprdate: today, regstate: '3', regstate_cn: '注销' };
    return fate(index) === 'wrong' ? { ...row, apprdate: dayFrom(row.apprdate, -30), name: `${row.name}（原）` } : row;
  };
  const entityDelivery = sampleFile<EntityRow>(
    {
      ...register,
      ...clean,
      name: '市场主体-次月.csv',
      stream: 11,
      rows: known.length + fresh,
      rowAt: (index) => {
        const before = known[index];
        return before === undefined ? entityAt(seed, register.rows + index - known.length, dayFrom(asOf, later)) : news(before);
      },
    },
    truth({ fresh, changed: count('changed') + count('ended'), unchanged: count('same'), superseded: count('wrong') }),
  );
  if (!checks) return [entityDelivery];

  const freshChecks = Math.ceil(checks.rows / 20);
  const knownChecks = cleanOnes(checks, Math.ceil(checks.rows / 10));
  const { fate: fateOf, count: countOf } = fatesOf(knownChecks);
  const correction = (index: number): CheckRow => {
    const row = checks.rowAt(index);
    const at = timeOn(dayFrom(row.submitted_date.slice(0, 10), 1), 30_000);
    const handedIn = { cd_time: timeOn(dayFrom(asOf, later), 20_000), cd_batch: `${dayFrom(asOf, later).replaceAll('-', '')}00001` };
    // Corrected, deleted, said again, and a number given twice.
    if (fateOf(index) === 'changed')
      return { ...row, ...handedIn, submitted_date: at, submitted_personnel: '数据更正岗', cd_operation: 'u' };
    if (fateOf(index) === 'ended') return { ...row, ...handedIn, cd_operation: 'd' };
    if (fateOf(index) === 'same') return { ...row, ...handedIn, cd_operation: 'u' };
    return { ...row, ...handedIn, supervise_object: `${row.supervise_object}（另一家）` };
  };
  const checkDelivery = sampleFile<CheckRow>(
    {
      ...checks,
      ...clean,
      name: checks.name.replace('.', '-次月.'),
      stream: 12,
      rows: knownChecks.length + freshChecks,
      rowAt: (index) => {
        const before = knownChecks[index];
        if (before !== undefined) return correction(before);
        return checkAt(seed, checks.rows + index - knownChecks.length, dayFrom(asOf, later), entities, inspectorate);
      },
    },
    truth(
      { fresh: freshChecks, changed: countOf('changed') + countOf('ended'), unchanged: countOf('same'), refused: countOf('wrong') },
      countOf('wrong') > 0 ? { 'Q015 error': countOf('wrong') } : {},
    ),
  );
  return [entityDelivery, checkDelivery];
};
