import { lookAtOf } from '../clocks/alarms-of.ts';
import { clocksOf, type Run } from '../clocks/clock-of.ts';
import type { ClockRules } from '../clocks/clock-rules.ts';
import type { Running } from '../clocks/watched.ts';
import type { Resource } from './resource.ts';

/** 主管部门审核发布 (SH.CATALOGUE) binds the data bureau while something is to be reviewed; 目录更新 (SH.UPDATE) the owner while a newer contract is not in its entry. */
export const runsOfResource = ({ title, state, lane, submittedAt, outdatedSince }: Resource): Running => {
  const runs: Run[] = [];
  if (submittedAt !== undefined && state !== 'deleted') runs.push({ name: 'catalogue-review', startedAt: submittedAt });
  if (outdatedSince !== undefined && state !== 'deleted' && state !== 'revoked')
    runs.push({ name: 'catalogue-update', startedAt: outdatedSince, department: lane.department });
  return { title, runs };
};

export const lookAtOfResource = (the: Resource, rules: ClockRules, now: Date): string | undefined =>
  lookAtOf(clocksOf(runsOfResource(the).runs, rules, now), rules, now);
