import * as z from 'zod';
import { Move } from '../../shared/runtime/move.ts';
import { Instant } from './instant.ts';

/** `d-…`: a department whose own system wants to be told. `c-…`: an upper platform. */
export const DestinationId = z.string().regex(/^[cd]-[a-z0-9]{4,12}$/);

/** Somebody whom we send to, and, of an upper platform, hear from. Secrets are sealed and never shown. */
export const Destination = z.object({
  destination: DestinationId,
  version: z.int().min(1),
  /** Where messages go. */
  url: z.url(),
  /** Of a department: what its webhooks are signed with. Of an upper platform: our long-lived key there. */
  sealedSecret: z.string(),
  /** Of an upper platform: how we are called there, which service we ask, and where working secrets are to be had. */
  upper: z
    .object({
      requesterId: z.string().max(100),
      serviceId: z.string().max(100),
      secretUrl: z.url(),
      reconcileUrl: z.url(),
      /** How it is called when it calls us, and the sealed long-lived key it signs its refreshes with. */
      callerId: z.string().max(100),
      callerServiceId: z.string().max(100),
      sealedCallerKey: z.string(),
    })
    .optional(),
  /** Switched off: nothing is sent, messages wait. */
  paused: z.boolean(),
  pausedSince: Instant.optional(),
  move: Move,
});
export type Destination = z.infer<typeof Destination>;

/** What a destination's sealed secrets are bound to. */
export const destinationContext = (destination: string): string => `destination#${destination}`;

const Cause = z.object({ code: z.string(), detail: z.string().max(300).optional(), at: Instant });

/** How a destination is doing. An item of its own (`destination#<id> / health`), because it changes at every failure and nobody decides it. */
export const Health = z.object({
  destination: DestinationId,
  version: z.int().min(0),
  /** Failures in a row, whichever message. */
  failures: z.int().min(0),
  failingSince: Instant.optional(),
  lastCause: Cause.optional(),
  lastSuccessAt: Instant.optional(),
  /** What counts for the breaker: failures of the destination itself, and different messages that were refused, all in a row. */
  strikes: z.int().min(0),
  refused: z.array(z.string()),
  /** The breaker: since when it is open, how often it has opened since, and until when nothing is sent; then one message as a probe. */
  openedAt: Instant.optional(),
  openings: z.int().min(0),
  openUntil: Instant.optional(),
  /** Alarms said since it opened, and when the next is due. */
  alarms: z.int().min(0),
  nextAlarmAt: Instant.optional(),
});
export type Health = z.infer<typeof Health>;

export const healthy = (destination: string): Health => ({
  destination,
  version: 0,
  failures: 0,
  strikes: 0,
  refused: [],
  openings: 0,
  alarms: 0,
});

/** Said about a destination, once each (`destination#<id> / alarm#<id>`). */
export const DestinationAlarm = z.object({
  alarmId: z.string(),
  destination: DestinationId,
  at: Instant,
  /**
   * `failing`: the breaker is open, said at its opening and again by the schedule. `set-aside`: a message was given up. `still-paused`, `still-set-aside`: by the same
   * schedule, for as long as it is so.
   */
  kind: z.enum(['failing', 'set-aside', 'still-paused', 'still-set-aside']),
  /** Of what is said again: the how-manieth. */
  number: z.int().min(1),
  failures: z.int().min(0),
  failingSince: Instant.optional(),
  lastCause: Cause.optional(),
  /** Of what is still so: since when, and how many messages wait or are set aside (up to a thousand). */
  since: Instant.optional(),
  messages: z.int().optional(),
  /** Of `set-aside`. */
  messageId: z.string().optional(),
});
export type DestinationAlarm = z.infer<typeof DestinationAlarm>;
