import * as z from 'zod';
import type { FieldFault } from '../../../shared/runtime/outcome.ts';
import { FieldName, hiddenLevel, Level } from '../sharing.ts';
import { type CatalogueField, Description, fieldOf, type KeptContract } from './resource.ts';

/** What a custodian says of a resource; the rest follows from the contract. */
export const SaidDescription = Description.omit({ fields: true, level: true }).extend({
  fields: z
    .array(z.strictObject({ name: FieldName, level: Level.optional().meta({ description: '不填：按数据标准；只能更高' }) }))
    .min(1)
    .max(300)
    .meta({ description: '可共享的字段；统计数据的字段为其统计维度' }),
  level: Level.optional().meta({ description: '不填：字段中的最高级（就高）；汇聚后可以更高，统计数据经数据主管部门同意可以更低' }),
});
export type SaidDescription = z.infer<typeof SaidDescription>;

export type Kind = 'records' | 'statistics';

/** 就高: data have the highest level of their fields (GB/T 43697-2024). */
export const highestOf = (fields: readonly Pick<CatalogueField, 'level'>[]): number => Math.max(1, ...fields.map(({ level }) => level));

/** Without asking only what is public or internal goes out. */
export const mostUnconditional = 2;

/** Of statistics the data bureau says expressly that they may have a lower level than the fields they were made of. */
export const isLowered = ({ fields, level }: Pick<Description, 'fields' | 'level'>): boolean => level < highestOf(fields);

interface Described {
  description: Description;
  faults: FieldFault[];
}

/** 目录的三类各有必填项: what a class must say and may not (water-resources catalogue's rule, domain.md §7.2). */
const faultsOfClass = ({ shareClass, conditions, basis }: SaidDescription, level: number): FieldFault[] => {
  const faults: FieldFault[] = [];
  const fault = (path: string, message: string) => faults.push({ path: `body.${path}`, message });
  if (shareClass === 'conditional' && conditions === undefined) fault('conditions', '有条件共享的，须写明共享条件');
  if (shareClass !== 'conditional' && conditions !== undefined)
    fault(
      'conditions',
      shareClass === 'unconditional' ? '无条件共享的，不得附加条件；请删去，或改为有条件共享' : '不予共享的，不写共享条件；请删去',
    );
  if (shareClass === 'withheld' && basis === undefined) fault('basis', '不予共享的，须写明依据类型（1–4）和依据内容');
  if (shareClass !== 'withheld' && basis !== undefined) fault('basis', '只有不予共享的才写不共享依据；请删去');
  if (shareClass === 'unconditional' && level > mostUnconditional)
    fault('shareClass', `本资源为${level}级，无条件共享最高为${mostUnconditional}级；请改为有条件共享或不予共享，或不列入高级别字段`);
  return faults;
};

const faultsOfFields = ({ fields }: SaidDescription, { columns }: KeptContract): FieldFault[] => {
  const seen = new Set<string>();
  return fields.flatMap(({ name, level }, at) => {
    const column = columns.find((one) => one.name === name);
    const repeated = seen.has(name);
    seen.add(name);
    if (!column)
      return {
        path: `body.fields.${at}.name`,
        message: `数据标准没有名为“${name}”的列；可用：${columns
          .map((one) => one.name)
          .join('、')
          .slice(0, 600)}`,
      };
    if (repeated) return { path: `body.fields.${at}.name`, message: `字段“${name}”已列出，请删去重复的` };
    if (level !== undefined && level < column.level)
      return {
        path: `body.fields.${at}.level`,
        message: `“${column.title}”在数据标准中为${column.level}级，不能低于它；请填${column.level}或更高，或不填`,
      };
    return [];
  });
};

const faultsOfStatistics = ({ statistics, fields }: SaidDescription, { columns, subject }: KeptContract, kind: Kind): FieldFault[] => {
  if (kind === 'records')
    return statistics ? [{ path: 'body.statistics', message: '明细数据没有统计口径；请删去，或另行编目统计数据' }] : [];
  if (!statistics) return [{ path: 'body.statistics', message: '统计数据须写明统计口径（by：按哪些字段分组）' }];
  const faults: FieldFault[] = [];
  const named = new Set(fields.map(({ name }) => name));
  statistics.by.forEach((name, at) => {
    const column = columns.find((one) => one.name === name);
    if (!named.has(name)) faults.push({ path: `body.statistics.by.${at}`, message: `统计维度“${name}”须列入 fields` });
    if (statistics.by.indexOf(name) < at) faults.push({ path: `body.statistics.by.${at}`, message: `统计维度“${name}”重复，请删去` });
    if (Math.max(column?.level ?? 1, fields.find((field) => field.name === name)?.level ?? 1) >= hiddenLevel)
      faults.push({
        path: `body.statistics.by.${at}`,
        message: `“${name}”为${hiddenLevel}级，不能作统计维度；可用作 distinct（去重计数）`,
      });
    else if (column?.mask !== undefined || name === subject?.name || name === subject?.code)
      faults.push({
        path: `body.statistics.by.${at}`,
        message: `“${name}”指认具体的人或对象，不能作统计维度；可用作 distinct（去重计数）`,
      });
    if (column?.type === 'list') faults.push({ path: `body.statistics.by.${at}`, message: `“${name}”是多值字段，不能作统计维度` });
  });
  fields.forEach(({ name }, at) => {
    if (!statistics.by.includes(name))
      faults.push({ path: `body.fields.${at}.name`, message: `统计数据只给出统计维度；请把“${name}”列入 statistics.by，或删去` });
  });
  statistics.months.forEach((name, at) => {
    const type = columns.find((one) => one.name === name)?.type;
    if (!statistics.by.includes(name)) faults.push({ path: `body.statistics.months.${at}`, message: `“${name}”不是统计维度` });
    else if (type !== 'date' && type !== 'datetime')
      faults.push({ path: `body.statistics.months.${at}`, message: `“${name}”不是日期，不能按月统计` });
  });
  const { distinct, sum } = statistics;
  // Else each record would count as a subject, and a cell of one person's many records would be said.
  if (subject === undefined && distinct === undefined && columns.some(({ mask }) => mask !== undefined))
    faults.push({
      path: 'body.statistics.distinct',
      message: '数据标准未写明记录的对象，而有指认个人的列；请写明按哪一列去重计数（distinct）',
    });
  if (distinct !== undefined && !columns.some(({ name }) => name === distinct))
    faults.push({ path: 'body.statistics.distinct', message: `数据标准没有名为“${distinct}”的列` });
  if (sum !== undefined && columns.find(({ name }) => name === sum)?.type !== 'amount')
    faults.push({ path: 'body.statistics.sum', message: `“${sum}”不是金额列，不能求和` });
  return faults;
};

/** What was said, completed by the contract, and every fault of it at once: each with its path and how to mend it. */
export const describe = (said: SaidDescription, contract: KeptContract, kind: Kind): Described => {
  const wanted = new Map(said.fields.map(({ name, level }) => [name, level]));
  const fields = contract.columns.flatMap((column) =>
    wanted.has(column.name) ? fieldOf(column, Math.max(column.level, wanted.get(column.name) ?? 1)) : [],
  );
  const highest = highestOf(fields);
  const level = said.level ?? highest;
  const lowered = kind === 'records' && level < highest;
  return {
    description: { ...said, fields, level },
    faults: [
      ...faultsOfFields(said, contract),
      ...faultsOfStatistics(said, contract, kind),
      ...faultsOfClass(said, Math.max(level, kind === 'records' ? highest : 1)),
      ...(lowered ? [{ path: 'body.level', message: `资源级别按字段就高，至少${highest}级；请填${highest}或更高，或不填` }] : []),
    ],
  };
};
