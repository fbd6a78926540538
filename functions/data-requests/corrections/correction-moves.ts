import type { Action } from '../../../shared/identity/policy.ts';
import type { CorrectionState } from './correction.ts';

/** The department that reported, the one whose data they are, or the hub, which sees that a record has changed. */
export type CorrectionPart = 'reporter' | 'owner' | 'system';

interface CorrectionMoveRule {
  title: string;
  from: readonly CorrectionState[];
  to: CorrectionState;
  by: CorrectionPart;
  needsText?: true;
}

const open = ['reported', 'accepted'] as const satisfies readonly CorrectionState[];
export const openCorrections: readonly CorrectionState[] = open;

const table = {
  report: { title: '报告错误', from: [], to: 'reported', by: 'reporter' },
  accept: { title: '受理核查', from: ['reported'], to: 'accepted', by: 'owner' },
  correct: { title: '已更正', from: open, to: 'corrected', by: 'owner', needsText: true },
  'record-changed': { title: '更正记录已报送', from: open, to: 'corrected', by: 'system' },
  'not-an-error': { title: '核实无误', from: open, to: 'not-an-error', by: 'owner', needsText: true },
  withdraw: { title: '撤回', from: open, to: 'withdrawn', by: 'reporter' },
} as const satisfies Record<string, CorrectionMoveRule>;
export type CorrectionMoveName = keyof typeof table;

/** 校核纠错. The table in the docs and the answers' `allowed` are made from it. */
export const correctionMoves: Readonly<Record<CorrectionMoveName, CorrectionMoveRule>> = table;

export const correctionActions: Readonly<Record<CorrectionPart, Action>> = {
  reporter: 'corrections:report',
  owner: 'corrections:answer',
  system: 'corrections:answer',
};

export const correctionStateTitles: Readonly<Record<CorrectionState, string>> = {
  reported: '待核查',
  accepted: '核查中',
  corrected: '已更正',
  'not-an-error': '核实无误',
  withdrawn: '已撤回',
};
