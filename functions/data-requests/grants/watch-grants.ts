import { inParallel } from '../../../shared/runtime/in-parallel.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import type { SharingSettings } from '../sharing-settings.ts';
import { lookAtGrant } from './grant-alert.ts';
import type { Grants } from './grants.store.ts';
import type { GateCollaborators } from './open-gate.ts';
import { stepGrant } from './step-grant.ts';

interface Collaborators {
  grants: Pick<Grants, 'find' | 'usesOf' | 'store' | 'toLookAt' | 'lookedAt' | 'say'>;
  resources: GateCollaborators['resources'];
  settings: SharingSettings;
  log: Log;
}

const atOnce = 100;
/** More than the days by which a usual volume is told. */
const daysSeen = 40;

/**
 * Every minute, for as long as there is time: of the grants whose time to look has come, ends what has run out, suspends what is used too much or no longer allowed, and says what holder and owner should
 * know. The gate refuses all that by itself; this stores it and says why. Started twice or late it does nothing twice: moves are on a version, and what was said is stored.
 */
export const watchGrants =
  ({ grants, resources, settings, log }: Collaborators) =>
  async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    let count = 0;
    const lookAt = async (grantId: string): Promise<void> => {
      const grant = timeIsUp() ? undefined : await grants.find(grantId);
      if (!grant) return;
      const [{ terms: resource }, uses] = await Promise.all([resources.live(grant.resourceId), grants.usesOf(grantId, daysSeen)]);
      const { act, alerts, next } = lookAtGrant(grant, { resource, uses, settings, now });
      const stepped = act && stepGrant(grant, act, 'system', { now, resource, longestMonths: settings.longestMonths });
      if (stepped?.outcome === 'stepped') {
        // Somebody moved it meanwhile: that move has asked for the next look.
        if ((await grants.store(stepped.grant, stepped)) === 'stale') return;
        count += 1;
      }
      for (const alert of alerts) if ((await grants.say(alert)) === 'said') count += 1;
      // A move asks for a look by itself.
      if (!stepped) await grants.lookedAt(grantId, now, next);
    };
    const seen = new Set<string>();
    while (!timeIsUp()) {
      // The list lags behind what was just noted, and a move asks for another look: that comes a minute later.
      const due = (await grants.toLookAt(now, atOnce)).filter((grantId) => !seen.has(grantId));
      if (due.length === 0) break;
      for (const grantId of due) seen.add(grantId);
      await inParallel(due, 4, (grantId) =>
        // One that cannot be looked at keeps nobody else's from being seen to.
        lookAt(grantId).catch(async (error: unknown) => {
          log.error('grantNotWatched', { grantId }, error);
          await grants.lookedAt(grantId, now, new Date(now.getTime() + 3_600_000));
        }),
      );
    }
    return count;
  };
