import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { type FieldFault, type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import type { Resource } from '../catalogue/resource.ts';
import { levelOfFilterField } from '../grants/gate.ts';
import { type Held, standsInTheWay } from '../grants/held.ts';
import { isNarrowerSystem } from '../grants/step-grant.ts';
import { readableStates } from '../grants/terms.ts';
import { type RowFilter, RowFilters, sensitiveLevel } from '../sharing.ts';
import { faultOfField, faultOfFilter } from './completeness.ts';
import type { CompleteForm, Decision } from './request.ts';
import type { RequestAct } from './request-moves.ts';

/** From what tells most to what tells nothing. */
const strictness = ['clear', 'masked', 'pseudonym', 'no'] as const;
const isStricter = (one: (typeof strictness)[number], other: (typeof strictness)[number]): boolean =>
  strictness.indexOf(one) > strictness.indexOf(other);

type Judged = Pick<Resource, 'resourceId' | 'kind' | 'fields' | 'level' | 'shareClass' | 'state' | 'version' | 'subject'>;

/** Why nothing at all can be given of it now. */
export const notShared = (resource: Judged | undefined): Refusal<'resource-not-shared'> | undefined => {
  if (!resource || !readableStates.includes(resource.state)) return refuse('resource-not-shared', '数据资源没有发布，或已停止共享');
  return resource.shareClass === 'withheld' ? refuse('resource-not-shared', '数据资源不予共享，依据见目录') : undefined;
};

/** The highest of what is given or filtered by (就高): a filter tells its field's value, and of natural persons which of them it is. Statistics have the level at which they were approved. */
export const levelOf = (resource: Judged, fields: readonly { name: string }[], rows: readonly RowFilter[]): number => {
  if (resource.kind === 'statistics') return resource.level;
  const names = new Set(fields.map(({ name }) => name));
  const given = resource.fields.filter(({ name }) => names.has(name)).map(({ level }) => level);
  return Math.max(1, ...given, ...rows.map(({ field }) => levelOfFilterField(resource, field)));
};

/** All that was asked for, as it was asked for. */
export const wholeDecision = ({ fields, rows, channels, period, volume }: CompleteForm, resource: Judged): Decision => ({
  ...{ fields, left: [], rows, channels, period, quota: volume, level: levelOf(resource, fields, rows), partial: false },
  resourceVersion: resource.version,
});

/** More than a system needs that keeps a district's register up to date in a night, at ten calls a second; whoever needs more says to its owner what for. [K] a default. */
const mostAtOnce = { rowsPerDay: 100_000, callsPerMinute: 600 };

/**
 * 无条件共享, and nothing that would have to be signed: then nobody is asked (§7.1: no arbitrary further conditions). The owner is asked where the applicant's department has one already or
 * had one that was stopped, for else a suspension is worth as little as the next submission and a quota as much as there are grants; and for very much at once.
 */
export const isGrantedAtOnce = (form: CompleteForm, resource: Judged, held: readonly Held[], now: Date): boolean =>
  resource.shareClass === 'unconditional' &&
  wholeDecision(form, resource).level < sensitiveLevel &&
  form.volume.rowsPerDay <= mostAtOnce.rowsPerDay &&
  form.volume.callsPerMinute <= mostAtOnce.callsPerMinute &&
  !held.some((one) => standsInTheWay(one, now));

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whether what is asked for now is the same request as was seen, or less of it: then whoever has seen it need not see it again. Its words of explanation may be others. */
export const isWithin = (form: CompleteForm, seen: CompleteForm): boolean =>
  same([form.purpose, form.useRange, form.basis.type, form.basis.text], [seen.purpose, seen.useRange, seen.basis.type, seen.basis.text]) &&
  // A pseudonym and a mask each say what the other does not.
  form.fields.every(({ name, as }) => seen.fields.some((had) => had.name === name && (had.as === as || had.as === 'clear'))) &&
  seen.rows.every((filter) => form.rows.some((one) => same(one, filter))) &&
  form.period.from >= seen.period.from &&
  form.period.until <= seen.period.until &&
  form.volume.rowsPerDay <= seen.volume.rowsPerDay &&
  form.volume.callsPerMinute <= seen.volume.callsPerMinute &&
  form.channels.every((channel) => seen.channels.includes(channel)) &&
  form.systems.every((system) => isNarrowerSystem(seen.systems, system));

/** What the provider gives, by the resource as it is now: never wider than was asked in any respect, and all that is wrong at once. */
export const decisionOf = (
  form: CompleteForm,
  resource: Judged,
  act: Extract<RequestAct, { move: 'decide' }>,
  now: Date,
): Decision | Refusal<'decision-unfit'> => {
  const errors: FieldFault[] = [];
  const say = (path: string, message: string | undefined): void => {
    if (message !== undefined) errors.push({ path: `body.${path}`, message });
  };
  const asked = new Map(form.fields.map(({ name, as }) => [name, as]));
  const decided = new Map(act.fields.map(({ name, as }) => [name, as]));
  if (decided.size < act.fields.length) say('fields', '同一字段只能决定一次');
  const missing = form.fields.filter(({ name }) => !decided.has(name));
  if (missing.length > 0) say('fields', `还没有决定：${missing.map(({ name }) => name).join('、')}`);
  act.fields.forEach(({ name, as }, at) => {
    const wanted = asked.get(name);
    if (wanted === undefined) say(`fields.${String(at)}`, `没有申请字段 ${name}`);
    else if (isStricter(wanted, as)) say(`fields.${String(at)}`, `${name} 申请的是 ${wanted}，不能放宽为 ${as}`);
    else if (as !== 'no') say(`fields.${String(at)}`, faultOfField(resource, { name, as }));
  });
  const fields = act.fields.flatMap(({ name, as }) => (as === 'no' ? [] : [{ name, as }]));
  if (fields.length === 0) say('fields', '全部字段都不提供的，请选择“不予同意”并说明理由和依据');

  const rows = [...form.rows, ...act.moreRows];
  if (!RowFilters.safeParse(rows).success) say('moreRows', '数据范围的限制，连同申请的，合计最多 10 条、8 KB');
  rows.forEach((filter) => {
    say('moreRows', faultOfFilter(resource, filter));
  });
  const channels = act.channels ?? form.channels;
  if (channels.some((channel) => !form.channels.includes(channel))) say('channels', '没有申请这个通道');
  if (resource.kind === 'statistics' && channels.includes('api')) say('channels', '统计结果只以文件（file）提供');
  const period = { from: act.period?.from ?? form.period.from, until: act.period?.until ?? form.period.until };
  if (period.from < form.period.from || period.until > form.period.until) say('period', '期限不能长于申请的期限');
  if (period.from > period.until || period.until < shanghaiDate(now)) say('period', '期限已过，或起始日期晚于截止日期');
  const quota = act.quota ?? form.volume;
  if (quota.rowsPerDay > form.volume.rowsPerDay || quota.callsPerMinute > form.volume.callsPerMinute) say('quota', '不能多于申请的数量');

  const partial =
    fields.length < form.fields.length ||
    fields.some(({ name, as }) => isStricter(as, asked.get(name) ?? as)) ||
    act.moreRows.length > 0 ||
    channels.length < form.channels.length ||
    period.from > form.period.from ||
    period.until < form.period.until ||
    quota.rowsPerDay < form.volume.rowsPerDay ||
    quota.callsPerMinute < form.volume.callsPerMinute;
  if (partial && act.reason === undefined) say('reason', '部分同意的，请告知申请部门理由');
  if (errors.length > 0) return { ...refuse('decision-unfit'), errors };
  return {
    ...{ fields, left: act.fields.flatMap(({ name, as }) => (as === 'no' ? [name] : [])) },
    ...{ rows, channels, period, quota, partial },
    level: levelOf(resource, fields, rows),
    ...(act.reason !== undefined && { reason: act.reason }),
    resourceVersion: resource.version,
  };
};

/** Whether what was decided may still be given, of the resource as it is when the last one signs. */
export const stillFits = (decision: Decision, resource: Judged): boolean =>
  decision.fields.every((field) => faultOfField(resource, field) === undefined) &&
  decision.rows.every((filter) => faultOfFilter(resource, filter) === undefined) &&
  levelOf(resource, decision.fields, decision.rows) <= decision.level;
