import * as z from 'zod';
import { shanghaiTime } from '../shared/calendar/shanghai-time.ts';
import { levels, results, satisfactions, tracks, ways } from './act-words.ts';
import type { CommandLine } from './command-line.ts';
import { grouped, table } from './table.ts';

/** What departments are called, by their ids. */
export const Departments = z.object({ items: z.array(z.looseObject({ departmentId: z.string(), name: z.string() })) });
export type Names = ReadonlyMap<string, string>;
export const namesOf = ({ items }: z.infer<typeof Departments>): Names =>
  new Map(items.map(({ departmentId, name }) => [departmentId, name]));
const nobody: Names = new Map();
const called = (names: Names, id: string): string => (names.has(id) ? `${names.get(id) ?? ''} ${id}` : id);

/** What the client reads of the hub's answers about complaints; whatever else stands in them is for `--json`. */
const Entry = z.looseObject({
  complaintId: z.string(),
  upperId: z.string(),
  track: z.string(),
  stateTitle: z.string(),
  urgency: z.string(),
  title: z.string(),
  lead: z.string().optional(),
  due: z.string().optional(),
  overdue: z.boolean(),
  provisional: z.boolean().default(false),
  supervised: z.int().default(0),
  urged: z.int().default(0),
  duplicates: z.int().default(0),
});
export const Complaints = z.looseObject({ items: z.array(Entry), next: z.string().optional() });
export type Complaints = z.infer<typeof Complaints>;

const Content = z.looseObject({
  title: z.string(),
  text: z.string(),
  category: z.string().optional(),
  address: z.string().optional(),
  respondent: z.looseObject({ name: z.string().optional(), code: z.string().optional(), address: z.string().optional() }).optional(),
  amount: z.int().optional(),
  injury: z.boolean().optional(),
  happenedAt: z.string().optional(),
});
const Allowed = z.array(z.looseObject({ move: z.string(), title: z.string() }));
export const Complaint = z.looseObject({
  complaint: z.looseObject({
    complaintId: z.string(),
    version: z.int(),
    upperId: z.string(),
    track: z.string(),
    urgency: z.string(),
    receivedAt: z.string(),
    content: Content,
    lead: z.string().optional(),
    helpers: z.array(z.string()),
    copied: z.array(z.string()),
    designated: z.boolean(),
    supervisions: z.array(
      z.looseObject({
        supervisionId: z.string(),
        level: z.string().optional(),
        requirement: z.string(),
        answeredAt: z.string().optional(),
      }),
    ),
    mergedInto: z.string().optional(),
    merged: z.array(z.looseObject({ complaintId: z.string() })).optional(),
    proposals: z.array(z.looseObject({ department: z.string(), score: z.number(), because: z.array(z.string()) })),
    duplicates: z.array(z.looseObject({ complaintId: z.string(), probability: z.number(), because: z.array(z.string()) })),
    answer: z.looseObject({ reply: z.string(), result: z.string(), ground: z.string().optional() }).optional(),
  }),
  stateTitle: z.string(),
  clocks: z.array(
    z.looseObject({
      title: z.string(),
      due: z.string(),
      provisional: z.boolean(),
      stoppedAt: z.string().optional(),
      overdue: z.boolean(),
      department: z.string().optional(),
      lawRef: z.string(),
    }),
  ),
  history: z.array(
    z.looseObject({
      at: z.string(),
      by: z.string(),
      department: z.string().optional(),
      title: z.string(),
      act: z.record(z.string(), z.unknown()).optional(),
      news: Content.optional(),
    }),
  ),
  messages: z.array(z.looseObject({ destination: z.string(), kind: z.string(), state: z.string(), attempts: z.int() })),
  allowed: Allowed,
});
export type Complaint = z.infer<typeof Complaint>;

export const Acted = z.looseObject({
  complaintId: z.string(),
  stateTitle: z.string(),
  due: z.string().optional(),
  allowed: Allowed,
  others: z.array(z.string()).default([]),
});
export type Acted = z.infer<typeof Acted>;

export const Alarms = z.looseObject({
  items: z.array(
    z.looseObject({
      saidAt: z.string(),
      stage: z.string(),
      clockTitle: z.string(),
      complaintId: z.string(),
      title: z.string(),
      due: z.string(),
      provisional: z.boolean(),
      department: z.string().optional(),
    }),
  ),
  next: z.string().optional(),
});
export type Alarms = z.infer<typeof Alarms>;

const Rate = z.looseObject({ of: z.int(), among: z.int(), rate: z.number().optional() });
const Rates = z.looseObject({
  received: z.int(),
  excluded: z.looseObject({ withdrawn: z.int(), professional: z.int() }),
  signedInTime: Rate,
  endedInTime: Rate,
  returned: Rate,
  reopened: Rate,
  satisfied: Rate,
  overdue: z.int(),
});
export const Figures = z.looseObject({
  from: z.string(),
  to: z.string(),
  all: Rates,
  byDepartment: z.array(z.looseObject({ department: z.string(), figures: Rates })),
  partial: z.boolean(),
});
export type Figures = z.infer<typeof Figures>;

const urgencies: Record<string, string> = { urgent: '紧急', emergency: '特急' };
const stages: Record<string, string> = { warning: '临期', expired: '到期' };
const deliveries: Record<string, string> = { waiting: '待送达', delivered: '已送达', 'set-aside': '已搁置' };

const minute = (instant: string): string => shanghaiTime(new Date(instant)).slice(0, 16);
const limit = ({ due, overdue, provisional }: { due?: string | undefined; overdue?: boolean; provisional?: boolean }): string =>
  due === undefined ? '' : `${minute(due)}${overdue ? ' 已逾期' : ''}${provisional ? '（暂定）' : ''}`;
const onward = (next: string | undefined): string[] => (next === undefined ? [] : [`还有更多：加 --cursor ${next}`]);
const listed = (names: readonly string[]): string => names.join('、');
const buttons = (allowed: z.infer<typeof Allowed>): string =>
  allowed.length === 0 ? '现在没有可做的操作' : `可做：${listed(allowed.map(({ move, title }) => `${title} ${move}`))}`;

export const complaintsText = ({ items, next }: Complaints, names = nobody): string =>
  [
    items.length === 0
      ? '没有'
      : table(
          ['编号', '期限', '类别', '状态', '标题', '主办', '提示'],
          items.map((item) => [
            item.complaintId,
            limit(item),
            `${tracks[item.track] ?? item.track}${urgencies[item.urgency] === undefined ? '' : ` ${urgencies[item.urgency] ?? ''}`}`,
            item.stateTitle,
            item.title,
            item.lead === undefined ? '' : called(names, item.lead),
            listed([
              ...(item.supervised > 0 ? ['督办'] : []),
              ...(item.urged > 0 ? [`催办${String(item.urged)}次`] : []),
              ...(item.duplicates > 0 ? ['疑似重复'] : []),
            ]),
          ]),
        ),
    ...onward(next),
  ].join('\n');

const percent = (share: number): string => `${String(Math.round(share * 100))}%`;
const yes = (value: unknown): string => (value === true ? '是' : '否');
const oneOf =
  (titles: Readonly<Record<string, string>>) =>
  (value: unknown): string =>
    titles[String(value)] ?? String(value);

/** What was said with a move, in the order in which it is read. */
const said: Readonly<Record<string, readonly [label: string, shown?: (value: unknown, names: Names) => string]>> = {
  lead: ['主办', (value, names) => called(names, String(value))],
  helpers: ['协办', (value, names) => listed([value].flat().map((id) => called(names, String(id))))],
  copied: ['抄送', (value, names) => listed([value].flat().map((id) => called(names, String(id))))],
  way: ['受理方式', oneOf(ways)],
  supervisionId: ['督办编号'],
  level: ['督办级别', oneOf(levels)],
  requirement: ['要求'],
  days: ['天数'],
  result: ['办理结果', oneOf(results)],
  ground: ['依据'],
  reason: ['理由'],
  explanation: ['说明'],
  suggestedOwner: ['建议承办', (value, names) => called(names, String(value))],
  text: ['内容'],
  reply: ['答复'],
  repliedAt: ['答复时间', (value) => minute(String(value))],
  opinion: ['意见'],
  contacted: ['已联系', yes],
  resolved: ['已解决', yes],
  satisfaction: ['满意度', oneOf(satisfactions)],
  note: ['备注'],
  into: ['并入'],
  complaintId: ['并入本件的'],
  track: ['类别', oneOf(tracks)],
  urgency: ['紧急程度', oneOf({ ordinary: '一般', ...urgencies })],
  dueAt: ['期限', (value) => minute(String(value))],
  receipt: ['回执'],
};

const contentLines = (
  { title, text, address, respondent, amount, injury, happenedAt }: z.infer<typeof Content>,
  titled: boolean,
): string[] => {
  const about = [respondent?.name, respondent?.code, respondent?.address].filter((one) => one !== undefined);
  return [
    ...(titled ? [`标题：${title}`] : []),
    titled ? `内容：${text}` : text,
    ...(address === undefined ? [] : [`地点：${address}`]),
    ...(about.length === 0 ? [] : [`被投诉举报人：${about.join('，')}`]),
    ...(amount === undefined ? [] : [`涉及金额：${grouped((amount / 100).toFixed(2))} 元`]),
    ...(injury === undefined ? [] : [`人身伤害：${injury ? '有' : '无'}`]),
    ...(happenedAt === undefined ? [] : [`发生日期：${happenedAt}`]),
  ];
};

const wordsOf = ({ act = {}, news }: Complaint['history'][number], names: Names): string[] => {
  const content = Content.safeParse(act['content'] ?? news).data;
  const empty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);
  return [
    ...Object.entries(said).flatMap(([field, [label, shown = String]]) =>
      empty(act[field]) ? [] : [`${label}：${shown(act[field], names)}`],
    ),
    ...(content ? contentLines(content, true) : []),
  ];
};

/** Under each line what was said with it. */
const historyText = (history: Complaint['history'], names: Names): string => {
  const [head = '', ...lines] = table(
    ['时间', '经过', '由'],
    history.map(({ at, title, by, department }) => [
      minute(at),
      title,
      department === undefined || by.startsWith('upper:') ? by : `${by} ${called(names, department)}`,
    ]),
  ).split('\n');
  const under = history.map((one) => wordsOf(one, names).map((word) => `    ${word.replaceAll('\n', '\n    ')}`));
  return [head, ...lines.flatMap((line, at) => [line, ...(under[at] ?? [])])].join('\n');
};

/** What other cases are and where they stand, as far as somebody has asked. */
export type Others = ReadonlyMap<string, { track: string; stateTitle: string }>;

export const complaintText = (
  { complaint: the, stateTitle, clocks, history, messages, allowed }: Complaint,
  names = nobody,
  others: Others = new Map(),
): string => {
  const { title, category } = the.content;
  const share = [
    the.lead === undefined ? [] : [`主办 ${called(names, the.lead)}${the.designated ? '（指定承办）' : ''}`],
    the.helpers.length === 0 ? [] : [`协办 ${listed(the.helpers.map((id) => called(names, id)))}`],
    the.copied.length === 0 ? [] : [`抄送 ${listed(the.copied.map((id) => called(names, id)))}`],
  ].flat();
  const undelivered = messages.filter(({ state }) => state !== 'delivered');
  const answer = the.answer && [
    `答复：${the.answer.reply}`,
    `办理结果：${the.answer.result === 'refused' ? '不予受理' : oneOf(results)(the.answer.result)}${the.answer.ground === undefined ? '' : `，依据 ${the.answer.ground}`}`,
  ];
  const like = (complaintId: string): string => {
    const other = others.get(complaintId);
    return other ? `，${tracks[other.track] ?? other.track}，${other.stateTitle}` : '';
  };
  return [
    `${title}（${[tracks[the.track], urgencies[the.urgency], category, stateTitle].filter(Boolean).join('，')}）`,
    `${the.complaintId}，上级文号 ${the.upperId}，收到 ${minute(the.receivedAt)}，第 ${String(the.version)} 版`,
    ...(share.length > 0 ? [share.join('；')] : []),
    '',
    ...contentLines(the.content, false),
    ...(answer ? ['', ...answer] : []),
    ...(the.mergedInto === undefined ? [] : [`! 已并入 ${the.mergedInto}`]),
    ...(the.merged && the.merged.length > 0 ? [`! 并入本件的：${listed(the.merged.map(({ complaintId }) => complaintId))}`] : []),
    ...the.supervisions.map(
      ({ supervisionId, level = '', requirement, answeredAt }) =>
        `! ${levels[level] ?? ''}督办 ${supervisionId}${answeredAt === undefined ? '（待答复）' : ''}：${requirement}`,
    ),
    ...the.proposals.map(
      ({ department, score, because }) => `? 建议 ${called(names, department)}（${percent(score)}）：${because.join('；')}`,
    ),
    ...the.duplicates.map(
      ({ complaintId, probability, because }) =>
        `? 疑似重复 ${complaintId}（${percent(probability)}${like(complaintId)}）：${because.join('；')}`,
    ),
    '',
    table(
      ['期限', '届满', '', '依据'],
      clocks.map((clock) => [
        clock.title,
        limit(clock),
        clock.stoppedAt === undefined ? '计时中' : `止于 ${minute(clock.stoppedAt)}`,
        clock.lawRef,
      ]),
    ),
    '',
    historyText(history, names),
    ...undelivered.map(
      ({ destination, kind, state, attempts }) =>
        `! ${called(names, destination)} 的 ${kind} ${deliveries[state] ?? state}（已试 ${String(attempts)} 次）`,
    ),
    '',
    buttons(allowed),
  ].join('\n');
};

export const actedText = ({ complaintId, stateTitle, due, allowed, others }: Acted): string =>
  [
    `${complaintId} ${stateTitle}${due === undefined ? '' : `，期限 ${minute(due)}`}`,
    ...(others.length === 0 ? [] : [`同时变动：${listed(others)}`]),
    buttons(allowed),
  ].join('\n');

export const alarmsText = ({ items, next }: Alarms, names = nobody): string =>
  [
    items.length === 0
      ? '没有提醒'
      : table(
          ['时间', '提醒', '期限', '编号', '标题', '主办'],
          items.map((alarm) => [
            minute(alarm.saidAt),
            `${alarm.clockTitle}${stages[alarm.stage] ?? alarm.stage.replace(/^overdue-/, '逾期+').replace(/^suspended-/, '已中止工作日数 ')}`,
            limit(alarm),
            alarm.complaintId,
            alarm.title,
            alarm.department === undefined ? '' : called(names, alarm.department),
          ]),
        ),
    ...onward(next),
  ].join('\n');

const rateText = ({ of, among, rate }: z.infer<typeof Rate>): string =>
  rate === undefined ? '—' : `${(rate * 100).toFixed(2)}%（${String(of)}/${String(among)}）`;

export const figuresText = ({ from, to, all, byDepartment, partial }: Figures, names = nobody): string => {
  const row = (name: string, rates: z.infer<typeof Rates>) => [
    name,
    rates.received,
    ...[rates.signedInTime, rates.endedInTime, rates.returned, rates.reopened, rates.satisfied].map(rateText),
    rates.overdue,
  ];
  const numbers = ['及时签收', '按时办结', '退回', '重办', '满意', '逾期'].map((title) => ({ title, right: true }));
  return [
    `${from} 至 ${to} 收到的件（已剔除撤诉 ${String(all.excluded.withdrawn)} 件、职业索赔重复 ${String(all.excluded.professional)} 件）`,
    table(
      ['', { title: '收到', right: true }, ...numbers],
      [row('全区', all), ...byDepartment.map(({ department, figures }) => row(called(names, department), figures))],
    ),
    ...(partial ? ['! 件数过多，只统计了期间最早的一部分'] : []),
  ].join('\n');
};

const fields: Record<string, string> = { owner: 'suggestedOwner', due: 'dueAt', supervision: 'supervisionId' };

/** The options as the fields of the move; what a move needs is the hub's to say. */
export const actBody = (move: string, values: CommandLine['values']): Record<string, unknown> => {
  const read = (name: string, value: string | boolean): unknown => {
    if (typeof value === 'boolean') return value;
    if (name === 'helpers' || name === 'copied') return value.split(',').filter((one) => one !== '');
    return name === 'days' ? Number(value) : value;
  };
  const everywhere = new Set(['url', 'as', 'client-id', 'client-secret', 'json']);
  const given = Object.entries(values).filter(([name]) => !everywhere.has(name));
  return { move, ...Object.fromEntries(given.map(([name, value]) => [fields[name] ?? name, read(name, value)])) };
};
