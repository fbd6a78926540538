import type { Context } from 'aws-lambda';
import { during } from './current-call.ts';
import { log } from './log.ts';

/** A function that only the deployment invokes, again with every deployment: what it does must bear that. */
export const invokedByDeployment =
  <Result extends { seeded: number }>(run: (event: unknown, now: Date) => Promise<Result>) =>
  (event: unknown, context: Context): Promise<Result> =>
    during({ correlationId: context.awsRequestId, actor: 'system:deployment' }, async () => {
      const result = await run(event, new Date());
      log.info('seeded', { count: result.seeded });
      return result;
    });
