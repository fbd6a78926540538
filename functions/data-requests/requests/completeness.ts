import { instantOf, shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { FieldFault } from '../../../shared/runtime/outcome.ts';
import type { Resource } from '../catalogue/resource.ts';
import { levelOfFilterField } from '../grants/gate.ts';
import { hiddenLevel, type RowFilter, sensitiveLevel } from '../sharing.ts';
import type { CompleteForm, RequestForm } from './request.ts';

export interface Bounds {
  now: Date;
  longestMonths: number;
}

/** The last day of a period of so many months that begins on this day. */
export const lastDayAfter = (from: string, months: number): string => {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  // The day before the same day of the month; of a longer month than that one, its last.
  const end = new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastOfMonth)) - (day <= lastOfMonth ? 86_400_000 : 0));
  return end.toISOString().slice(0, 10);
};

type Shared = Pick<Resource, 'kind' | 'fields' | 'level' | 'subject'>;

/** What is wrong with how a field would be given, of the resource as it is now. */
export const faultOfField = ({ kind, fields }: Shared, { name, as }: { name: string; as: string }): string | undefined => {
  const field = fields.find((one) => one.name === name);
  if (!field) return `数据资源没有字段 ${name}，请删除`;
  if (kind === 'statistics') return as === 'clear' ? undefined : `统计结果的字段 ${name} 只按 clear 提供`;
  if (field.level >= hiddenLevel && as !== 'pseudonym') return `${name} 为 4 级数据，只能以假名提供（pseudonym）`;
  if (as === 'masked' && field.mask === undefined) return `${name} 没有脱敏方式，请改为 pseudonym 或 clear`;
  return undefined;
};

export const faultOfFilter = (resource: Shared, { field }: RowFilter): string | undefined => {
  // Rows of a statistic are cells: those that were left out could be reckoned from the rest.
  if (resource.kind === 'statistics') return '统计结果按整体提供，不能再限定数据范围，请填空数组 []';
  if (!resource.fields.some(({ name }) => name === field)) return `数据资源没有字段 ${field}，不能作为数据范围`;
  return levelOfFilterField(resource, field) >= hiddenLevel ? `${field} 为 4 级数据，不能作为数据范围` : undefined;
};

const needed: Readonly<Record<Exclude<keyof CompleteForm, 'resourceId' | 'systems' | 'explanation'>, string>> = {
  purpose: '请写明申请事由（用途）',
  useRange: '请选择使用范围：1 行政依据、2 工作参考、3 业务协同、4 数据校核、5 其他',
  basis: '请写明申请依据的类别、文件和条款',
  fields: '请至少选择一个字段，并选择提供方式（clear 明文、masked 脱敏、pseudonym 假名）',
  rows: '请写明数据范围；需要全部数据的填空数组 []',
  period: '请写明使用期限的起止日期',
  volume: '请写明每日行数和每分钟调用次数',
  channels: '请选择通道：api 或 file',
};

const isEmpty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);

/**
 * Everything that is missing or contradictory, at once, each with where it stands and how to mend it (一次性告知). Empty: the form is complete (`CompleteForm`).
 */
export const faultsOf = (form: RequestForm, resource: Shared, { now, longestMonths }: Bounds): FieldFault[] => {
  const faults: FieldFault[] = [];
  const say = (path: string, message: string | undefined): void => {
    if (message !== undefined) faults.push({ path: `form.${path}`, message });
  };
  for (const [name, message] of Object.entries(needed) as [keyof typeof needed, string][])
    if (name === 'rows' ? form.rows === undefined : isEmpty(form[name])) say(name, message);

  const { fields = [], rows = [], channels = [], systems = [], period, useRange, explanation } = form;
  if (new Set(fields.map(({ name }) => name)).size < fields.length) say('fields', '同一字段只能申请一次');
  fields.forEach((field, at) => {
    say(`fields.${String(at)}`, faultOfField(resource, field));
  });
  rows.forEach((filter, at) => {
    say(`rows.${String(at)}`, faultOfFilter(resource, filter));
  });
  const levels = [
    ...fields.map(({ name }) => resource.fields.find((field) => field.name === name)?.level ?? 0),
    ...rows.map(({ field }) => levelOfFilterField(resource, field)),
  ];
  if (explanation === undefined && (useRange === '5' || Math.max(0, ...levels) >= sensitiveLevel))
    say('explanation', '使用范围为“其他”，或申请 3 级及以上的字段、或以其限定数据范围的，请写明怎么用、谁来用');

  if (new Set(channels).size < channels.length) say('channels', '同一通道只能选一次');
  if (resource.kind === 'statistics' && channels.includes('api')) say('channels', '统计结果只以文件（file）提供');
  if (channels.includes('api') && systems.length === 0) say('systems', '通道为 api 的，请写明由哪些系统调用及其地址');
  if (new Set(systems.map(({ memberId }) => memberId)).size < systems.length) say('systems', '同一系统只填一次');

  if (period) {
    if (period.from > period.until) say('period', '起始日期不能晚于截止日期');
    else if (period.until < shanghaiDate(now)) say('period.until', '截止日期已过');
    else if (period.until > lastDayAfter(period.from, longestMonths)) say('period.until', `使用期限最长 ${String(longestMonths)} 个月`);
  }
  return faults;
};

/** As an instant: when a day is over. */
export const endOfDay = (day: string): Date => new Date(instantOf(day).getTime() + 86_400_000);
