import * as z from 'zod';
import type { Action } from '../identity/policy.ts';
import { route } from './route.ts';

const RuleState = z.object({ version: z.int(), state: z.enum(['proposed', 'published']) });
const versionKnown = { 'version-known': { status: 409, title: '该版本已存在' } } as const;
const rulesUnknown = { 'rules-unknown': { status: 404, title: '没有这一版规则' } } as const;
const tooLarge = { 'rules-too-large': { status: 422, title: '规则过大' } } as const;
const approvals = {
  ...rulesUnknown,
  'already-published': { status: 409, title: '该版本已发布' },
  'same-person': { status: 403, title: '提出人不能批准自己的提案' },
  'valid-too-early': { status: 409, title: '生效日期须晚于今天，已经过的期限不因新规则改变' },
  'version-not-next': { status: 409, title: '版本号须是最新已发布版本的下一个' },
} as const;
const byVersion = z.object({ version: z.coerce.number().int().min(1).max(999_999) });

interface RuleBook<Content extends z.ZodType> {
  path: string;
  /** For the audit. */
  type: string;
  /** What people call the rules. */
  name: string;
  tag: string;
  content: Content;
  actions: Readonly<Record<'propose' | 'read' | 'approve', Action>>;
}

/** Rules that two persons keep: proposed by one, approved by another who read what is proposed. */
export const ruleRoutes = <Content extends z.ZodType>({ path, type, name, tag, content, actions }: RuleBook<Content>) => ({
  propose: route({
    method: 'POST',
    path: `/v1/${path}`,
    action: actions.propose,
    summary: `提出${name}的新版本（须由另一人批准后生效）`,
    tag,
    body: content,
    status: 201,
    answer: RuleState,
    refusals: { ...versionKnown, ...tooLarge },
    object: { type },
    creates: true,
  }),
  list: route({
    method: 'GET',
    path: `/v1/${path}`,
    action: actions.read,
    summary: `${name}的各个版本`,
    tag,
    status: 200,
    answer: z.object({ items: z.array(RuleState.extend({ validFrom: z.string(), proposedBy: z.string() })) }),
    refusals: {},
    object: { type },
  }),
  read: route({
    method: 'GET',
    path: `/v1/${path}/{version}`,
    action: actions.read,
    summary: `查看某一版${name}，提出的和已发布的（批准时以其 ETag 为准）`,
    tag,
    params: byVersion,
    status: 200,
    answer: z.object({ content, state: z.enum(['proposed', 'published']), proposedBy: z.string() }),
    refusals: rulesUnknown,
    object: { type, id: 'version' },
  }),
  approve: route({
    method: 'PUT',
    path: `/v1/${path}/{version}/approval`,
    action: actions.approve,
    summary: `批准${name}`,
    tag,
    params: byVersion,
    status: 200,
    answer: RuleState,
    refusals: approvals,
    object: { type, id: 'version' },
    conditional: true,
  }),
});
export type RuleRoutes<Content extends z.ZodType> = ReturnType<typeof ruleRoutes<Content>>;
