import * as z from 'zod';
import { Channel, RowFilters } from '../sharing.ts';
import { GrantedField, GrantedSystem, Quota } from './terms.ts';

const Instant = z.iso.datetime({ precision: 3 });
const text = z.string().trim().min(2).max(500);

/** What a move needs, beside who and when. */
const payloads = {
  suspend: z.object({ move: z.literal('suspend'), reason: text }),
  resume: z.object({ move: z.literal('resume'), reason: text }),
  narrow: z.object({
    move: z.literal('narrow'),
    reason: text,
    /** What stays. */
    fields: z.array(GrantedField).min(1).max(200).optional(),
    channels: z.array(Channel).min(1).optional(),
    systems: z.array(GrantedSystem).max(20).optional(),
    quota: Quota.optional(),
    until: Instant.optional(),
    /** What has to hold too from now on. */
    moreRows: RowFilters.optional(),
  }),
  'ask-renewal': z.object({ move: z.literal('ask-renewal'), until: Instant, reason: text }),
  'sign-renewal': z.object({ move: z.literal('sign-renewal'), reason: text.optional() }),
  renew: z.object({ move: z.literal('renew'), until: Instant.optional(), reason: text.optional() }),
  'refuse-renewal': z.object({ move: z.literal('refuse-renewal'), reason: text }),
  review: z.object({ move: z.literal('review'), reviewBy: z.iso.date(), reason: text.optional() }),
  revoke: z.object({ move: z.literal('revoke'), reason: text }),
  close: z.object({ move: z.literal('close'), reason: text.optional() }),
} as const;

/** What people may ask for. */
export const GrantActBody = z.discriminatedUnion('move', [
  payloads.suspend,
  payloads.resume,
  payloads.narrow,
  payloads['ask-renewal'],
  payloads['sign-renewal'],
  payloads.renew,
  payloads['refuse-renewal'],
  payloads.review,
  payloads.revoke,
  payloads.close,
]);
export type GrantActBody = z.infer<typeof GrantActBody>;

export const GrantAct = z.discriminatedUnion('move', [
  ...GrantActBody.options,
  z.object({ move: z.literal('grant') }),
  z.object({ move: z.literal('expire') }),
  z.object({ move: z.literal('rest'), because: z.enum(['over-use', 'outdated']), reason: text }),
]);
export type GrantAct = z.infer<typeof GrantAct>;
