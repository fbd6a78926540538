import * as z from 'zod';
import { shanghaiTime } from '../shared/calendar/shanghai-time.ts';
import type { CommandLine } from './command-line.ts';
import { table } from './table.ts';

/** What the client reads of the hub's answers about complaints. */
const Entry = z.object({
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
export const Complaints = z.object({ items: z.array(Entry), next: z.string().optional() });
export type Complaints = z.infer<typeof Complaints>;

const Allowed = z.array(z.object({ move: z.string(), title: z.string() }));
export const Complaint = z.object({
  complaint: z.object({
    complaintId: z.string(),
    version: z.int(),
    upperId: z.string(),
    track: z.string(),
    urgency: z.string(),
    receivedAt: z.string(),
    content: z.looseObject({ title: z.string(), text: z.string(), category: z.string().optional(), address: z.string().optional() }),
    lead: z.string().optional(),
    helpers: z.array(z.string()),
    copied: z.array(z.string()),
    designated: z.boolean(),
    supervisions: z.array(z.object({ supervisionId: z.string(), requirement: z.string(), answeredAt: z.string().optional() })),
    proposals: z.array(z.object({ department: z.string(), score: z.number(), because: z.array(z.string()) })),
    duplicates: z.array(z.object({ complaintId: z.string(), probability: z.number(), because: z.array(z.string()) })),
    answer: z.object({ reply: z.string(), result: z.string() }).optional(),
  }),
  stateTitle: z.string(),
  clocks: z.array(
    z.object({
      title: z.string(),
      due: z.string(),
      provisional: z.boolean(),
      stoppedAt: z.string().optional(),
      overdue: z.boolean(),
      department: z.string().optional(),
      lawRef: z.string(),
    }),
  ),
  history: z.array(z.object({ at: z.string(), by: z.string(), title: z.string() })),
  messages: z.array(z.object({ destination: z.string(), kind: z.string(), state: z.string(), attempts: z.int() })),
  allowed: Allowed,
});
export type Complaint = z.infer<typeof Complaint>;

export const Acted = z.object({
  complaintId: z.string(),
  stateTitle: z.string(),
  due: z.string().optional(),
  allowed: Allowed,
  others: z.array(z.string()).default([]),
});
export type Acted = z.infer<typeof Acted>;

export const Alarms = z.object({
  items: z.array(
    z.object({
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

const Rate = z.object({ of: z.int(), among: z.int(), rate: z.number().optional() });
const Rates = z.object({
  received: z.int(),
  excluded: z.object({ withdrawn: z.int(), professional: z.int() }),
  signedInTime: Rate,
  endedInTime: Rate,
  returned: Rate,
  reopened: Rate,
  satisfied: Rate,
  overdue: z.int(),
});
export const Figures = z.object({
  from: z.string(),
  to: z.string(),
  all: Rates,
  byDepartment: z.array(z.object({ department: z.string(), figures: Rates })),
  partial: z.boolean(),
});
export type Figures = z.infer<typeof Figures>;

const tracks: Record<string, string> = { complaint: '投诉', tip: '举报', request: '诉求' };
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

export const complaintsText = ({ items, next }: Complaints): string =>
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
            item.lead ?? '',
            listed([
              ...(item.supervised > 0 ? ['督办'] : []),
              ...(item.urged > 0 ? [`催办${String(item.urged)}次`] : []),
              ...(item.duplicates > 0 ? ['疑似重复'] : []),
            ]),
          ]),
        ),
    ...onward(next),
  ].join('\n');

export const complaintText = ({ complaint: the, stateTitle, clocks, history, messages, allowed }: Complaint): string => {
  const { title, text, category, address } = the.content;
  const share = [
    the.lead === undefined ? [] : [`主办 ${the.lead}${the.designated ? '（指定承办）' : ''}`],
    the.helpers.length === 0 ? [] : [`协办 ${listed(the.helpers)}`],
    the.copied.length === 0 ? [] : [`抄送 ${listed(the.copied)}`],
  ].flat();
  const undelivered = messages.filter(({ state }) => state !== 'delivered');
  return [
    `${title}（${[tracks[the.track], urgencies[the.urgency], category, stateTitle].filter(Boolean).join('，')}）`,
    `${the.complaintId}，上级文号 ${the.upperId}，收到 ${minute(the.receivedAt)}，第 ${String(the.version)} 版`,
    ...(share.length > 0 ? [share.join('；')] : []),
    '',
    text,
    ...(address === undefined ? [] : [`地点：${address}`]),
    ...(the.answer ? ['', `答复：${the.answer.reply}`] : []),
    ...the.supervisions.map(
      ({ supervisionId, requirement, answeredAt }) =>
        `! 督办 ${supervisionId}${answeredAt === undefined ? '（待答复）' : ''}：${requirement}`,
    ),
    ...the.proposals.map(({ department, because }) => `? 建议 ${department}：${because.join('；')}`),
    ...the.duplicates.map(
      ({ complaintId, probability, because }) =>
        `? 疑似重复 ${complaintId}（${String(Math.round(probability * 100))}%）：${because.join('；')}`,
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
    table(
      ['时间', '经过', '由'],
      history.map(({ at, title: what, by }) => [minute(at), what, by]),
    ),
    ...undelivered.map(
      ({ destination, kind, state, attempts }) =>
        `! ${destination} 的 ${kind} ${deliveries[state] ?? state}（已试 ${String(attempts)} 次）`,
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

export const alarmsText = ({ items, next }: Alarms): string =>
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
            alarm.department ?? '',
          ]),
        ),
    ...onward(next),
  ].join('\n');

const rateText = ({ of, among, rate }: z.infer<typeof Rate>): string =>
  rate === undefined ? '—' : `${(rate * 100).toFixed(2)}%（${String(of)}/${String(among)}）`;

export const figuresText = ({ from, to, all, byDepartment, partial }: Figures): string => {
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
      [row('全区', all), ...byDepartment.map(({ department, figures }) => row(department, figures))],
    ),
    ...(partial ? ['! 件数过多，只统计了期间最早的一部分'] : []),
  ].join('\n');
};

const called: Record<string, string> = { owner: 'suggestedOwner', due: 'dueAt', supervision: 'supervisionId' };

/** The options as the fields of the move; what a move needs is the hub's to say. */
export const actBody = (move: string, values: CommandLine['values']): Record<string, unknown> => {
  const read = (name: string, value: string | boolean): unknown => {
    if (typeof value === 'boolean') return value;
    if (name === 'helpers' || name === 'copied') return value.split(',').filter((one) => one !== '');
    return name === 'days' ? Number(value) : value;
  };
  const everywhere = new Set(['url', 'as', 'client-id', 'client-secret', 'json']);
  const given = Object.entries(values).filter(([name]) => !everywhere.has(name));
  return { move, ...Object.fromEntries(given.map(([name, value]) => [called[name] ?? name, read(name, value)])) };
};
