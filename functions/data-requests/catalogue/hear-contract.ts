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

/** `department`: of an upload, whose rows wait for the entries that are made of them and for nobody else's. */
interface Announced {
  dataset: string;
  department?: string;
  contract: Omit<KeptContract, 'dataset'>;
}

/**
 * Of a published contract or a finished upload's manifest: keeps what the columns mean, unless a newer contract is known, and raises the fields of the dataset's entries whose
 * columns it raises. It is kept first, so that no entry is created any more under the one before, and the entries are walked whenever it is said, so that one which
 * could not follow does so when it is said again. May come twice, late or out of order.
 */
export const hearContract =
  ({ resources, rules }: Collaborators) =>
  async ({ dataset, department, contract: said }: Announced, now: Date): Promise<void> => {
    const announced = KeptContract.parse({ ...said, dataset });
    const known = await resources.findContract(dataset);
    if (known && known.version > announced.version) return;
    const isKept = known?.version === announced.version && saysHowItLooks(known);
    const contract = isKept ? known : announced;
    if (!isKept) await resources.keepContract(contract);

    const follow = async (resourceId: string): Promise<void> => {
      const the = await resources.find(resourceId);
      if (!the || !concerns(the, contract)) return;
      const stepped = stepResource(the, { move: 'follow-contract', contract }, hub, now);
      if (stepped.outcome === 'refused') return;
      const lookAt = lookAtOfResource(stepped.resource, await rules.clockRulesOn(shanghaiDate(now)), now);
      if ((await resources.store(stepped, lookAt)) === 'stale') throw new TryAgain(`${resourceId} is being changed`);
    };

    const failures: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await resources.list({ dataset, limit: 100, cursor });
      for (const { resourceId, lane } of page.items)
        if (department === undefined || lane.department === department)
          await follow(resourceId).catch((error: unknown) => void failures.push(error));
      cursor = page.next;
    } while (cursor !== undefined);
    // The others have followed.
    if (failures.length > 0) throw failures[0];
  };
