import * as z from 'zod';
import { DepartmentId, MemberId } from '../../../shared/identity/principal.ts';
import { Move } from '../../../shared/runtime/move.ts';
import { RequestId, ResourceId } from '../sharing.ts';
import { GrantedField, GrantTerms } from './terms.ts';

const Instant = z.iso.datetime({ precision: 3 });

/** Why a grant rests, and by whom. `over-use` and `outdated` are found by the system; only the owner ends the first, and nobody the second while the resource is as it is. */
export const Suspension = z.object({
  because: z.enum(['owner', 'data-bureau', 'over-use', 'outdated']),
  /** In Chinese, for both departments. */
  reason: z.string(),
  at: Instant,
});

/** Asked for by the holder, decided by the owner. */
const Renewal = z.object({
  until: Instant,
  reason: z.string(),
  askedBy: z.string(),
  askedAt: Instant,
  /** At level 3 and above the owner's lead and its security officer, two persons, sign before its custodian renews. `as`: all that the person could sign as. */
  signatures: z.array(z.object({ by: z.string(), as: z.array(z.string()) })).default([]),
});

/** All of a grant; what the gate reads of it is `grantTermsOf`. `version` is the number of its last move. */
export const Grant = z.object({
  ...GrantTerms.shape,
  resourceId: ResourceId,
  /** Whose data they are. */
  owner: DepartmentId,
  /** What the catalogue calls them. */
  title: z.string(),
  requestId: RequestId,
  /** What was asked for; `fields` is what of it was granted. */
  asked: z.array(GrantedField),
  /** The conditions under which it is shared. */
  conditions: z.string().optional(),
  grantedAt: Instant,
  /** Who signed, in what part; nobody where data are shared unconditionally. */
  approvals: z.array(z.object({ by: MemberId, department: DepartmentId, as: z.string(), at: Instant })),
  /** By then the owner looks at it again. */
  reviewBy: z.iso.date(),
  /** What suspended it first of what still does; the others, each party once. It goes on when all have let it. */
  suspension: Suspension.optional(),
  furtherSuspensions: z.array(Suspension).optional(),
  renewal: Renewal.optional(),
  /** The owner let it go on in spite of that day's over-use. */
  pardonedOn: z.iso.date().optional(),
  move: Move,
});
export type Grant = z.infer<typeof Grant>;

const Terms = z.object(GrantTerms.shape);

/** Keys that are unknown to the terms fall away. */
export const grantTermsOf = (grant: Grant): GrantTerms => Terms.parse(grant);

/** `random`: ten characters of 0–9 and a–z. */
export const grantIdOf = (resourceId: string, random: string): string => `g-${resourceId.slice(2)}.${random}`;

/** As lists show it. */
export const GrantEntry = Grant.pick({
  grantId: true,
  state: true,
  version: true,
  holder: true,
  owner: true,
  title: true,
  purpose: true,
  level: true,
  channels: true,
  from: true,
  until: true,
  reviewBy: true,
  suspension: true,
  furtherSuspensions: true,
});
export type GrantEntry = z.infer<typeof GrantEntry>;
