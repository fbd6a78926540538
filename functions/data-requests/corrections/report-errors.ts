import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { move } from '../../../shared/runtime/move.ts';
import { refuse } from '../../../shared/runtime/outcome.ts';
import { answering, done } from '../../../shared/runtime/route.ts';
import type { Resources } from '../catalogue/resources.store.ts';
import type { DataRequestRules } from '../clocks/clock-rules.store.ts';
import { snapshotOf } from '../delivery/snapshot.ts';
import type { Exports } from '../exports/exports.store.ts';
import { isGenuine, marksIn } from '../exports/marks.ts';
import type { Grants } from '../grants/grants.store.ts';
import type { GrantKeys } from '../grants/keys.client.ts';
import { type Correction, mostOpen } from './correction.ts';
import type { Corrections } from './corrections.store.ts';
import { shownCorrection } from './keep-corrections.ts';
import { reportError } from './routes.ts';
import { lookAtOfCorrection } from './step-correction.ts';

interface Collaborators {
  corrections: Pick<Corrections, 'store' | 'openOf'>;
  exports: Pick<Exports, 'find'>;
  grants: Pick<Grants, 'find'>;
  keys: GrantKeys;
  resources: Pick<Resources, 'live'>;
  rules: Pick<DataRequestRules, 'clockRulesOn'>;
  newCorrectionId: () => string;
}

/** 校核纠错: a reader of shared data reports an error in what its grant gives; looking for the record is the hub's work, so it is begun for what can be found alone. */
export const reportErrors = ({ corrections, exports, grants, keys, resources, rules, newCorrectionId }: Collaborators) => {
  /** A row's id is known only when its record is found; a mark proves at once that this grant was given the row. */
  const isOfGrant = async (row: string, grantId: string): Promise<boolean> => {
    const [mark] = marksIn(row);
    if (!mark) return true;
    return (await exports.find(mark.exportId))?.grantId === grantId && isGenuine(await keys.of(grantId), mark);
  };

  return [
    answering(reportError, async ({ params, body, principal, now }) => {
      const { grantId } = params;
      const at = now.toISOString();
      const grant = await grants.find(grantId);
      if (grant?.holder !== principal.departmentId) return refuse('grant-unknown');
      if ((grant.state !== 'active' && grant.state !== 'suspended') || at >= grant.until) return refuse('grant-ended');
      if (body.field !== undefined && !grant.fields.some(({ name }) => name === body.field)) return refuse('field-not-granted');
      const open = await corrections.openOf(grant.holder, grantId);
      if (open.grant >= mostOpen.grant || open.department >= mostOpen.department)
        return refuse('too-many-open', '请等待已报告的校核办结，或撤回不再需要的');
      if (!(await isOfGrant(body.row, grantId))) return refuse('mark-not-of-grant');

      const { lane = { visible: 0, rows: 0 } } = await resources.live(grant.resourceId);
      const { windows } = snapshotOf(lane);
      const the: Correction = {
        ...body,
        ...{ correctionId: newCorrectionId(), grantId, resourceId: grant.resourceId },
        ...{ holder: grant.holder, owner: grant.owner, title: grant.title, state: 'reported', version: 1, reportedAt: at },
        feed: lane.visible,
        search: { windows, left: windows },
        move: move('corrections:report', now, { department: principal.departmentId, reason: '报告错误' }),
      };
      const clockRules = await rules.clockRulesOn(shanghaiDate(now));
      const stored = await corrections.store(the, { lookAt: lookAtOfCorrection(the, clockRules, now), next: { at } });
      if (stored === 'stale') return refuse('too-many-open');
      return done(shownCorrection(the, principal, clockRules, now), { etag: String(the.version), objectId: the.correctionId });
    }),
  ];
};
