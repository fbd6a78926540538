import { createHash } from 'node:crypto';
import {
  IdempotencyConfig,
  IdempotencyAlreadyInProgressError,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { dynamo } from './table.store.ts';
import type { Done } from './route.ts';

/** The same key with another content: a mistake of the caller's. */
export class KeyReused extends Error {
  override name = 'KeyReused';
}
/** The first call with this key has not answered yet. */
export class KeyInProgress extends Error {
  override name = 'KeyInProgress';
}

export interface Idempotency {
  once(key: string, content: unknown, attempt: () => Promise<Done<unknown>>, context: Context): Promise<Done<unknown>>;
}

/**
 * Answers of creating calls, kept for 24 hours in the capability's own table, spread over 16 partitions.
 * A replay loses what `forgetOnReplay` names, because it would be dead by then (a transfer address lives 15 minutes).
 */
export const openIdempotency = (tableName: string, { forgetOnReplay = [] }: { forgetOnReplay?: string[] } = {}): Idempotency => {
  const layers = Array.from({ length: 16 }, (_, index) => index.toString(16)).map(
    (shard) =>
      new DynamoDBPersistenceLayer({
        tableName,
        awsSdkV3Client: dynamo,
        keyAttr: 'pk',
        sortKeyAttr: 'sk',
        staticPkValue: `idempotency#${shard}`,
        expiryAttr: 'expiresAt',
      }),
  );
  return {
    async once(key, content, attempt, context) {
      const hashed = createHash('sha256').update(key).digest();
      const persistenceStore = layers[(hashed[0] ?? 0) % layers.length];
      if (!persistenceStore) throw new Error('no layer');
      const config = new IdempotencyConfig({
        eventKeyJmesPath: 'key',
        payloadValidationJmesPath: 'content',
        expiresAfterSeconds: 24 * 3600,
        hashFunction: 'sha256',
        lambdaContext: context,
        responseHook: (response) => withoutDead(response, forgetOnReplay),
      });
      const once = makeIdempotent(async (_payload: { key: string; content: unknown }) => JSON.stringify(await attempt()), {
        persistenceStore,
        config,
        keyPrefix: 'call',
      });
      try {
        // The answer travels as text: DynamoDB's marshalling would drop what JSON keeps apart (empty and absent).
        return JSON.parse(await once({ key, content })) as Done<unknown>;
      } catch (error) {
        if (error instanceof IdempotencyValidationError) throw new KeyReused(key);
        if (error instanceof IdempotencyAlreadyInProgressError) throw new KeyInProgress(key);
        throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
      }
    },
  };
};

const withoutDead = (response: unknown, names: readonly string[]): string => {
  const done = JSON.parse(String(response)) as Done<Record<string, unknown>>;
  return JSON.stringify({ ...done, body: Object.fromEntries(Object.entries(done.body).filter(([name]) => !names.includes(name))) });
};
