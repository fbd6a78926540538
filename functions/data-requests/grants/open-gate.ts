import { type Refusal, refuse } from '../../../shared/runtime/outcome.ts';
import type { Row } from '../delivery/row.ts';
import { resourceOfGrant } from '../sharing.ts';
import { type Asking, type GateRefusal, type Given, giveRow, mayRead, type Reading } from './gate.ts';
import type { Grants, Noting } from './grants.store.ts';
import type { GrantKey, GrantKeys } from './keys.client.ts';
import type { LaneState, ResourceTerms } from './terms.ts';

export interface GateCollaborators {
  grants: Pick<Grants, 'forReading' | 'count' | 'countWith' | 'countRefused' | 'lookSoon'>;
  resources: { live(resourceId: string): Promise<{ terms?: ResourceTerms | undefined; lane?: LaneState | undefined }> };
  keys: GrantKeys;
}

/** What one read may do. Nothing is answered before `count` has said `counted`. */
export interface Opened extends Pick<GrantKey, 'orderOf' | 'seal' | 'unseal'> {
  reading: Reading;
  lane: LaneState;
  /** Undefined: not granted, or not asked for. Of statistics always. */
  give: (row: Row) => Given | undefined;
  /** The id under which this grant knows a record, whether it is given or not. */
  idOf: (key: string) => string;
  /** Quota and metering in one write. By API it counts a call too; the batches of a file count rows. */
  count: (rows: number) => Promise<'counted' | Refusal<GateRefusal>>;
  /** As `count`, of rows of a file, in one transaction with what notes it: never one without the other. */
  countWith: (rows: number, noting: Noting) => Promise<'counted' | 'stale' | Refusal<GateRefusal>>;
}

/** Nothing is loaded yet. */
const emptyLane: LaneState = { visible: 0, feeds: 0, rows: 0, at: '1970-01-01T00:00:00.000Z', wanted: false };

/**
 * The one gate that every read of shared data passes, each page and each batch of an export anew: the policy as it is now, then the rows, then the count, then the
 * answer. What would exceed the quota is not given, so concurrent reads exceed it by nothing; and who read the grant before it changed is not counted after.
 */
export const openGate =
  ({ grants, resources, keys }: GateCollaborators) =>
  async (grantId: string, asking: Asking): Promise<Opened | Refusal<GateRefusal>> => {
    const [{ terms: grant, use }, { terms: resource, lane = emptyLane }] = await Promise.all([
      grants.forReading(grantId),
      resources.live(resourceOfGrant(grantId)),
    ]);
    const { now } = asking;
    const note = async (refusal: Refusal<GateRefusal>): Promise<Refusal<GateRefusal>> => {
      if (refusal.because === 'quota-exhausted' && (await grants.countRefused(grantId, now)) === 1) await grants.lookSoon(grantId, now);
      // It rests from the next look on, and says why; this is once, or a few times.
      if (refusal.because === 'grant-outdated') await grants.lookSoon(grantId, now);
      return refusal;
    };

    const reading = mayRead({ resource, grant, use }, asking);
    if ('outcome' in reading) return note(reading);
    const { pseudonym, orderOf, seal, unseal } = await keys.of(grantId);
    return {
      ...{ reading, lane, orderOf, seal, unseal },
      give: giveRow(reading, pseudonym),
      idOf: (key) => pseudonym('#row', key),
      async count(rows) {
        const counted = await grants.count(reading, rows);
        return counted === 'counted' ? counted : note(refuse(counted));
      },
      async countWith(rows, noting) {
        const counted = await grants.countWith(reading, rows, noting);
        return counted === 'counted' || counted === 'stale' ? counted : note(refuse(counted));
      },
    };
  };
