import * as z from 'zod';
import { DepartmentId, MemberId } from '../../../shared/identity/principal.ts';
import { maskKinds } from '../../../shared/text/mask.ts';
import { Channel, FieldName, GrantId, Level, ResourceId, ShareClass, StoredRowFilters, Treatment, UseRange } from '../sharing.ts';

/*
 * What the gate reads before every page: small items, one read unit for each of the two partitions.
 * resource#<id> / live#lane (written by load-rows), live#terms (written with the catalogue's entry)
 * grant#<id> / use#<day> (written by the gate), ~terms (written with the grant): the newest two of the partition.
 */

/** 目录状态 (Suzhou's catalogue lifecycle, domain.md §7.2); only what is published is given, and also while its withdrawal waits for review. */
export const ResourceState = z.enum([
  'created',
  'publish-review',
  'publish-rejected',
  'published',
  'revoke-review',
  'revoke-rejected',
  'revoked',
  'deleted',
]);
export type ResourceState = z.infer<typeof ResourceState>;
export const readableStates: readonly ResourceState[] = ['published', 'revoke-review', 'revoke-rejected'];

const ShownField = z.object({ name: FieldName, level: Level, mask: z.enum(maskKinds).optional() });

export const ResourceTerms = z.object({
  resourceId: ResourceId,
  kind: z.enum(['records', 'statistics']),
  version: z.int(),
  state: ResourceState,
  shareClass: ShareClass,
  /** The highest of its fields (就高), unless its statistics were approved at a lower one. */
  level: Level,
  /** In the order of the contract's columns. */
  fields: z.array(ShownField),
  /** Whom a record is about: of a natural person whatever has a mask counts as level 3 (`shownColumns`). */
  subject: z
    .object({
      as: z.enum(['register', 'party']),
      name: FieldName,
      code: FieldName.optional(),
      certificateType: FieldName.optional(),
      nature: FieldName.optional(),
    })
    .optional(),
});
export type ResourceTerms = z.infer<typeof ResourceTerms>;

/** How far a lane's rows are loaded. A feed is one upload; nothing of a feed is seen before it is whole. */
export const LaneState = z.object({
  /** The newest feed of which, and of all before it, every row is written. 0: none. */
  visible: z.int().min(0),
  /** How many feeds were announced. */
  feeds: z.int().min(0),
  /** Rows that are not deleted, as of `visible`: as they were last counted, with what was new and what went since then. */
  rows: z.int().min(0),
  /** So many versions after a key's first came since then, and so many deletions: nobody looked what was there before them, so there may be so many rows more. */
  uncounted: z.int().min(0).optional(),
  /** When `visible` last moved. */
  at: z.iso.datetime({ precision: 3 }),
  /** A resource exists, so rows are kept here at all. */
  wanted: z.boolean(),
  /** So many feeds there were when it was first wanted: before all of them are visible, what is visible is a part of the data that nobody could tell from the whole. */
  history: z.int().min(0).optional(),
  /** This feed cannot be read, so it and all behind it are not seen. */
  stuck: z.object({ feed: z.int(), because: z.string(), at: z.iso.datetime({ precision: 3 }) }).optional(),
});
export type LaneState = z.infer<typeof LaneState>;

export const GrantState = z.enum(['active', 'suspended', 'revoked', 'expired', 'closed']);
export type GrantState = z.infer<typeof GrantState>;

export const GrantedField = z.object({ name: FieldName, as: Treatment });

export const Quota = z.object({
  rowsPerDay: z.int().min(1).max(100_000_000),
  callsPerMinute: z.int().min(1).max(6000),
});
export type Quota = z.infer<typeof Quota>;

/** A department's system, and from where it calls; none: from anywhere. */
export const GrantedSystem = z.object({ memberId: MemberId, networks: z.array(z.string().max(43)).max(10).default([]) });

/** As stored. What people hand in is bounded where they do: a bound of today must not stop a grant of yesterday. */
export const GrantTerms = z.object({
  grantId: GrantId,
  version: z.int(),
  state: GrantState,
  /** Whose grant it is. */
  holder: DepartmentId,
  purpose: z.string(),
  useRange: UseRange,
  fields: z.array(GrantedField),
  rows: StoredRowFilters,
  channels: z.array(Channel),
  /** Which of the holder's systems may call; files its people may order too. */
  systems: z.array(GrantedSystem.extend({ networks: z.array(z.string()).default([]) })),
  /** The highest level that its reviewers approved, and the class under which they did: what has become stricter than that is not given any more. */
  level: Level,
  shareClass: ShareClass,
  from: z.iso.datetime({ precision: 3 }),
  /** The first instant at which it is over. */
  until: z.iso.datetime({ precision: 3 }),
  quota: z.object({ rowsPerDay: z.int(), callsPerMinute: z.int() }),
});
export type GrantTerms = z.infer<typeof GrantTerms>;

/** A grant's use on one day (Shanghai). */
export const Use = z.object({
  day: z.iso.date(),
  rows: z.int().min(0),
  calls: z.int().min(0),
  /** `HH:mm` of the last call, and how many calls came within it. */
  minute: z.string(),
  minuteCalls: z.int().min(0),
  /** Calls refused because the quota was used up. */
  refused: z.int().min(0).default(0),
  /** The grant's version as of its last change that day: whoever read an older one is not counted and gets nothing. */
  terms: z.int().default(0),
});
export type Use = z.infer<typeof Use>;
