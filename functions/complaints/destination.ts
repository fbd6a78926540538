import * as z from 'zod';
import { Move } from '../../shared/runtime/move.ts';

const instant = z.iso.datetime({ precision: 3 });

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
  /** Of an upper platform (`domain` §1.8): how we are called there, which service we ask, and where working secrets are to be had. */
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
  move: Move,
});
export type Destination = z.infer<typeof Destination>;

/** What a destination's sealed secrets are bound to. */
export const destinationContext = (destination: string): string => `destination#${destination}`;

/** How a destination is doing. An item of its own (`destination#<id> / health`), because it changes at every failure and nobody decides it. */
export const Health = z.object({
  destination: DestinationId,
  /** Failures in a row, whichever message. */
  failures: z.int().min(0),
  failingSince: instant.optional(),
  lastCause: z.object({ code: z.string(), detail: z.string().max(300).optional(), at: instant }).optional(),
  lastSuccessAt: instant.optional(),
  /** The breaker: until then nothing is sent, then one message as a probe. */
  openUntil: instant.optional(),
  /** Alarms said since `failingSince`, and when the next is due. */
  alarms: z.int().min(0),
  nextAlarmAt: instant.optional(),
});
export type Health = z.infer<typeof Health>;
