import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { DestinationAlarm, Health } from './destination.ts';
import type { Outgoing } from './outgoing.ts';

/** How long we go on with a message and a destination; a stage's parameters. Times in seconds. */
export const Patience = z.object({
  /** The pause after a message's first failure; it doubles up to the longest. */
  firstPause: z.number().positive(),
  longestPause: z.number().positive(),
  /** Set aside after so many refusals of the message itself, or so many attempts for whatever reason. */
  refusals: z.int().min(1),
  attempts: z.int().min(1),
  /** The breaker opens at so many strikes in a row, for so long; each probe that fails doubles it, up to the longest. */
  opensAt: z.int().min(1),
  opensFor: z.number().positive(),
  opensForAtMost: z.number().positive(),
  /** When an open breaker is said again, since its opening; after the last again and again at that distance. */
  alarms: z.array(z.number().positive()).min(1),
});
export type Patience = z.infer<typeof Patience>;

/** What came of sending one message once. `whose`: a refusal says something about the message; everything else about the destination. */
export type Sent =
  { outcome: 'received'; receipt?: string } | { outcome: 'failed'; whose: 'message' | 'destination'; code: string; detail?: string };

const after = (now: Date, seconds: number): string => new Date(now.getTime() + Math.round(seconds * 1000)).toISOString();

/** Between a half and one, the same for the same message and attempt: messages that failed together do not come back together. */
const jitter = (message: Outgoing): number =>
  0.5 + createHash('sha256').update(`${message.messageId} ${message.attempts}`).digest().readUInt32BE() / 2 ** 33;

const doubling = (first: number, times: number, longest: number): number => Math.min(first * 2 ** Math.min(times, 30), longest);

export const messageAfter = (message: Outgoing, sent: Sent, now: Date, patience: Patience): Outgoing => {
  const tried = { ...message, attempts: message.attempts + 1 };
  if (sent.outcome === 'received')
    return { ...tried, state: 'delivered', deliveredAt: now.toISOString(), ...(sent.receipt !== undefined && { receipt: sent.receipt }) };
  const refusals = (message.refusals ?? 0) + (sent.whose === 'message' ? 1 : 0);
  const lastCause = { code: sent.code, at: now.toISOString(), ...(sent.detail !== undefined && { detail: sent.detail.slice(0, 300) }) };
  const over = refusals >= patience.refusals || tried.attempts >= patience.attempts;
  const pause = doubling(patience.firstPause, message.attempts, patience.longestPause) * jitter(tried);
  return { ...tried, refusals, lastCause, ...(over ? { state: 'set-aside' } : { nextAt: after(now, pause) }) };
};

/**
 * A message comes after the one before it, of the same case to the same destination: `may-go`; or waits as long as that one; or is set aside with it, where people
 * see both, and comes back with it.
 */
export const behind = (message: Outgoing, before: Outgoing | undefined, now: Date): 'may-go' | Outgoing => {
  if (!before || before.state === 'delivered') return 'may-go';
  if (before.state === 'set-aside')
    return { ...message, state: 'set-aside', lastCause: { code: 'behind-set-aside', detail: before.messageId, at: now.toISOString() } };
  return { ...message, nextAt: before.nextAt > message.nextAt ? before.nextAt : message.nextAt };
};

/** Messages of one case in their order; cases side by side, the one that has waited longest first. */
export const lanesOf = (messages: readonly Outgoing[]): Outgoing[][] => {
  const lanes = new Map<string, Outgoing[]>();
  for (const message of messages) lanes.set(message.complaintId, [...(lanes.get(message.complaintId) ?? []), message]);
  return [...lanes.values()].map((lane) => lane.sort((a, b) => a.sequence - b.sequence));
};

/** `open`: send; `probe`: one message, to see; `shut`: nothing until `openUntil`. */
export const gateOf = ({ openUntil }: Health, now: Date): 'open' | 'probe' | 'shut' =>
  openUntil === undefined ? 'open' : openUntil > now.toISOString() ? 'shut' : 'probe';

/** How often something that has been so since then should have been said by now. */
export const alarmsSince = (since: string, now: Date, { alarms }: Pick<Patience, 'alarms'>): number => {
  const gone = (now.getTime() - Date.parse(since)) / 1000;
  const last = alarms.at(-1) ?? 86_400;
  return gone < last ? alarms.filter((one) => one <= gone).length : alarms.length - 1 + Math.floor(gone / last);
};

const nextAlarm = (openedAt: string, now: Date, { alarms }: Patience): string => {
  const gone = (now.getTime() - Date.parse(openedAt)) / 1000;
  const last = alarms.at(-1) ?? 86_400;
  const due = alarms.find((one) => one > gone) ?? (Math.floor(gone / last) + 1) * last;
  return after(new Date(openedAt), due);
};

/** The destination after one message more. Who is received closes the breaker and ends the row. */
export const healthAfter = (health: Health, messageId: string, sent: Sent, now: Date, patience: Patience): Health => {
  const { destination, version } = health;
  if (sent.outcome === 'received')
    return { destination, version, failures: 0, strikes: 0, refused: [], openings: 0, alarms: 0, lastSuccessAt: now.toISOString() };

  const again = sent.whose === 'message' && health.refused.includes(messageId);
  const counted: Health = {
    ...health,
    failures: health.failures + 1,
    failingSince: health.failingSince ?? now.toISOString(),
    lastCause: { code: sent.code, at: now.toISOString(), ...(sent.detail !== undefined && { detail: sent.detail.slice(0, 300) }) },
    strikes: health.strikes + (again ? 0 : 1),
    refused: sent.whose === 'message' && !again ? [...health.refused, messageId].slice(-patience.opensAt) : health.refused,
  };
  // What was under way when it opened says nothing new.
  if (counted.strikes < patience.opensAt || gateOf(health, now) === 'shut') return counted;
  const openedAt = health.openedAt ?? now.toISOString();
  return {
    ...counted,
    openedAt,
    openings: health.openings + 1,
    openUntil: after(now, doubling(patience.opensFor, health.openings, patience.opensForAtMost)),
    ...(health.alarms === 0 && { alarms: 1, nextAlarmAt: nextAlarm(openedAt, now, patience) }),
  };
};

/** An open breaker is said again when its time has come; late ones are said once and not made up for. */
export const healthAlarmed = (health: Health, now: Date, patience: Patience): Health | undefined =>
  health.openedAt === undefined || health.nextAlarmAt === undefined || health.nextAlarmAt > now.toISOString()
    ? undefined
    : { ...health, alarms: health.alarms + 1, nextAlarmAt: nextAlarm(health.openedAt, now, patience) };

/** What has to be said about the change, if anything. */
export const alarmBetween = (
  before: Health,
  { destination, openedAt, alarms, failures, failingSince, lastCause }: Health,
  now: Date,
): DestinationAlarm | undefined =>
  openedAt === undefined || alarms <= before.alarms
    ? undefined
    : {
        alarmId: `${openedAt}#${String(alarms).padStart(4, '0')}`,
        destination,
        at: now.toISOString(),
        kind: 'failing',
        number: alarms,
        failures,
        ...(failingSince !== undefined && { failingSince }),
        ...(lastCause && { lastCause }),
      };
