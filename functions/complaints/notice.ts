import * as z from 'zod';
import { Move } from '../../shared/runtime/move.ts';
import { Content, Satisfaction, SupervisionLevel, Track, Urgency } from './complaint.ts';
import { Instant, SaidInstant } from './instant.ts';

/** The complainant, as the upper platform hands it over. Never stored in clear. */
export const Complainant = z.object({
  name: z.string().max(100).optional(),
  telephone: z.string().max(40).optional(),
  certificateNumber: z.string().max(40).optional(),
  address: z.string().max(300).optional(),
  /** 是否同意公示, 是否保密. */
  confidential: z.boolean().optional(),
});
export type Complainant = z.infer<typeof Complainant>;

const its = {
  /** The upper platform's number of the document. */
  upperId: z.string().regex(/^[A-Za-z0-9_-]{4,60}$/),
  /** Counts what the upper platform says about this document: 1 is the order. Newer content wins, whenever it comes. */
  version: z.int().min(1).max(99_999_999),
  issuedAt: SaidInstant,
};

const Order = {
  /** Both in one document are handled apart (令121号第九条). */
  tracks: z.array(Track).min(1).max(3),
  content: Content,
  complainant: Complainant.optional(),
  /** When the upper platform wants it answered. */
  dueAt: SaidInstant.optional(),
};

/** What the upper platform may say about a document. An update repeats the whole, so that it can come first. */
export const UpperNotice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('order'), ...its, ...Order, urgency: Urgency.default('ordinary') }),
  /** Without urgency it keeps that of the case. */
  z.object({ kind: z.literal('update'), ...its, ...Order, urgency: Urgency.optional() }),
  z.object({ kind: z.literal('withdrawal'), ...its, reason: z.string().max(1000).optional() }),
  z.object({ kind: z.literal('urging'), ...its, text: z.string().min(1).max(1000) }),
  z.object({
    kind: z.literal('supervision'),
    ...its,
    supervisionId: z.string().min(1).max(60),
    level: SupervisionLevel,
    requirement: z.string().min(1).max(3000),
    dueAt: SaidInstant.optional(),
  }),
  z.object({
    kind: z.literal('evaluation'),
    ...its,
    part: z.int().min(1).optional(),
    contacted: z.boolean(),
    resolved: z.boolean().optional(),
    satisfaction: Satisfaction,
    note: z.string().max(1000).optional(),
  }),
]);
export type UpperNotice = z.infer<typeof UpperNotice>;

export const Applied = z.enum(['waiting', 'too-late', 'superseded', 'done']);
export type Applied = z.infer<typeof Applied>;

/** A notice as it is stored: the complainant is sealed elsewhere, only the hashes by which a person is found stay. */
export const StoredNotice = z.object({
  source: z.string(),
  receivedAt: Instant,
  /** Keyed, of all that was said, so that the same version with another content is noticed and nobody can try out what the complainant is called. */
  digest: z.string(),
  /** Keyed hashes of telephone and certificate number. */
  personKeys: z.array(z.string()),
  /** What the worker has made of it; absent: not looked at yet. `waiting`: for its order, or for the case's end. */
  applied: Applied.optional(),
  /** Which cases have taken note of it, whether it moved them or not. */
  takenBy: z.array(z.string()).optional(),
  notice: UpperNotice,
  move: Move,
});
export type StoredNotice = z.infer<typeof StoredNotice>;

/** Beside the person, how the texts sounded in which they were hidden (`hidePerson`). */
export const SealedPerson = Complainant.extend({ said: z.record(z.string(), z.string()).optional() });
export type SealedPerson = z.infer<typeof SealedPerson>;

/** The newest complainant of a document. What is sealed is the JSON of a `SealedPerson`, bound to the document (`complainantContext`). */
export const SealedComplainant = z.object({
  source: z.string(),
  upperId: z.string(),
  /** Of the notice that brought it. */
  noticeVersion: z.int().min(1),
  sealed: z.string(),
  move: Move,
});
export type SealedComplainant = z.infer<typeof SealedComplainant>;
