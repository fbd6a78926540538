import * as z from 'zod';
import type { Role } from '../../../shared/identity/principal.ts';
import { Channel, RowFilters } from '../sharing.ts';
import { GrantedField, GrantedSystem, type GrantState, Quota } from './terms.ts';

const Instant = z.iso.datetime({ precision: 3 });
const text = z.string().trim().min(2).max(500);

/** What people may ask for, beside who and when. */
export const GrantActBody = z.discriminatedUnion('move', [
  z.object({ move: z.literal('suspend'), reason: text }),
  z.object({ move: z.literal('resume'), reason: text }),
  z.object({
    move: z.literal('narrow'),
    reason: text,
    fields: z.array(GrantedField).min(1).max(300).optional().meta({ description: '保留的字段；明文可改为脱敏或假名' }),
    channels: z.array(Channel).min(1).max(2).optional(),
    systems: z.array(GrantedSystem).max(20).optional(),
    quota: Quota.optional(),
    until: Instant.optional(),
    moreRows: RowFilters.optional().meta({ description: '在原有条件之外，还须满足的条件' }),
  }),
  z.object({ move: z.literal('ask-renewal'), until: Instant, reason: text }),
  z.object({ move: z.literal('sign-renewal'), reason: text.optional() }),
  z.object({
    move: z.literal('renew'),
    until: Instant.optional().meta({ description: '不填为所申请的；只能更早' }),
    reason: text.optional(),
  }),
  z.object({ move: z.literal('refuse-renewal'), reason: text }),
  z.object({ move: z.literal('review'), reviewBy: z.iso.date().meta({ description: '下次复核日期' }), reason: text.optional() }),
  z.object({ move: z.literal('revoke'), reason: text }),
  z.object({ move: z.literal('close'), reason: text.optional() }),
]);
export type GrantActBody = z.infer<typeof GrantActBody>;

export const GrantAct = z.discriminatedUnion('move', [
  ...GrantActBody.options,
  z.object({ move: z.literal('grant') }),
  z.object({ move: z.literal('expire') }),
  z.object({ move: z.literal('rest'), because: z.enum(['over-use', 'outdated']), reason: text }),
]);
export type GrantAct = z.infer<typeof GrantAct>;
export type GrantMoveName = GrantAct['move'];

/** As histories keep it, under whatever bounds it was made. */
export const MadeGrantAct = z.looseObject({
  move: z.enum(GrantAct.options.map((option) => option.shape.move.value)),
  reason: z.string().optional(),
});

/** In what part somebody acts: whose grant it is, whose data they are, the data bureau, or the hub itself. */
export type GrantPart = 'holder' | 'owner' | 'data-bureau' | 'system';

interface GrantMoveRule {
  title: string;
  from: readonly GrantState[];
  /** Absent: the state stays. */
  to?: GrantState;
  by: Partial<Record<GrantPart, readonly Role[]>>;
  /** A renewal that was asked for is decided, by none of those who asked or signed before (职责分离). */
  ofRenewal?: true;
}

const running: readonly GrantState[] = ['active', 'suspended'];
const custodian: readonly Role[] = ['data-custodian'];
const signers: readonly Role[] = ['data-lead', 'data-security-officer'];
const owners: readonly Role[] = [...custodian, ...signers];
const steward: readonly Role[] = ['data-steward'];

/** The life of a grant. Each move counts from the next read on, also within an export that is being made. */
export const grantMoves: Readonly<Record<GrantMoveName, GrantMoveRule>> = {
  grant: { title: '授权', from: [], to: 'active', by: { system: [] } },
  // Each party for itself, also what rests already.
  suspend: { title: '暂停', from: running, to: 'suspended', by: { owner: owners, 'data-bureau': steward } },
  // Whoever suspended it, or for the hub the owner: see `liftedBy`. It is active when nothing is left that suspends it.
  resume: { title: '恢复', from: ['suspended'], to: 'active', by: { owner: owners, 'data-bureau': steward } },
  narrow: { title: '缩小范围', from: running, by: { owner: custodian, holder: custodian } },
  'ask-renewal': { title: '申请延期', from: running, by: { holder: custodian } },
  // At level 3 and above by both, two persons, before the custodian renews.
  'sign-renewal': { title: '会签延期', from: running, by: { owner: signers }, ofRenewal: true },
  renew: { title: '同意延期', from: running, by: { owner: custodian }, ofRenewal: true },
  'refuse-renewal': { title: '不同意延期', from: running, by: { owner: owners }, ofRenewal: true },
  review: { title: '复核', from: running, by: { owner: custodian } },
  revoke: { title: '撤销', from: running, to: 'revoked', by: { owner: owners, 'data-bureau': steward } },
  close: { title: '交还', from: running, to: 'closed', by: { holder: [...custodian, 'data-lead'] } },
  rest: { title: '自动暂停', from: ['active'], to: 'suspended', by: { system: [] } },
  expire: { title: '到期', from: running, to: 'expired', by: { system: [] } },
};

export const grantStateTitles: Readonly<Record<GrantState, string>> = {
  active: '生效',
  suspended: '已暂停',
  revoked: '已撤销',
  expired: '已到期',
  closed: '已交还',
};
