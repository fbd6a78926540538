import { isStricterClass } from '../sharing.ts';
import { highestOf, mostUnconditional } from './describe.ts';
import { type CatalogueField, type Description, fieldOf, type KeptContract } from './resource.ts';

/**
 * What of a wanted description protects more than the published one, and counts at once: a stricter class with its conditions or basis, higher levels, fields that are
 * no longer given. All else stays as it was published until it is reviewed. Fields of statistics are what is counted by, so none of them can be left out alone.
 */
export const strictest = (published: Description, wanted: Description): Description => {
  const stricter = isStricterClass(wanted.shareClass, published.shareClass);
  const { shareClass, conditions, basis } = stricter ? wanted : published;
  const fields = published.fields.flatMap((field): CatalogueField[] => {
    const its = wanted.fields.find(({ name }) => name === field.name);
    if (!its) return published.statistics ? [field] : [];
    return [
      {
        ...field,
        level: Math.max(field.level, its.level),
        ...((its.mask ?? field.mask) !== undefined && { mask: its.mask ?? field.mask }),
      },
    ];
  });
  const { conditions: _conditions, basis: _basis, ...rest } = published;
  return {
    ...rest,
    shareClass,
    ...(conditions !== undefined && { conditions }),
    ...(basis !== undefined && { basis }),
    fields,
    level: Math.max(published.level, wanted.level),
  };
};

/** Of a contract that was heard of later: what its columns are called and how they look, and levels that it raised. Never lower, and no mask is taken off. */
export const followed = (description: Description, { columns }: KeptContract): Description => {
  const fields = description.fields.map((field): CatalogueField => {
    const column = columns.find(({ name }) => name === field.name);
    if (!column) return field;
    const now = fieldOf(column, Math.max(field.level, column.level));
    return { ...now, ...((now.mask ?? field.mask) !== undefined && { mask: now.mask ?? field.mask }) };
  });
  const raised = fields.some(({ level }, at) => level > (description.fields[at]?.level ?? 1));
  const level = raised ? Math.max(description.level, highestOf(fields)) : description.level;
  const tooHigh = description.shareClass === 'unconditional' && level > mostUnconditional;
  return {
    ...description,
    fields,
    level,
    ...(tooHigh && {
      shareClass: 'conditional' as const,
      conditions: `数据标准提级，本资源现为${level}级，须经审核方可使用（待数据管理员补充条件）`,
    }),
  };
};
