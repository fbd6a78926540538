import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { pageOf, PageQuery } from '../../shared/runtime/paging.ts';
import { type Route, route } from '../../shared/runtime/route.ts';
import { LinkedBy } from './subject.ts';

const tag = '监管对象';

export const SubjectFinding = z.object({ code: z.string(), dimension: z.string(), message: z.string() });
export type SubjectFinding = z.infer<typeof SubjectFinding>;

const facts = {
  subjectId: z.string(),
  kind: z
    .enum(['registered', 'stub', 'person'])
    .meta({ description: 'registered 登记在册；stub 监管对象库中没有、仅见于记录；person 自然人（每条记录单列，不可检索）' }),
  name: z.string(),
  code: z.string().optional().meta({ description: '统一社会信用代码' }),
  state: z.string().optional().meta({ description: '登记状态' }),
  area: z.string().optional(),
  address: z.string().optional(),
  industry: z.string().optional(),
  deleted: z.boolean().meta({ description: '登记信息已删除' }),
};

export const SubjectFound = z.object({
  ...facts,
  matched: z.string().optional().meta({ description: '命中的是曾用名或记录中的写法（规范化后）' }),
});

export type SubjectFound = z.infer<typeof SubjectFound>;

const RecordOfSubject = z.object({
  dataset: z.string(),
  department: DepartmentId,
  recordId: z.string(),
  version: z.int(),
  businessTime: z.string(),
  deleted: z.boolean(),
  linkedBy: LinkedBy.meta({ description: 'register 登记信息本身；uscc 按统一社会信用代码；name 按名称；itself 未与任何对象关联' }),
  content: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  source: z.object({ uploadId: z.string(), row: z.int(), contractVersion: z.int() }),
  findings: z.array(SubjectFinding),
});

export const SubjectShown = z.object({
  ...facts,
  formerNames: z.array(z.string()).meta({ description: '曾用名（规范化后）' }),
  findings: z.array(SubjectFinding),
  datasets: z
    .array(z.object({ dataset: z.string(), title: z.string(), columns: z.array(z.object({ name: z.string(), title: z.string() })) }))
    .meta({ description: '本页记录所属数据集的名称与列标题' }),
  counts: z
    .object({
      of: z.array(z.object({ dataset: z.string(), department: DepartmentId, records: z.int() })),
      all: z.boolean().meta({ description: 'false：记录过多，只统计了最近的一部分（每个代码或名称 1000 条），实际至少有这么多' }),
    })
    .optional()
    .meta({ description: '各部门各数据集的记录数；登记在册的对象含本人无权查看内容的部门；只在第一页给出' }),
  records: pageOf(RecordOfSubject).extend({
    next: z.string().optional().meta({ description: '有 next 就还有；其他部门的记录很多时，一页可能不满甚至为空，请继续翻页' }),
  }),
});

export const readSubject = route({
  method: 'GET',
  path: '/v1/subjects/{subjectId}',
  action: 'subjects:read',
  summary: '查看监管对象及其记录（从新到旧；3、4 级数据脱敏；部门只看得到本部门的记录；一页可能不满，有 next 就还有）',
  tag,
  params: z.object({ subjectId: z.string().regex(/^s-[0-9a-z]{25}$/, '监管对象编号应为 s- 加 25 位小写字母或数字') }),
  query: PageQuery,
  status: 200,
  answer: SubjectShown,
  refusals: { 'subject-unknown': { status: 404, title: '没有这个监管对象' } },
  object: { type: 'subject', id: 'subjectId' },
});

export const searchSubjects = route({
  method: 'GET',
  path: '/v1/subjects',
  action: 'subjects:search',
  summary: '按统一社会信用代码，或按名称开头查询监管对象（不含自然人）',
  tag,
  query: PageQuery.extend({
    code: z.string().min(1).max(40).optional(),
    name: z.string().min(1).max(200).optional(),
  }),
  status: 200,
  answer: pageOf(SubjectFound).extend({ next: z.string().optional().meta({ description: '一页可能不满；有 next 就还有' }) }),
  refusals: { 'question-invalid': { status: 400, title: '查询条件无效' } },
  object: { type: 'subjects' },
});

export const subjectsRoutes: readonly Route[] = [readSubject, searchSubjects];
