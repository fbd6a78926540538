import * as z from 'zod';
import { type Change, openTable } from '../../../shared/runtime/table.store.ts';
import type { SignedCaller } from '../../../shared/runtime/signed-call.ts';
import { WorkingSecrets } from './working-secrets.ts';

/**
 * `destination#<source> / working-secrets`
 * `nonce#<digest> / nonce`, which DynamoDB removes some time after `expiresAt`
 */
export const secretsKey = (source: string) => ({ pk: `destination#${source}`, sk: 'working-secrets' });
const nonceKey = (nonce: string) => ({ pk: `nonce#${nonce}`, sk: 'nonce' });

/** Stored with whatever is stored because of the call; the same call with the same body may come again. */
export const nonceChange = ({ nonce, bodyDigest, nonceEnds }: SignedCaller): Change => ({
  put: { ...nonceKey(nonce), bodyDigest, expiresAt: nonceEnds },
  condition: { text: 'attribute_not_exists(pk) OR #bodyDigest = :bodyDigest', values: { bodyDigest } },
});

export interface Calls {
  secretsOf(source: string): Promise<WorkingSecrets | undefined>;
  /** The body with which this nonce was seen. */
  seenWith(nonce: string): Promise<string | undefined>;
  /** `stale`: somebody else has changed them, or the call was seen with another body. */
  keepSecrets(secrets: WorkingSecrets, caller: SignedCaller): Promise<'kept' | 'stale'>;
}

export const callsTable = (tableName: string): Calls => {
  const table = openTable(tableName);
  return {
    secretsOf: (source) => table.get(secretsKey(source), WorkingSecrets),
    async seenWith(nonce) {
      return (await table.get(nonceKey(nonce), z.object({ bodyDigest: z.string() })))?.bodyDigest;
    },
    async keepSecrets(secrets, caller) {
      const before = secrets.version - 1;
      const outcome = await table.transact([
        nonceChange(caller),
        {
          put: { ...secretsKey(secrets.source), ...secrets },
          condition: before === 0 ? { text: 'attribute_not_exists(pk)' } : { text: '#version = :before', values: { before } },
        },
      ]);
      return outcome === 'done' ? 'kept' : 'stale';
    },
  };
};
