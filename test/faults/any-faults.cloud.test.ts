import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterEach, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { type Fault, faultsOf } from '../../infra/local/faults.client.ts';
import { company, csvOf } from '../ingestion/sample-file.ts';
import { as, declare, transfer } from '../support/hub.ts';
import { sampleDepartments } from '../../infra/local/sample/people.ts';
import { emergencyClerk } from '../support/people.ts';
import { endedWithSweeper } from '../support/sweeper.ts';

const faults = faultsOf(inject('hub').endpoint);

afterEach(async () => {
  await faults.clear();
});

interface Said {
  key: string;
  time: string;
  capital: string;
}

const said: fc.Arbitrary<Said> = fc.record({
  key: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'),
  time: fc.constantFrom('2026-01-01', '2026-02-02', '2026-03-03'),
  capital: fc.constantFrom('100', '200', '300'),
});
const broken = { key: 'x', time: '', capital: '1' };
const delivery = fc.array(fc.oneof({ weight: 6, arbitrary: said }, { weight: 1, arbitrary: fc.constant(broken) }), {
  minLength: 1,
  maxLength: 14,
});

const anyFault: fc.Arbitrary<Fault> = fc
  .tuple(
    fc.constantFrom<Fault>(
      { service: 'dynamodb', operation: 'BatchWriteItem', action: 'throttle' },
      { service: 'dynamodb', operation: 'BatchWriteItem', action: 'unprocessed' },
      { service: 'dynamodb', operation: 'BatchGetItem', action: 'unprocessed' },
      { service: 'dynamodb', operation: 'BatchWriteItem', action: 'lose-answer' },
      { service: 'dynamodb', operation: 'TransactWriteItems', action: 'lose-answer' },
      { service: 'dynamodb', operation: 'TransactWriteItems', action: 'error' },
      { service: 'dynamodb', operation: 'GetItem', action: 'error' },
      { service: 'sqs', operation: 'SendMessageBatch', match: 'uploadId', action: 'twice' },
      { service: 'sqs', operation: 'SendMessageBatch', match: 'uploadId', action: 'lose-answer' },
      { service: 'sqs', operation: 'SendMessageBatch', match: 'uploadId', action: 'delay', delayMs: 1500 },
      { service: 's3', operation: 'GET', action: 'error' },
      { service: 's3', operation: 'PUT', match: '/work/', action: 'lose-answer' },
      { service: 's3', operation: 'PUT', match: 'curated', action: 'throttle' },
    ),
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 1, max: 2 }),
  )
  .map(([fault, skip, times]) => ({ ...fault, skip, times }));

/** What the records must be: one row after the other, newer business time wins, then the later row and the later delivery. */
const plainModel = (deliveries: readonly (readonly Said[])[]): Map<string, Said> => {
  const records = new Map<string, Said>();
  for (const row of deliveries.flat()) {
    const known = records.get(row.key);
    if (row.time !== '' && (!known || row.time >= known.time)) records.set(row.key, row);
  }
  return records;
};

const Record = z.object({ businessTime: z.string(), content: z.object({ regcap: z.string() }) });

it('Whatever is handed in and whatever befalls the work, nothing is lost, nothing is counted twice, and the records are those of the plain model', async () => {
  const department = sampleDepartments.find(({ name }) => name.includes('应急'))?.departmentId ?? '';
  const hub = await as(emergencyClerk);
  await fc.assert(
    fc.asyncProperty(
      fc.array(delivery, { minLength: 2, maxLength: 3 }),
      fc.array(anyFault, { minLength: 1, maxLength: 4 }),
      async (deliveries, plan) => {
        const own = randomUUID().slice(0, 8);
        await faults.clear();
        const declared = [];
        for (const rows of deliveries) {
          const bytes = csvOf(rows.map(({ key, time, capital }) => company({ pripid: `${own}-${key}`, apprdate: time, regcap: capital })));
          declared.push({ rows, bytes, ...(await declare(emergencyClerk, 'market-entities', bytes)) });
        }
        await faults.set(plan);
        const sums = [];
        for (const { rows, bytes, upload, transfer: to } of declared) {
          // The order of arrival is part of what was handed in: the next goes when this one has come.
          let put = await transfer(to, bytes);
          if (put.status >= 500) put = await transfer(to, bytes);
          expect([200, 412], put.text).toContain(put.status);
          const { report } = await endedWithSweeper(emergencyClerk, upload.uploadId);
          expect(report).toMatchObject({ read: rows.length, refused: rows.filter(({ time }) => time === '').length, complete: true });
          sums.push(report);
          const { accepted, unchanged = 0, superseded = 0, refused = 0 } = report ?? {};
          expect((accepted?.new ?? 0) + (accepted?.changed ?? 0) + unchanged + superseded + refused).toBe(rows.length);
        }
        await faults.clear();
        const model = plainModel(deliveries);
        model.delete('x');
        for (const [key, { time, capital }] of model)
          expect(await hub.get(`/v1/records/market-entities/${department}/${own}-${key}`, Record), key).toMatchObject({
            businessTime: time,
            content: { regcap: `${capital}000000` },
          });
        expect(sums.reduce((sum, report) => sum + (report?.accepted.new ?? 0), 0)).toBe(model.size);
      },
    ),
    { numRuns: Number(process.env['FAULT_RUNS'] ?? 4), endOnFailure: true },
  );
}, 600_000);
