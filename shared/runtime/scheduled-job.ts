import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { during } from './current-call.ts';
import { log, powertoolsLogger } from './log.ts';
import { countMetric, withMetrics } from './metrics.ts';

/** A job that a schedule starts. It may be started twice or late, so what it does must bear both. `run` answers how many things it did. */
export const scheduledJob = ({ run }: { run: (work: { now: Date; timeIsUp: () => boolean }) => Promise<number> }) => {
  const handler = (_event: unknown, context: Context): Promise<void> =>
    during({ correlationId: context.awsRequestId, actor: `system:${context.functionName}` }, async () => {
      const begun = performance.now();
      try {
        const deadline = Date.now() + context.getRemainingTimeInMillis() - 1500;
        const count = await run({ now: new Date(), timeIsUp: () => Date.now() >= deadline });
        log.info('jobDone', { count, milliseconds: Math.round(performance.now() - begun) });
        countMetric('JobsDone');
      } catch (error) {
        log.error('jobFailed', {}, error);
        throw error;
      }
    });
  return middy(handler).use(injectLambdaContext(powertoolsLogger)).use(withMetrics());
};
