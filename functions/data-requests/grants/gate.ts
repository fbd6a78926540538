import { createHash } from 'node:crypto';
import { shanghaiDate, shanghaiTime } from '../../../shared/calendar/shanghai-time.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { partyOf } from '../../../shared/party/party.ts';
import { shownColumns } from '../../../shared/party/shown-columns.ts';
import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import type { RefusalAnswer } from '../../../shared/runtime/route.ts';
import { mask, type MaskKind } from '../../../shared/text/mask.ts';
import type { Content } from '../../../shared/text/mask-record.ts';
import type { Row } from '../delivery/row.ts';
import { type Channel, hiddenLevel, type RowFilter, sensitiveLevel, isStricterClass, type Treatment } from '../sharing.ts';
import { isWithin } from './network.ts';
import { type GrantTerms, readableStates, type ResourceTerms, type Use } from './terms.ts';

/** For every route that reads shared data. Whoever does not hold the grant hears the first and nothing else. */
export const gateRefusals = {
  'grant-unknown': { status: 404, title: '没有这项授权，或不属于本部门' },
  'grant-revoked': { status: 410, title: '授权已撤销' },
  'grant-closed': { status: 410, title: '授权已交还' },
  'grant-expired': { status: 410, title: '授权已到期' },
  'grant-not-begun': { status: 403, title: '授权尚未开始' },
  'grant-suspended': { status: 403, title: '授权已暂停' },
  'grant-outdated': { status: 403, title: '数据资源已变更，原授权不再适用' },
  'channel-not-granted': { status: 403, title: '授权不含这种提供方式' },
  'system-not-granted': { status: 403, title: '授权不含这个业务系统' },
  'address-not-granted': { status: 403, title: '授权不含这个来源地址' },
  'clearance-too-low': { status: 403, title: '内容高于本人数据权限' },
  'field-not-granted': { status: 403, title: '授权不含所要的字段' },
  'filter-not-granted': { status: 403, title: '不能按这个字段查询' },
  'quota-exhausted': { status: 429, title: '今日可取的条数已用完' },
  'too-fast': { status: 429, title: '本分钟的调用次数已用完' },
  'grant-changed': { status: 409, title: '授权刚刚变更，请重新查询' },
} as const satisfies Record<string, RefusalAnswer>;
export type GateRefusal = keyof typeof gateRefusals;

/** Who asks for what. Of a batch of an export: whoever ordered it, from where they did. */
export interface Asking {
  principal: Pick<Principal, 'memberId' | 'kind' | 'departmentId' | 'clearance'>;
  address: string;
  channel: Channel;
  /** Absent: all that are granted. */
  fields?: readonly string[] | undefined;
  filters: readonly RowFilter[];
  now: Date;
}

export interface Policy {
  resource: ResourceTerms | undefined;
  grant: GrantTerms | undefined;
  /** The newest day on which it was used. */
  use: Use | undefined;
}

type GrantedField = GrantTerms['fields'][number];

/** What may be read, decided for this moment. */
export interface Reading {
  grantId: string;
  version: number;
  resourceId: string;
  kind: ResourceTerms['kind'];
  purpose: string;
  useRange: GrantTerms['useRange'];
  quota: GrantTerms['quota'];
  channel: Channel;
  /** Of Shanghai, and `HH:mm` on it. */
  day: string;
  minute: string;
  /** Rows that are left of the day's quota, as far as is known before they are counted. */
  left: number;
  /** The minute in which calls are counted already, if it is this one or, by another's clock, a later one; a guess that counting sets right. */
  within: string | undefined;
  /** What is given, in the order of the contract's columns. */
  fields: readonly GrantedField[];
  /** All that is granted: what may be filtered by. */
  granted: readonly GrantedField[];
  columns: ResourceTerms['fields'];
  subject: ResourceTerms['subject'];
  /** Approved, and the caller's own. */
  level: number;
  clearance: number;
  rows: readonly RowFilter[];
  filters: readonly RowFilter[];
}

export interface Given {
  /** A keyed digest of the record's key: the same within this grant, another in every other. */
  id: string;
  values: Content;
}

/**
 * What a row filter by this field tells of each row (就高). By what names a natural person, or is masked of one, a single person could be chosen: it counts as level 3 of
 * all rows, as it does where it is given of persons. Statistics tell each field's values anyway, at the level at which they were approved.
 */
export const levelOfFilterField = (
  { kind, level, fields, subject }: Pick<ResourceTerms, 'kind' | 'level' | 'fields' | 'subject'>,
  field: string,
): number => {
  const its = fields.find(({ name }) => name === field);
  const own = kind === 'statistics' ? level : (its?.level ?? 1);
  const naming = subject && (its?.mask !== undefined || subject.name === field || subject.code === field);
  return naming ? Math.max(own, sensitiveLevel) : own;
};

/** Why a resource no longer allows what was granted, in Chinese; undefined: it does. Classes and levels count as they are now. */
export const outdatedBecause = (resource: ResourceTerms | undefined, grant: GrantTerms): string | undefined => {
  if (!resource || !readableStates.includes(resource.state)) return '数据资源已停止共享';
  if (resource.shareClass === 'withheld') return '数据资源已改为不予共享';
  if (isStricterClass(resource.shareClass, grant.shareClass)) return '数据资源已改为有条件共享，原授权未经审核';
  // What is counted of some rows and what is counted of all of them tell of the rest by subtraction.
  if (resource.kind === 'statistics' && grant.rows.length > 0) return '统计数据只能整体提供，授权不得限定数据范围；请申请新的授权';
  const given = new Set(grant.fields.map(({ name }) => name));
  if (!resource.fields.some(({ name }) => given.has(name))) return '授权的字段都已不再提供';
  const levels = resource.fields.filter(({ name }) => given.has(name)).map(({ level }) => level);
  const told = grant.rows.map(({ field }) => levelOfFilterField(resource, field));
  const level = Math.max(...(resource.kind === 'statistics' ? [resource.level] : levels), ...told);
  return level > grant.level ? '数据级别已高于审批时的级别' : undefined;
};

/** One decision for every read. The order is fixed: what comes first hides what comes after, so nobody learns by a refusal what is not theirs. */
export const mayRead = ({ resource, grant, use }: Policy, asking: Asking): Reading | Refusal<GateRefusal> => {
  const { principal, channel, now } = asking;
  if (grant?.holder !== principal.departmentId) return refuse('grant-unknown');

  const at = now.toISOString();
  if (grant.state === 'revoked' || grant.state === 'closed') return refuse(`grant-${grant.state}`);
  if (grant.state === 'expired' || at >= grant.until) return refuse('grant-expired', '请向提供部门申请新的授权');
  if (at < grant.from) return refuse('grant-not-begun');
  if (grant.state === 'suspended') return refuse('grant-suspended', '原因见授权详情');
  const outdated = outdatedBecause(resource, grant);
  if (!resource || outdated !== undefined) return refuse('grant-outdated', outdated);

  // Statistics are made of all rows, so they come as files only.
  if (!grant.channels.includes(channel) || (channel === 'api' && resource.kind === 'statistics')) return refuse('channel-not-granted');
  const caller = callerRefusal(grant, asking);
  if (caller) return refuse(caller);
  // Cells are given in clear, at the level at which they were approved as a whole.
  if (resource.kind === 'statistics' && principal.clearance < resource.level) return refuse('clearance-too-low');

  const present = new Set(resource.fields.map(({ name }) => name));
  // A field that the resource has no longer is not given any more; what is left of the grant goes on.
  const granted = grant.fields.filter(({ name }) => present.has(name));
  const names = new Set(grant.fields.map(({ name }) => name));
  const wrong = asking.fields?.filter((name) => !names.has(name)) ?? [];
  if (wrong.length > 0) return { ...refuse('field-not-granted'), errors: wrong.map((name) => ({ path: 'fields', message: name })) };

  const day = shanghaiDate(now);
  const minute = minuteOf(now);
  const today = use?.day === day ? use : undefined;
  const asked = asking.fields && new Set(asking.fields);
  const order = [...present];
  const reading: Reading = {
    ...{ grantId: grant.grantId, version: grant.version, resourceId: resource.resourceId, kind: resource.kind },
    ...{ purpose: grant.purpose, useRange: grant.useRange, quota: grant.quota, channel, day, minute },
    left: Math.max(0, grant.quota.rowsPerDay - (today?.rows ?? 0)),
    within: today && today.minute >= minute ? today.minute : undefined,
    fields: granted
      .filter(({ name }) => !asked || asked.has(name))
      .toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name)),
    ...{ granted, columns: resource.fields, subject: resource.subject, level: grant.level, clearance: principal.clearance },
    ...{ rows: grant.rows, filters: asking.filters },
  };

  const treatments = treatmentsOf(reading, granted, false);
  if (!asking.filters.every((filter) => mayFilter(filter, treatments.get(filter.field)?.as)))
    return refuse('filter-not-granted', '只能按明文提供的字段查询；以假名提供的字段，可按其假名查询');

  // A file's rows may be counted already, by a worker that died behind its last batch: `count` alone decides there.
  if (channel === 'api' && reading.left === 0) return refuse('quota-exhausted', '零点（北京时间）起重新计算');
  if (channel === 'api' && today && today.minute >= minute && today.minuteCalls >= grant.quota.callsPerMinute) return refuse('too-fast');
  return reading;
};

/** `HH:mm` of Shanghai. */
export const minuteOf = (now: Date): string => shanghaiTime(now).slice(11, 16);

/** A system that the grant names; files are for the holder's people too. */
const callerRefusal = ({ systems }: GrantTerms, { principal, channel, address }: Asking): GateRefusal | undefined => {
  if (channel === 'file' && principal.kind === 'person') return undefined;
  const system = principal.kind === 'system' ? systems.find(({ memberId }) => memberId === principal.memberId) : undefined;
  if (!system) return 'system-not-granted';
  return system.networks.length === 0 || system.networks.some((network) => isWithin(address, network)) ? undefined : 'address-not-granted';
};

/** By what the caller sees: a filter by anything else would tell what is not shown, one question after the other. */
const mayFilter = (filter: RowFilter, as: Treatment | undefined): boolean => as === 'clear' || (as === 'pseudonym' && 'is' in filter);

interface Treated {
  as: Treatment;
  mask: MaskKind | undefined;
}

/**
 * How each field is given: never better than granted, approved, or than the caller is cleared for. Level 4 is given as pseudonym or not at all (可用不可见). Of a
 * natural person whatever has a mask, and what names the person, counts as level 3 (个人信息保护法第三十四条).
 */
const treatmentsOf = (
  { columns, subject, level, clearance }: Pick<Reading, 'columns' | 'subject' | 'level' | 'clearance'>,
  fields: readonly GrantedField[],
  person: boolean,
): Map<string, Treated> => {
  const shown = new Map(shownColumns({ columns, subject }, person).map((column) => [column.name, column]));
  return new Map(
    fields.flatMap(({ name, as }): [string, Treated][] => {
      const column = shown.get(name);
      if (!column || (as !== 'pseudonym' && column.level >= hiddenLevel)) return [];
      const treated = as === 'clear' && column.level > Math.min(level, clearance) ? 'masked' : as;
      return [[name, { as: treated, mask: column.mask }]];
    }),
  );
};

/** What a row holds in this field; nothing where it has none. */
const itemsOf = (content: Content, field: string): readonly string[] => {
  const value = content[field];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
};

const holds = (items: readonly string[], filter: RowFilter): boolean =>
  'is' in filter
    ? items.some((item) => filter.is.includes(item))
    : items.some((item) => (filter.from === undefined || item >= filter.from) && (filter.to === undefined || item <= filter.to));

/**
 * Whether the grant gives this row at all. Below level 3 no natural person is chosen by what names
 * or is masked of one, whatever became of the resource since the grant was decided.
 */
export const isGranted = (
  { rows, level, kind, columns, subject }: Pick<Reading, 'rows' | 'level' | 'kind' | 'columns' | 'subject'>,
  { content }: Row,
): boolean => {
  if (!rows.every((filter) => holds(itemsOf(content, filter.field), filter))) return false;
  if (level >= sensitiveLevel || !subject) return true;
  const naming = rows.some(({ field }) => levelOfFilterField({ kind, level, fields: columns, subject }, field) >= sensitiveLevel);
  return !naming || partyOf(content, subject).kind !== 'person';
};

/** Each row as it may be given; undefined: not granted, or not asked for. Which of its caller's filters hold depends on nothing that the caller is not shown. */
export const giveRow = (reading: Reading, pseudonym: (kind: string, value: string) => string): ((row: Row) => Given | undefined) => {
  if (reading.kind === 'statistics') return () => undefined;
  const planOf = (person: boolean) => ({
    given: [...treatmentsOf(reading, reading.fields, person)],
    filterable: treatmentsOf(reading, reading.granted, person),
  });
  const [ofPersons, ofOthers] = [planOf(true), planOf(false)];
  const { subject, filters } = reading;

  const treat = (name: string, { as, mask: kind }: Treated, value: string): string => {
    if (as === 'clear' || value === '') return value;
    return as === 'masked' ? mask(kind, value) : pseudonym(name, value);
  };

  return (row) => {
    if (!isGranted(reading, row)) return undefined;
    const { content } = row;
    const { given, filterable } = subject && partyOf(content, subject).kind === 'person' ? ofPersons : ofOthers;
    for (const filter of filters) {
      const as = filterable.get(filter.field)?.as;
      const items = itemsOf(content, filter.field);
      if (!mayFilter(filter, as) || !holds(as === 'pseudonym' ? items.map((item) => pseudonym(filter.field, item)) : items, filter))
        return undefined;
    }
    const values: Content = {};
    for (const [name, treated] of given) {
      const value = content[name];
      if (value !== undefined)
        values[name] = typeof value === 'string' ? treat(name, treated, value) : value.map((item) => treat(name, treated, item));
    }
    return { id: pseudonym('#row', row.key), values };
  };
};

/** What the audit is told of a use: by which grant, for what, how many rows, and a digest of which (of their ids in the order given). */
export const useOf = ({ grantId, purpose }: Pick<Reading, 'grantId' | 'purpose'>, ids: readonly string[]) => ({
  grant: grantId,
  purpose,
  rows: ids.length,
  subjects: createHash('sha256').update(ids.join('\n')).digest('hex'),
});
