import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { Move } from '../../shared/runtime/move.ts';
import { MoveName } from './move-name.ts';
import { Instant } from './instant.ts';

/** 投诉 and 举报 are two procedures of one document and end apart (令121号第九条); 诉求 is what 12345 passes on beside them. */
export const Track = z.enum(['complaint', 'tip', 'request']);
export type Track = z.infer<typeof Track>;

export const CaseState = z.enum([
  'registered',
  'dispatched',
  'signed',
  'return-requested',
  'handling',
  'suspended',
  'extension-requested',
  'submitted',
  'completed',
  'refused',
  'fed-back',
  'visited',
  'closed',
  'returned-up',
  'withdrawn',
  'merged',
]);
export type CaseState = z.infer<typeof CaseState>;

export const Urgency = z.enum(['ordinary', 'urgent', 'emergency']);

/** 督办: 一般, 重点, 挂牌. */
export const SupervisionLevel = z.enum(['ordinary', 'important', 'listed']);

/** 满意度. */
export const Satisfaction = z.enum([
  'very-satisfied',
  'satisfied',
  'fairly-satisfied',
  'dissatisfied',
  'very-dissatisfied',
  'not-evaluated',
]);

/** Whom the complaint is about. */
export const Respondent = z.object({
  name: z.string().max(200).optional(),
  /** 统一社会信用代码. */
  code: z.string().max(40).optional(),
  address: z.string().max(300).optional(),
});

/** What is complained of, without the complainant. */
export const Content = z.object({
  title: z.string().min(1).max(200),
  text: z.string().min(1).max(8000),
  /** As the upper platform classifies it: 食品安全, 噪声, … */
  category: z.string().max(60).optional(),
  /** GB/T 2260, six digits. */
  area: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  /** Where it happened. */
  address: z.string().max(300).optional(),
  longitude: z.number().min(-180).max(180).optional(),
  latitude: z.number().min(-90).max(90).optional(),
  respondent: Respondent.optional(),
  /** 监管事项编码. */
  item: z.string().max(50).optional(),
  /** Money in dispute, in 分. */
  amount: z.int().min(0).optional(),
  injury: z.boolean().optional(),
  keywords: z.array(z.string().max(30)).max(20).optional(),
  happenedAt: z.iso.date().optional(),
});
export type Content = z.infer<typeof Content>;

/** One thing that happened to a case, as far as clocks, figures and four eyes need it; texts and reasons are in the move's own item. */
export const Mark = z.object({
  move: MoveName,
  at: Instant,
  /** The member, `upper:<source>` or `system:…`. */
  by: z.string(),
  /** Of `dispatch`: the lead from now on. Of a department's own move: that department. */
  department: DepartmentId.optional(),
  /** Of `suspend`, `return-request`, `refuse`: the code; of `accept`: the way; of `submit`: the result. */
  reason: z.string().max(60).optional(),
  /** Of `supervise`: which one; of `answer-supervision`: which is answered. */
  overlay: z.string().max(60).optional(),
  level: SupervisionLevel.optional(),
  /** A limit that was set from outside: of `register`, `update` and `supervise`, by the upper platform. */
  dueAt: Instant.optional(),
  /** Of `extension-request` and `extension-approve`: by how much. */
  days: z.int().min(1).max(365).optional(),
  /** Of `register` and `update`: what the rules of clocks that begin afterwards are chosen by. */
  urgency: Urgency.optional(),
  category: Content.shape.category,
  /** Of `visit`, `evaluate`. */
  contacted: z.boolean().optional(),
  resolved: z.boolean().optional(),
  satisfaction: Satisfaction.optional(),
});
export type Mark = z.infer<typeof Mark>;

export const Supervision = z.object({
  supervisionId: z.string(),
  source: z.enum(['upper', 'district']),
  level: SupervisionLevel,
  requirement: z.string().max(3000),
  issuedAt: Instant,
  dueAt: Instant.optional(),
  answeredAt: Instant.optional(),
});

/** `newId('k')` of a case that people split off, `complaintIdOf` of all others. */
export const ComplaintId = z.string().regex(/^k-[0-9a-z]{26}$/, '件的编号应为 k- 加 26 位小写字母或数字');

/** A case: one procedure of one document of the upper platform. */
export const Complaint = z.object({
  complaintId: z.string(),
  /** Counts its moves, from 1. */
  version: z.int().min(1),
  source: z.string(),
  upperId: z.string(),
  /** 1, 2, … within its document. */
  part: z.int().min(1),
  track: Track,
  state: CaseState,
  urgency: Urgency,
  content: Content,
  /** The newest version of the document that is in `content`. */
  contentVersion: z.int().min(1),
  /** When the upper platform handed it over: what the rules are chosen by. */
  receivedAt: Instant,
  lead: DepartmentId.optional(),
  helpers: z.array(DepartmentId),
  copied: z.array(DepartmentId),
  /** 指定承办: it may not be returned. */
  designated: z.boolean(),
  supervisions: z.array(Supervision),
  urged: z.int().min(0),
  /** What was answered last, and goes up when it is approved; of a refusal, the ground and its explanation. */
  answer: z
    .object({
      reply: z.string().max(6000),
      result: z.string().max(40),
      ground: z.string().max(40).optional(),
      repliedAt: Instant.optional(),
    })
    .optional(),
  marks: z.array(Mark),
  /** Into which case it was merged; and which cases were merged into this one. */
  mergedInto: z.string().optional(),
  merged: z.array(z.object({ complaintId: z.string(), source: z.string(), upperId: z.string(), part: z.int() })),
  /** Departments proposed when it came, the best first, each with its reasons. */
  proposals: z.array(z.object({ department: DepartmentId, score: z.number(), because: z.array(z.string()) })),
  /** Likely duplicates when it came, suggested and never merged by themselves. */
  duplicates: z.array(z.object({ complaintId: z.string(), probability: z.number(), because: z.array(z.string()) })),
  /** Of the complainant's telephone and certificate number: the hashes by which cases of one person are found; never the person. */
  personKeys: z.array(z.string()),
  /** Last sequence of messages by destination. */
  sequences: z.record(z.string(), z.int()),
  move: Move,
});
export type Complaint = z.infer<typeof Complaint>;

/** Decided, and to be told to the upper platform. */
export const decidedStates = ['completed', 'refused'] as const satisfies readonly CaseState[];
export const endedStates: readonly CaseState[] = [...decidedStates, 'fed-back', 'visited', 'closed'];
/** Gone without a decision of its own. */
export const leftStates: readonly CaseState[] = ['returned-up', 'withdrawn', 'merged'];
export const underWayStates: readonly CaseState[] = CaseState.options.filter(
  (state) => !endedStates.includes(state) && !leftStates.includes(state),
);
/** Somebody still has to do something. */
export const openStates: readonly CaseState[] = CaseState.options.filter((state) => state !== 'closed' && !leftStates.includes(state));
