import * as z from 'zod';

const Use = z.object({ grant: z.string().max(100), purpose: z.string().max(200), rows: z.int().min(0), subjects: z.string().length(64) });

/**
 * What 等保 asks to be kept of every access (GB/T 22239-2019 第三级 安全审计 a–b): when, who, from where, what, on what, with which result.
 * `chain` is the place for the hash chain that comes later; until then it is absent.
 */
export const AuditEvent = z.object({
  /** Unique and repeatable: a message that comes twice is the same event. */
  id: z.string().min(8).max(200),
  at: z.iso.datetime({ precision: 3 }),
  kind: z.enum(['read', 'change', 'refusal']),
  actor: z.string().max(200),
  department: z.string().max(20).optional(),
  sourceIp: z.string().max(64).optional(),
  action: z.string().max(100),
  object: z.object({ type: z.string().max(40), id: z.string().max(300) }),
  outcome: z.enum(['success', 'refused']),
  because: z.string().max(100).optional(),
  reason: z.string().max(500).optional(),
  /** SHA-256 of what was stored after the change, and before it. */
  digest: z.object({ before: z.string().optional(), after: z.string().optional() }).optional(),
  /** Of data that one department gave another: under which grant, for what, how many rows, and a digest of which (网络数据安全管理条例第十二条: kept for three years). */
  use: Use.optional(),
  correlationId: z.string().max(100),
  chain: z.string().optional(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;
