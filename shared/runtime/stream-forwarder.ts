import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { AuditEvent } from '../audit/audit-event.ts';
import { during } from './current-call.ts';
import { log, powertoolsLogger } from './log.ts';
import { countMetric, withMetrics } from './metrics.ts';
import { auditOfMove } from './move.ts';
import type { Queue } from './queue.queue.ts';

/**
 * The one reader of a table's stream: turns every move of a stored state into one audit event. It is short, writes nothing, and throws
 * when it could not hand over everything, so that the same records come again; the events' ids are repeatable.
 */
export const streamForwarder = ({ audit }: { audit: Queue<AuditEvent> }) => {
  const handler = (event: DynamoDBStreamEvent, context: Context): Promise<void> =>
    during({ correlationId: context.awsRequestId, actor: `system:${context.functionName}` }, async () => {
      const events = event.Records.flatMap((record) => auditOfMove(imagesOf(record)));
      try {
        await audit.send(events);
      } catch (error) {
        log.error('auditFailed', { count: events.length }, error);
        throw error;
      }
      log.info('forwarded', { count: events.length });
      countMetric('ChangesForwarded', events.length);
    });
  return middy(handler).use(injectLambdaContext(powertoolsLogger)).use(withMetrics());
};

// The event's attribute values and the SDK's are the same JSON, described by two packages.
const plain = (image: unknown): Record<string, unknown> | undefined =>
  image === undefined ? undefined : unmarshall(image as Record<string, AttributeValue>);

const imagesOf = ({ dynamodb }: DynamoDBRecord) => ({ before: plain(dynamodb?.OldImage), after: plain(dynamodb?.NewImage) });
