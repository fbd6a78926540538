import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';

/** 共享类型 (政务数据共享条例, 国务院令第809号): 无条件共享, 有条件共享, 不予共享. */
export const ShareClass = z.enum(['unconditional', 'conditional', 'withheld']);
export type ShareClass = z.infer<typeof ShareClass>;

export const isStricterClass = (one: ShareClass, than: ShareClass): boolean =>
  ShareClass.options.indexOf(one) > ShareClass.options.indexOf(than);

/** 分级 1–4 (GB/T 43697-2024 附录 H and the usual four-level scheme). */
export const Level = z.int().min(1).max(4);

/** How data leave: read page by page by a system (API), or as a file made by a job (FILE). */
export const Channel = z.enum(['api', 'file']);
export type Channel = z.infer<typeof Channel>;

/** How a field is given. `pseudonym`: a keyed digest that only this grant has, so that two grants cannot be joined by it. */
export const Treatment = z.enum(['clear', 'masked', 'pseudonym']);
export type Treatment = z.infer<typeof Treatment>;

export const FieldName = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, '字段名由小写字母、数字和下划线组成');

/** Rows that a grant gives or a query asks for: all of these hold. `is`: one of these values; a list holds one of them. `from`, `to`: as text, both included. */
export const RowFilter = z.union([
  z.strictObject({ field: FieldName, is: z.array(z.string().min(1).max(200)).min(1).max(50) }),
  z
    .strictObject({ field: FieldName, from: z.string().min(1).max(200).optional(), to: z.string().min(1).max(200).optional() })
    .refine(({ from, to }) => from !== undefined || to !== undefined, '须给出 from 或 to'),
]);
export type RowFilter = z.infer<typeof RowFilter>;
/** The gate reads a grant's filters before each page, in the same item as all else that it needs, so all of them together stay small. */
const mostFilterBytes = 8 * 1024;
export const RowFilters = z
  .array(RowFilter)
  .max(10)
  .refine((filters) => Buffer.byteLength(JSON.stringify(filters)) <= mostFilterBytes, '全部条件合计最多 8 KB，请减少所列的值');
/** As they lie in the store: whatever bounds were in force then. A key that nobody knows is no detail here, as without it more rows would be given. */
export const StoredRowFilters = z.array(
  z.union([
    z.strictObject({ field: z.string(), is: z.array(z.string()) }),
    z.strictObject({ field: z.string(), from: z.string().optional(), to: z.string().optional() }),
  ]),
);

/**
 * What can be shared: a dataset's records of the one department that answers for them (`r-check-actions.d-k7m2`), or statistics of them (`r-check-actions.d-k7m2.by-area`).
 * The id follows from both, so that whoever hears of records knows the resource.
 */
export const ResourceId = z.string().regex(/^r-[a-z][a-z0-9-]{2,40}\.d-[a-z0-9]{4,12}(\.[a-z][a-z0-9-]{1,30})?$/);
/** A grant's id names its resource, so that both can be read at once. */
export const GrantId = z.string().regex(/^g-[a-z][a-z0-9-]{2,40}\.d-[a-z0-9]{4,12}(\.[a-z][a-z0-9-]{1,30})?\.[0-9a-z]{10}$/);
export const RequestId = z.string().regex(/^q-[0-9a-z]{26}$/);
export const ExportId = z.string().regex(/^e-[0-9a-z]{26}$/);
export const CorrectionId = z.string().regex(/^c-[0-9a-z]{26}$/);

export const Lane = z.object({ dataset: z.string(), department: DepartmentId });
/** One department's records of one dataset: what ingestion settles one after the other. */
export type Lane = z.infer<typeof Lane>;

export const resourceIdOf = ({ dataset, department }: Lane): string => `r-${dataset}.${department}`;
export const laneOfResource = (resourceId: string): Lane => {
  const [dataset = '', department = ''] = resourceId.slice(2).split('.');
  return { dataset, department };
};
/** Of statistics too: the records that they are made of. */
export const recordsOfResource = (resourceId: string): string => resourceIdOf(laneOfResource(resourceId));
export const resourceOfGrant = (grantId: string): string => `r-${grantId.slice(2, grantId.lastIndexOf('.'))}`;

const listed = (titles: Readonly<Record<string, string>>): string =>
  Object.entries(titles)
    .map(([code, title]) => `${code} ${title}`)
    .join('、');

/** 使用范围 (use_range of the city's platform). */
const useRanges = { '1': '行政依据', '2': '工作参考', '3': '业务协同', '4': '数据校核', '5': '其他' } as const;
export const UseRange = z.enum(['1', '2', '3', '4', '5']).meta({ description: listed(useRanges) });
/** 申请依据 (apply_basis_type of the city's platform). */
const applyBases = { '1': '国家政策', '2': '省级', '3': '市级', '99': '其他' } as const;
export const ApplyBasis = z.enum(['1', '2', '3', '99']).meta({ description: listed(applyBases) });
/** 不予共享、不予同意的依据 of the city's platform. */
export const refusalBases = { '1': '法律法规', '2': '政策文件', '3': '涉及敏感信息', '4': '其他' } as const;
export const RefusalBasis = z.enum(['1', '2', '3', '4']);

/** From this level on the provider's lead and its security officer sign too, and a caller needs the clearance to see it in clear. */
export const sensitiveLevel = 3;
/** Never given as it is, masked or not: 可用不可见. */
export const hiddenLevel = 4;
