import * as z from 'zod';
import { openTable } from '../../../shared/runtime/table.store.ts';
import type { SignedCaller } from '../../../shared/runtime/signed-call.ts';
import { WorkingSecrets } from './working-secrets.ts';

/**
 * `destination#<source> / working-secrets`
 * `nonce#<digest> / nonce`, which DynamoDB removes some time after `expiresAt`
 */
export const secretsKey = (source: string) => ({ pk: `destination#${source}`, sk: 'working-secrets' });
const nonceKey = (nonce: string) => ({ pk: `nonce#${nonce}`, sk: 'nonce' });

/** Stored with whatever is stored because of the call; the same call with the same body may come again. */
export const nonceChange = ({ nonce, bodyDigest, nonceEnds }: SignedCaller) => ({
  put: { ...nonceKey(nonce), bodyDigest, expiresAt: nonceEnds },
  condition: { text: 'attribute_not_exists(pk) OR #bodyDigest = :bodyDigest', values: { bodyDigest } },
});

export interface Calls {
  secretsOf(source: string): Promise<WorkingSecrets | undefined>;
  /** The body with which this nonce was seen. */
  seenWith(nonce: string): Promise<string | undefined>;
  /** A call that is answered with a secret is answered once: whoever reads its headers later gets nothing by repeating it. */
  useOnce(caller: SignedCaller): Promise<'first' | 'seen'>;
  /** `stale`: somebody else has changed them. */
  keepSecrets(secrets: WorkingSecrets): Promise<'kept' | 'stale'>;
}

export const callsTable = (tableName: string): Calls => {
  const table = openTable(tableName);
  return {
    secretsOf: (source) => table.get(secretsKey(source), WorkingSecrets),
    async seenWith(nonce) {
      return (await table.get(nonceKey(nonce), z.object({ bodyDigest: z.string() })))?.bodyDigest;
    },
    async useOnce(caller) {
      const { put } = nonceChange(caller);
      return (await table.put(put, { text: 'attribute_not_exists(pk)' })) === 'done' ? 'first' : 'seen';
    },
    async keepSecrets(secrets) {
      const before = secrets.version - 1;
      const outcome = await table.put(
        { ...secretsKey(secrets.source), ...secrets },
        before === 0 ? { text: 'attribute_not_exists(pk)' } : { text: '#version = :before', values: { before } },
      );
      return outcome === 'done' ? 'kept' : 'stale';
    },
  };
};
