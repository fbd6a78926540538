import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { streamForwarder } from '../../shared/runtime/stream-forwarder.ts';

const broken = () => Promise.reject(new Error('this queue is out of order'));

describe('The reader of a stream', () => {
  it('tells everybody who can be told, and comes again for those who could not', async () => {
    const told: string[] = [];
    const hears = (name: string) => () => Promise.resolve(void told.push(name));
    const handler = streamForwarder({ audit: { send: broken }, outputs: [hears('subjects'), broken, hears('others')] });
    const context = { functionName: 'forward-changes', awsRequestId: 'r' } as Context;
    await expect(handler({ Records: [] }, context)).rejects.toThrow('out of order');
    expect(told).toEqual(['subjects', 'others']);
  });
});
