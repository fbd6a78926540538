import type { Action } from '../../../shared/identity/policy.ts';
import type { ResourceState } from '../grants/terms.ts';

/** In what part somebody moves an entry: the owner's custodian, the data bureau's steward, or the hub when a contract raises a level. */
export type KeeperPart = 'custodian' | 'steward' | 'system';

interface ResourceMoveRule {
  title: string;
  from: readonly ResourceState[];
  /** Absent: the state stays. */
  to?: ResourceState;
  by: KeeperPart;
  /** 职责分离: whoever kept what is reviewed does not review it. */
  fourEyes?: true;
  /** Needs, or must not have, a change that waits for review. */
  proposal?: 'needed' | 'none';
}

const published = ['published', 'revoke-rejected'] as const satisfies readonly ResourceState[];

const table = {
  // Anew where there is none, or after it was deleted.
  create: { title: '编目', from: ['deleted'], to: 'created', by: 'custodian' },
  // Of a draft as it is; of a published entry what raises protection at once, and the rest as a change that waits for review.
  change: { title: '修改', from: ['created', 'publish-rejected', ...published, 'revoke-review', 'revoked'], by: 'custodian' },
  submit: { title: '提交发布', from: ['created', 'publish-rejected', 'revoked'], to: 'publish-review', by: 'custodian' },
  publish: { title: '审核发布', from: ['publish-review'], to: 'published', by: 'steward', fourEyes: true },
  reject: { title: '驳回发布', from: ['publish-review'], to: 'publish-rejected', by: 'steward', fourEyes: true },
  'approve-change': { title: '同意变更', from: published, by: 'steward', fourEyes: true, proposal: 'needed' },
  'reject-change': { title: '驳回变更', from: published, by: 'steward', fourEyes: true, proposal: 'needed' },
  'drop-change': { title: '撤回变更', from: published, by: 'custodian', proposal: 'needed' },
  'ask-withdrawal': { title: '申请撤销', from: published, to: 'revoke-review', by: 'custodian', proposal: 'none' },
  withdraw: { title: '同意撤销', from: ['revoke-review'], to: 'revoked', by: 'steward', fourEyes: true },
  'reject-withdrawal': { title: '驳回撤销', from: ['revoke-review'], to: 'revoke-rejected', by: 'steward', fourEyes: true },
  delete: { title: '删除', from: ['created', 'publish-rejected', 'revoked'], to: 'deleted', by: 'custodian' },
  // A new contract that raises a column's level raises the field's, whoever is away.
  'follow-contract': {
    title: '随数据标准更新',
    from: ['created', 'publish-review', 'publish-rejected', ...published, 'revoke-review', 'revoked'],
    by: 'system',
  },
} as const satisfies Record<string, ResourceMoveRule>;
export type ResourceMoveName = keyof typeof table;

/** The life of a catalogue entry (domain.md §7.2). Checked when the tests load it; the table in the docs and the answers' `allowed` are made from it. */
export const resourceMoves: Readonly<Record<ResourceMoveName, ResourceMoveRule>> = table;

export const actionOf: Readonly<Record<KeeperPart, Action>> = {
  custodian: 'shared-resources:keep',
  steward: 'shared-resources:review',
  system: 'shared-resources:keep',
};

export const resourceStateTitles: Readonly<Record<ResourceState, string>> = {
  created: '已创建',
  'publish-review': '发布待审核',
  'publish-rejected': '发布已驳回',
  published: '已发布',
  'revoke-review': '撤销待审核',
  'revoke-rejected': '撤销已驳回',
  revoked: '已撤销',
  deleted: '已删除',
};
