import * as z from 'zod';
import { DepartmentId } from '../../../shared/identity/principal.ts';
import { Track } from '../complaint.ts';

const words = z.array(z.string().min(1).max(60)).min(1).max(200);

/** One row of a list of duties: what points to a department, and where alone. */
export const RoutingRule = z
  .object({
    ruleId: z.string().min(1).max(40),
    department: DepartmentId,
    /** 监管事项编码; a short one stands for all that begin with it. */
    items: words.optional(),
    /** As the upper platform classifies. */
    categories: words.optional(),
    /** In title and text. */
    keywords: words.optional(),
    /** In the object's name: 面馆, 药房. */
    objectWords: words.optional(),
    /** Only there (GB/T 2260). */
    areas: z
      .array(z.string().regex(/^\d{6}$/))
      .min(1)
      .optional(),
    /** Only then. */
    tracks: z.array(Track).min(1).optional(),
    /** How much the rule counts: 1 where a list of duties names it, less where it is custom. */
    weight: z.number().gt(0).max(1).default(1),
    /** Where it is written, for people: 职责清单第3条. */
    note: z.string().min(1).max(200),
  })
  .refine(({ items, categories, keywords, objectWords }) => [items, categories, keywords, objectWords].some((its) => its !== undefined), {
    message: '规则须至少列出事项、分类、关键词或对象名称用词之一',
  });

/** Who is responsible for what, kept by two persons like every table of rules. */
export const RoutingTable = z
  .object({
    version: z.int().min(1),
    validFrom: z.iso.date(),
    /** What departments are called in reasons. Whom a rule names must stand here. */
    departments: z.array(z.object({ departmentId: DepartmentId, name: z.string().min(1).max(100) })).min(1),
    rules: z.array(RoutingRule).max(1000),
    /** Sending on without anybody's confirmation. Off unless the district says otherwise. */
    automatic: z
      .object({ on: z.boolean(), threshold: z.number().min(0.5).max(1), margin: z.number().min(0.05).max(1) })
      .default({ on: false, threshold: 0.9, margin: 0.3 }),
  })
  .superRefine(({ departments, rules }, context) => {
    const known = new Set(departments.map(({ departmentId }) => departmentId));
    if (known.size < departments.length) context.addIssue({ code: 'custom', path: ['departments'], message: '部门重复' });
    const seen = new Set<string>();
    for (const [at, { ruleId, department }] of rules.entries()) {
      if (!known.has(department))
        context.addIssue({
          code: 'custom',
          path: ['rules', at, 'department'],
          message: `规则${ruleId}指向的部门${department}不在本表的部门中`,
        });
      if (seen.has(ruleId)) context.addIssue({ code: 'custom', path: ['rules', at, 'ruleId'], message: `规则编号${ruleId}重复` });
      seen.add(ruleId);
    }
  });
export type RoutingTable = z.infer<typeof RoutingTable>;
