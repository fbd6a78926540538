import { setTimeout as pause } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { TryAgain, Unprocessable } from './outcome.ts';

export const dynamo = new DynamoDBClient();

export interface Key {
  pk: string;
  sk: string;
}
/** As DynamoDB sends it: for those who read and write very many, each field by hand. */
export type Item = Record<string, AttributeValue>;

export const toItem = (value: object): Item => marshall(value, { removeUndefinedValues: true });

/** A condition, an update or a key condition in DynamoDB's own words; names are written as `#name` and values as `:name`. */
export interface Expression {
  text: string;
  values?: Record<string, unknown>;
}

/** `#state` needs a name, `:state` a value; both are found in the text, so no list of them is kept by hand. */
const named = (...expressions: (Expression | undefined)[]) => {
  const texts = expressions.flatMap((expression) => (expression ? [expression.text] : []));
  const names = [...new Set(texts.join(' ').match(/#\w+/g))];
  const values = Object.assign({}, ...expressions.map((expression) => expression?.values ?? {})) as Record<string, unknown>;
  return {
    ...(names.length ? { ExpressionAttributeNames: Object.fromEntries(names.map((name) => [name, name.slice(1)])) } : {}),
    ...(Object.keys(values).length
      ? { ExpressionAttributeValues: toItem(Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]))) }
      : {}),
  };
};

export type Change =
  | { put: object; condition?: Expression }
  | { update: Key; set: Expression; condition?: Expression }
  | { remove: Key; condition?: Expression }
  | { expect: Key; condition: Expression };

interface QueryOptions {
  index?: string;
  limit?: number;
  cursor?: string | undefined;
  newestFirst?: boolean;
  /** These attributes alone are answered; the read costs the same. */
  only?: readonly string[];
}

export interface Page<Found> {
  items: Found[];
  next?: string;
}

/** Opaque to callers; DynamoDB itself refuses a position that does not belong to the query. */
const toCursor = (key: Item): string => Buffer.from(JSON.stringify(unmarshall(key))).toString('base64url');

export class CursorInvalid extends Error {
  override name = 'CursorInvalid';
}
const fromCursor = (cursor: string): Item => {
  try {
    return toItem(
      z
        .record(z.string().max(20), z.union([z.string().max(400), z.number()]))
        .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString())),
    );
  } catch {
    throw new CursorInvalid('cursor');
  }
};

/** DynamoDB's own limit. */
const mostInTransaction = 100;
/** How long a transaction that meets others on the same items goes on trying. */
const transactionPatience = 8000;

const backOff = async (attempt: number, deadline: number): Promise<void> => {
  const wait = Math.min(20 * 2 ** attempt, 1000) * (0.5 + Math.random() / 2);
  if (Date.now() + wait >= deadline) throw new TryAgain('the table is throttled and the time is up');
  await pause(wait);
};

/** One table of a capability. Reads are strongly consistent; a failed condition is an answer; nothing is returned unparsed. */
export const openTable = (TableName: string) => ({
  async get<Found>(key: Key, schema: z.ZodType<Found>): Promise<Found | undefined> {
    const item = await this.getItem(key);
    return item && schema.parse(unmarshall(item));
  },

  async getItem(key: Key): Promise<Item | undefined> {
    return (await dynamo.send(new GetItemCommand({ TableName, Key: toItem(key), ConsistentRead: true }))).Item;
  },

  async put(item: object, condition?: Expression): Promise<'done' | 'condition-failed'> {
    const conditional = condition && { ConditionExpression: condition.text, ...named(condition) };
    return answered(() => dynamo.send(new PutItemCommand({ TableName, Item: toItem(item), ...conditional })));
  },

  async update(key: Key, set: Expression, condition?: Expression): Promise<'done' | 'condition-failed'> {
    return answered(() =>
      dynamo.send(
        new UpdateItemCommand({
          TableName,
          Key: toItem(key),
          UpdateExpression: set.text,
          ...(condition && { ConditionExpression: condition.text }),
          ...named(set, condition),
        }),
      ),
    );
  },

  /** As `update`, of an item whose counters say what to do next: it is answered as it is after the update or, where the condition failed, as it was found. */
  async updateSeeing<Found>(
    key: Key,
    set: Expression,
    condition: Expression | undefined,
    schema: z.ZodType<Found>,
  ): Promise<{ done: boolean; item: Found | undefined }> {
    const parsed = (item: Item | undefined) => item && schema.parse(unmarshall(item));
    try {
      const { Attributes } = await dynamo.send(
        new UpdateItemCommand({
          TableName,
          Key: toItem(key),
          UpdateExpression: set.text,
          ...(condition && { ConditionExpression: condition.text, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
          ...named(set, condition),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return { done: true, item: parsed(Attributes) };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { done: false, item: parsed(error.Item) };
      throw error;
    }
  },

  /** All or nothing. */
  async transact(changes: readonly Change[]): Promise<'done' | 'condition-failed'> {
    if (changes.length > mostInTransaction)
      throw new Unprocessable(`a transaction of ${changes.length} changes; it holds ${mostInTransaction}`);
    const TransactItems = changes.map((change): TransactWriteItem => {
      const condition = change.condition && { ConditionExpression: change.condition.text };
      if ('put' in change) return { Put: { TableName, Item: toItem(change.put), ...condition, ...named(change.condition) } };
      if ('remove' in change) return { Delete: { TableName, Key: toItem(change.remove), ...condition, ...named(change.condition) } };
      if ('expect' in change)
        return {
          ConditionCheck: { TableName, Key: toItem(change.expect), ConditionExpression: change.condition.text, ...named(change.condition) },
        };
      return {
        Update: {
          TableName,
          Key: toItem(change.update),
          UpdateExpression: change.set.text,
          ...condition,
          ...named(change.set, change.condition),
        },
      };
    });
    const deadline = Date.now() + transactionPatience;
    for (let attempt = 1; ; attempt++) {
      try {
        await dynamo.send(new TransactWriteItemsCommand({ TransactItems }));
        return 'done';
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const codes = error.CancellationReasons?.map((reason) => reason.Code) ?? [];
        if (codes.includes('ConditionalCheckFailed')) return 'condition-failed';
        const passing = codes.every((code) => code === 'None' || /Conflict|Throttl|ThroughputExceeded/.test(code ?? ''));
        if (!passing) throw new Unprocessable(`transaction cancelled: ${codes.join(', ')}`);
        // Another transaction touches the same item at this moment, as the counters of an upload are: nothing was written, so it is tried again here.
        await backOff(attempt, deadline);
      }
    }
  },

  async query<Found>(where: Expression, schema: z.ZodType<Found>, options: QueryOptions = {}): Promise<Page<Found>> {
    const page = await this.queryItems(where, options);
    return { ...page, items: page.items.map((item) => schema.parse(unmarshall(item))) };
  },

  async queryItems(where: Expression, options: QueryOptions): Promise<Page<Item>> {
    const only = options.only && { text: options.only.map((name) => `#${name}`).join(', ') };
    const asking = dynamo.send(
      new QueryCommand({
        TableName,
        ...(options.index === undefined ? { ConsistentRead: true } : { IndexName: options.index }),
        KeyConditionExpression: where.text,
        ...named(where, only),
        ...(only && { ProjectionExpression: only.text }),
        ...(options.limit !== undefined && { Limit: options.limit }),
        ...(options.cursor !== undefined && { ExclusiveStartKey: fromCursor(options.cursor) }),
        ScanIndexForward: !options.newestFirst,
      }),
    );
    const { Items = [], LastEvaluatedKey } = await asking.catch((error: unknown) => {
      // The one part of a query that comes from outside is the position where it goes on.
      if (options.cursor !== undefined && error instanceof Error && error.name === 'ValidationException') throw new CursorInvalid('cursor');
      throw error;
    });
    return {
      items: Items,
      ...(LastEvaluatedKey && { next: toCursor(LastEvaluatedKey) }),
    };
  },

  /** Every page of a question whose answer is known to be short. */
  async queryAll<Found>(where: Expression, schema: z.ZodType<Found>, options: Pick<QueryOptions, 'only' | 'index'> = {}): Promise<Found[]> {
    const all: Found[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<Found> = await this.query(where, schema, { ...options, cursor });
      all.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return all;
  },

  /** As `getItems`, as plain objects. */
  async getMany(keys: readonly Key[], deadline: number): Promise<Record<string, unknown>[]> {
    return (await this.getItems(keys, deadline)).map((item) => unmarshall(item));
  },

  /** As `putItems`, of plain objects. */
  async putMany(items: readonly object[], deadline: number): Promise<void> {
    await this.putItems(items.map(toItem), deadline);
  },

  /** Up to 100 keys; what the table did not get to is asked again until the deadline (epoch milliseconds). */
  async getItems(keys: readonly Key[], deadline: number): Promise<Item[]> {
    const found: Item[] = [];
    let Keys: Item[] = keys.map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } }));
    for (let attempt = 0; Keys.length > 0; attempt++) {
      if (attempt > 0) await backOff(attempt, deadline);
      const { Responses, UnprocessedKeys } = await dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
      );
      found.push(...(Responses?.[TableName] ?? []));
      Keys = UnprocessedKeys?.[TableName]?.Keys ?? [];
    }
    return found;
  },

  /**
   * Up to 25 items, plain puts; only where a lane guarantees one writer. Unprocessed ones are sent again until the deadline. Answers the write units that the calls
   * report, indexes included.
   */
  putItems: (items: readonly Item[], deadline: number): Promise<number> =>
    writeBatch(
      TableName,
      items.map((Item) => ({ PutRequest: { Item } })),
      deadline,
    ),

  /** As `putMany`, for items that go. What is not there is gone already. */
  async removeMany(keys: readonly Key[], deadline: number): Promise<void> {
    await writeBatch(
      TableName,
      keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: toItem({ pk, sk }) } })),
      deadline,
    );
  },
});

const writeBatch = async (TableName: string, batch: WriteRequest[], deadline: number): Promise<number> => {
  let requests = batch;
  let units = 0;
  for (let attempt = 0; requests.length > 0; attempt++) {
    // After the deadline somebody else may hold the lease.
    if (Date.now() >= deadline) throw new TryAgain('the time is up');
    if (attempt > 0) await backOff(attempt, deadline);
    const { UnprocessedItems, ConsumedCapacity = [] } = await dynamo.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: requests }, ReturnConsumedCapacity: 'TOTAL' }),
    );
    for (const { CapacityUnits = 0 } of ConsumedCapacity) units += CapacityUnits;
    requests = UnprocessedItems?.[TableName] ?? [];
  }
  return units;
};

const answered = async (send: () => Promise<unknown>): Promise<'done' | 'condition-failed'> => {
  try {
    await send();
    return 'done';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'condition-failed';
    throw error;
  }
};
