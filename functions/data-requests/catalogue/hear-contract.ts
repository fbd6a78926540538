import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { TryAgain } from '../../../shared/runtime/outcome.ts';
import type { DataRequestRules } from '../clocks/clock-rules.store.ts';
import { followed } from './protection.ts';
import { KeptContract, type Resource } from './resource.ts';
import type { Resources } from './resources.store.ts';
import { lookAtOfResource } from './runs-of-resource.ts';
import { stepResource } from './step-resource.ts';

const hub = { by: 'system', part: 'system' as const };

/** Is it a newer one, or does it say more of the entry's fields? */
const concerns = (the: Resource, contract: KeptContract): boolean =>
  contract.version > the.contractVersion ||
  JSON.stringify(followed(the, contract)) !== JSON.stringify(followed(the, { ...contract, columns: [] }));

/** A manifest of an earlier day does not; a contract has a length for its record key always. */
const saysHowItLooks = ({ columns }: KeptContract): boolean => columns.some(({ maxLength }) => maxLength !== undefined);

interface Collaborators {
  resources: Pick<Resources, 'findContract' | 'keepContract' | 'list' | 'find' | 'store'>;
  rules: Pick<DataRequestRules, 'clockRulesOn'>;
}

/**
 * Of a published contract or a finished upload's manifest: keeps what the columns mean, unless a newer contract is known, and raises the fields of the dataset's entries whose
 * columns it raises. May come twice, late or out of order.
 */
export const hearContract =
  ({ resources, rules }: Collaborators) =>
  async (announced: { dataset: string; contract: Omit<KeptContract, 'dataset'> }, now: Date): Promise<void> => {
    const contract = KeptContract.parse({ ...announced.contract, dataset: announced.dataset });
    const known = await resources.findContract(contract.dataset);
    if (known && (known.version > contract.version || (known.version === contract.version && saysHowItLooks(known)))) return;

    let cursor: string | undefined;
    do {
      const page = await resources.list({ dataset: contract.dataset, limit: 100, cursor });
      for (const { resourceId } of page.items) {
        const the = await resources.find(resourceId);
        if (!the || the.state === 'deleted' || !concerns(the, contract)) continue;
        const stepped = stepResource(the, { move: 'follow-contract', contract }, hub, now);
        if (stepped.outcome === 'refused') continue;
        const lookAt = lookAtOfResource(stepped.resource, await rules.clockRulesOn(shanghaiDate(now)), now);
        if ((await resources.store(stepped, lookAt)) === 'stale') throw new TryAgain(`${resourceId} is being changed`);
      }
      cursor = page.next;
    } while (cursor !== undefined);
    // Last: whoever comes again after a fault finds that it is not done.
    await resources.keepContract(contract);
  };
