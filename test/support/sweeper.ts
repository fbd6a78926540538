import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { inject } from 'vitest';
import { ended } from './hub.ts';

/** The sweeper comes once a minute; a test calls it more often, as a shorter schedule would. */
export const endedWithSweeper = async (who: string, uploadId: string) => {
  const { endpoint } = inject('hub');
  const lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const command = new InvokeCommand({ FunctionName: 'hub-test-ingestion-sweep-uploads', Payload: '{}' });
  const sweeping = setInterval(() => void lambda.send(command).catch(() => undefined), 3000);
  try {
    return await ended(who, uploadId, 170);
  } finally {
    clearInterval(sweeping);
  }
};
