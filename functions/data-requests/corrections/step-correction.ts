import { move } from '../../../shared/runtime/move.ts';
import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import { lookAtOf } from '../clocks/alarms-of.ts';
import { clocksOf } from '../clocks/clock-of.ts';
import type { ClockRules } from '../clocks/clock-rules.ts';
import type { Running } from '../clocks/watched.ts';
import type { Correction } from './correction.ts';
import {
  correctionActions,
  type CorrectionMoveName,
  correctionMoves,
  type CorrectionPart,
  correctionStateTitles,
} from './correction-moves.ts';

export interface Corrector {
  by: string;
  part: CorrectionPart;
  department?: string | undefined;
}
export type CorrectionBecause = 'move-illegal' | 'reason-missing';

const may = (the: Correction, name: CorrectionMoveName, part: CorrectionPart): boolean =>
  correctionMoves[name].from.includes(the.state) && correctionMoves[name].by === part;

export const allowedCorrections = (the: Correction, part: CorrectionPart): CorrectionMoveName[] =>
  (Object.keys(correctionMoves) as CorrectionMoveName[]).filter((name) => may(the, name, part));

export const stepCorrection = (
  the: Correction,
  act: { move: CorrectionMoveName; text?: string | undefined },
  { by, part, department }: Corrector,
  now: Date,
): Correction | Refusal<CorrectionBecause> => {
  const { to, needsText, title } = correctionMoves[act.move];
  if (!may(the, act.move, part)) return refuse('move-illegal', `本项当前状态为“${correctionStateTitles[the.state]}”`);
  if (needsText && act.text === undefined) return refuse('reason-missing', '请写明核查结果（text）');
  const at = now.toISOString();
  const ends = to !== 'accepted';
  return {
    ...the,
    state: to,
    version: the.version + 1,
    ...(ends && { endedAt: at }),
    ...(part !== 'reporter' && act.text !== undefined && { answer: { by, at, text: act.text } }),
    move: move(correctionActions[part], now, { ...(department !== undefined && { department }), reason: title }),
  };
};

/** 校核答复 (SH.CORRECT) binds the owner from the report to its end. */
export const runsOfCorrection = ({ title, owner, reportedAt, endedAt }: Correction): Running => ({
  title: `校核：${title}`,
  runs: [{ name: 'correct', startedAt: reportedAt, department: owner, ...(endedAt !== undefined && { stoppedAt: endedAt }) }],
});

export const lookAtOfCorrection = (the: Correction, rules: ClockRules, now: Date): string | undefined =>
  lookAtOf(clocksOf(runsOfCorrection(the).runs, rules, now), rules, now);
