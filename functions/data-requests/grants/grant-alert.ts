import * as z from 'zod';
import { daysBetween } from '../../../shared/calendar/calendar-date.ts';
import { instantOf, shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { SharingSettings } from '../sharing-settings.ts';
import { outdatedBecause } from './gate.ts';
import type { Grant } from './grant.ts';
import type { GrantAct } from './grant-moves.ts';
import type { ResourceTerms, Use } from './terms.ts';

export const grantAlerts = {
  quota: '配额将尽',
  'over-use': '超量使用',
  unusual: '用量异常',
  unused: '久未使用',
  review: '临近复核',
  ending: '临近到期',
  suspended: '自动暂停',
} as const;

/** Holder and owner hear of it, each once for the day that it is about. */
export const GrantAlert = z.object({
  grantId: z.string(),
  kind: z.enum(Object.keys(grantAlerts) as [keyof typeof grantAlerts, ...(keyof typeof grantAlerts)[]]),
  day: z.iso.date(),
  saidAt: z.iso.datetime({ precision: 3 }),
  title: z.string(),
  holder: z.string(),
  owner: z.string(),
  text: z.string(),
});
export type GrantAlert = z.infer<typeof GrantAlert>;

type Settings = Pick<SharingSettings, 'alertAtShare' | 'unusedDays' | 'unusualTimes' | 'overuses'>;

const dayMilliseconds = 86_400_000;
const minute = 60_000;
/** Of a smaller volume nobody wonders, and fewer days say nothing of what is usual. */
const smallestUnusual = 1000;
const usualDays = { within: 30, least: 5 };
const reviewSoonDays = 14;
const endingSoonDays = 30;

interface Look {
  /** What the hub itself does with it. */
  act: GrantAct | undefined;
  alerts: GrantAlert[];
  next: Date;
}

/** One look at a grant. `uses`: the newest days, newest first. Nothing here lets anybody read: the gate decides by itself, each time. */
export const lookAtGrant = (
  grant: Grant,
  { resource, uses, settings, now }: { resource: ResourceTerms | undefined; uses: readonly Use[]; settings: Settings; now: Date },
): Look => {
  const day = shanghaiDate(now);
  const today = uses.find((use) => use.day === day);
  const alert = (kind: GrantAlert['kind'], text: string, about = day): GrantAlert => ({
    ...{
      grantId: grant.grantId,
      kind,
      day: about,
      saidAt: now.toISOString(),
      title: grant.title,
      holder: grant.holder,
      owner: grant.owner,
    },
    text,
  });
  const act = actOf(grant, { resource, today, overuses: settings.overuses, now });
  const alerts = [
    ...(act?.move === 'rest' ? [alert('suspended', act.reason)] : []),
    ...(act?.move === 'expire'
      ? []
      : [...ofUse(grant, uses, settings, now), ...ofDates(grant, day)].map(({ kind, text, about }) => alert(kind, text, about))),
  ];
  return { act, alerts, next: nextLook(grant, today, now) };
};

/** Who is used is looked at every ten minutes, and whoever is refused again and again more closely; of what rests or has not begun only a day can change what is to be said. A move asks for a look by itself. */
const nextLook = ({ state, from, until }: Grant, today: Use | undefined, now: Date): Date => {
  const at = now.getTime();
  const tomorrow = instantOf(shanghaiDate(now)).getTime() + dayMilliseconds;
  const soon = state !== 'active' || Date.parse(from) > at ? tomorrow : at + (today && today.refused > 0 ? 1 : 10) * minute;
  return new Date(Math.min(...[soon, Date.parse(from), Date.parse(until)].filter((then) => then > at)));
};

const actOf = (
  grant: Grant,
  { resource, today, overuses, now }: { resource: ResourceTerms | undefined; today: Use | undefined; overuses: number; now: Date },
): GrantAct | undefined => {
  if (grant.until <= now.toISOString()) return { move: 'expire' };
  if (grant.state !== 'active') return undefined;
  const outdated = outdatedBecause(resource, grant);
  if (outdated !== undefined) return { move: 'rest', because: 'outdated', reason: outdated };
  const refused = today?.refused ?? 0;
  if (refused < overuses || grant.pardonedOn === today?.day) return undefined;
  return { move: 'rest', because: 'over-use', reason: `今日配额用完后仍有 ${String(refused)} 次调用` };
};

interface Found {
  kind: GrantAlert['kind'];
  text: string;
  about?: string;
}

const ofUse = ({ state, from, grantedAt, quota }: Grant, uses: readonly Use[], settings: Settings, now: Date): Found[] => {
  if (state !== 'active' || from > now.toISOString()) return [];
  const day = shanghaiDate(now);
  const today = uses.find((use) => use.day === day) ?? { rows: 0, refused: 0 };
  const found: Found[] = [];
  const share = today.rows / quota.rowsPerDay;
  if (share >= settings.alertAtShare)
    found.push({ kind: 'quota', text: `今日已取 ${String(today.rows)} 条，为配额的 ${String(Math.floor(share * 100))}%` });
  if (today.refused > 0) found.push({ kind: 'over-use', text: '今日配额用完后仍有调用' });

  const before = uses.filter((use) => use.day < day && use.rows > 0 && daysBetween(use.day, day) <= usualDays.within);
  const usual = before.reduce((sum, { rows }) => sum + rows, 0) / before.length;
  if (before.length >= usualDays.least && today.rows >= Math.max(smallestUnusual, usual * settings.unusualTimes))
    found.push({
      kind: 'unusual',
      text: `今日已取 ${String(today.rows)} 条，近 ${String(usualDays.within)} 日有使用的日均 ${String(Math.round(usual))} 条`,
    });

  const last = uses.find(({ rows, calls }) => rows > 0 || calls > 0)?.day ?? shanghaiDate(new Date(from > grantedAt ? from : grantedAt));
  const unusedOn = shanghaiDate(new Date(instantOf(last).getTime() + settings.unusedDays * dayMilliseconds));
  if (unusedOn <= day) found.push({ kind: 'unused', text: `自 ${last} 起没有使用`, about: unusedOn });
  return found;
};

const ofDates = ({ reviewBy, until }: Grant, day: string): Found[] => {
  const end = shanghaiDate(new Date(until));
  return [
    ...(daysBetween(day, reviewBy) <= reviewSoonDays
      ? [{ kind: 'review' as const, text: `应于 ${reviewBy} 前复核`, about: reviewBy }]
      : []),
    ...(daysBetween(day, end) <= endingSoonDays ? [{ kind: 'ending' as const, text: `将于 ${end} 到期`, about: end }] : []),
  ];
};
