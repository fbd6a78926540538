import * as z from 'zod';
import { area } from '../shared/codes/area.ts';
import { grouped, table } from './table.ts';

/** What the client reads of the register's answers. */
const facts = {
  subjectId: z.string(),
  kind: z.string(),
  name: z.string(),
  code: z.string().optional(),
  state: z.string().optional(),
  area: z.string().optional(),
  address: z.string().optional(),
  deleted: z.boolean().default(false),
};
const Finding = z.object({ code: z.string(), message: z.string() });

export const Subjects = z.object({ items: z.array(z.object({ ...facts, matched: z.string().optional() })), next: z.string().optional() });
export type Subjects = z.infer<typeof Subjects>;

export const Subject = z.object({
  ...facts,
  formerNames: z.array(z.string()),
  findings: z.array(Finding),
  datasets: z.array(z.object({ dataset: z.string(), title: z.string() })),
  counts: z
    .object({ of: z.array(z.object({ dataset: z.string(), department: z.string(), records: z.int() })), all: z.boolean() })
    .optional(),
  records: z.object({
    items: z.array(
      z.object({
        dataset: z.string(),
        department: z.string(),
        recordId: z.string(),
        businessTime: z.string(),
        deleted: z.boolean(),
        linkedBy: z.string(),
        findings: z.array(Finding),
      }),
    ),
    next: z.string().optional(),
  }),
});
export type Subject = z.infer<typeof Subject>;

const kinds: Record<string, string> = { registered: '登记在册', stub: '库中没有', person: '自然人' };
const links: Record<string, string> = { register: '登记信息', uscc: '按代码', name: '按名称', itself: '未关联' };

const kindOf = ({ kind, deleted }: { kind: string; deleted: boolean }): string => (deleted ? '登记已删除' : (kinds[kind] ?? kind));
const areaOf = (code: string | undefined): string | undefined => code && `${area.codes[code] ?? ''} ${code}`.trimStart();
const onward = (next: string | undefined): string[] => (next === undefined ? [] : [`还有更多：加 --cursor ${next}`]);

export const subjectsText = ({ items, next }: Subjects): string =>
  [
    items.length === 0
      ? '没有找到'
      : table(
          ['编号', '名称', '统一社会信用代码', '状态', '命中'],
          items.map((item) => [item.subjectId, item.name, item.code ?? '', item.state ?? kindOf(item), item.matched ?? '']),
        ),
    ...onward(next),
  ].join('\n');

export const subjectText = (subject: Subject): string => {
  const titles = new Map(subject.datasets.map(({ dataset, title }) => [dataset, title]));
  const { items, next } = subject.records;
  const counts = subject.counts?.of.map(
    ({ dataset, department, records }) => `${titles.get(dataset) ?? dataset} ${department} ${grouped(records)} 条`,
  );
  const shown = new Set(items.map(({ department }) => department));
  const onlyCounted = next === undefined && subject.counts?.of.some(({ department }) => !shown.has(department));
  return [
    `${subject.name}（${[kindOf(subject), subject.code, subject.state, areaOf(subject.area), subject.address].filter(Boolean).join('，')}）`,
    ...(subject.formerNames.length > 0 ? [`曾用名：${subject.formerNames.join('、')}`] : []),
    ...(counts
      ? [
          `记录：${counts.length === 0 ? '没有' : counts.join('；')}${subject.counts?.all === false ? '（只统计了最近的部分）' : ''}${onlyCounted ? '（其他部门的记录只显示条数）' : ''}`,
        ]
      : []),
    ...subject.findings.map(({ code, message }) => `! ${code} ${message}`),
    '',
    table(
      ['时间', '数据集', '部门', '记录', '关联', '问题'],
      items.map((record) => [
        record.businessTime,
        titles.get(record.dataset) ?? record.dataset,
        record.department,
        record.recordId + (record.deleted ? '（已删除）' : ''),
        links[record.linkedBy] ?? record.linkedBy,
        record.findings.map(({ code, message }) => `${code} ${message}`).join('；'),
      ]),
    ),
    ...onward(next),
  ].join('\n');
};
