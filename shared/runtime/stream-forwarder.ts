import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { AuditEvent } from '../audit/audit-event.ts';
import { during } from './current-call.ts';
import { log, powertoolsLogger } from './log.ts';
import { countMetric, withMetrics } from './metrics.ts';
import { auditOfMove, type ItemChange } from './move.ts';
import type { Queue } from './queue.queue.ts';

/** Who hears of changes: hands over all that concerns it, or throws. */
export type Output = (changes: readonly ItemChange[]) => Promise<void>;

/** A queue, and the messages into it that follow from a change. Nothing is sent where nothing follows, and what follows from several of a batch is sent once. */
export const output =
  <Message>({ queue, of }: { queue: Queue<Message>; of: (change: ItemChange) => Message[] }): Output =>
  (changes) =>
    queue.send([...new Map(changes.flatMap(of).map((message) => [JSON.stringify(message), message])).values()]);

/**
 * The one reader of a table's stream: turns every move of a stored state into one audit event, and tells others what they asked to hear. It is short, writes
 * nothing, and throws when it could not hand over everything, so that the same records come again; the events' ids are repeatable, and others bear repeats. Whoever
 * can be told is told, whatever becomes of the others: one queue that is out of order keeps nothing from the rest.
 */
export const streamForwarder = ({ audit, outputs = [] }: { audit: Queue<AuditEvent>; outputs?: readonly Output[] }) => {
  const everybody = [output({ queue: audit, of: auditOfMove }), ...outputs];
  const handler = (event: DynamoDBStreamEvent, context: Context): Promise<void> =>
    during({ correlationId: context.awsRequestId, actor: `system:${context.functionName}` }, async () => {
      const changes = event.Records.map(changeOf);
      const told = await Promise.allSettled(everybody.map((tell) => tell(changes)));
      const failures = told.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      for (const failure of failures) log.error('notForwarded', { count: changes.length }, failure);
      if (failures.length > 0) throw failures[0];
      log.info('forwarded', { count: changes.length });
      countMetric('ChangesForwarded', changes.length);
    });
  return middy(handler).use(injectLambdaContext(powertoolsLogger)).use(withMetrics());
};

// The event's attribute values and the SDK's are the same JSON, described by two packages.
const plain = (image: unknown): Record<string, unknown> | undefined =>
  image === undefined ? undefined : unmarshall(image as Record<string, AttributeValue>);

const changeOf = ({ dynamodb }: DynamoDBRecord): ItemChange => ({ before: plain(dynamodb?.OldImage), after: plain(dynamodb?.NewImage) });
