import { afterEach, describe, expect, inject, it } from 'vitest';
import { SubjectShown } from '../../functions/subjects/routes.ts';
import { type Fault, faultsOf } from '../../infra/local/faults.client.ts';
import { check, company, csvOf } from '../ingestion/sample-file.ts';
import { as, handIn } from '../support/hub.ts';
import { environmentClerk, marketClerk, steward } from '../support/people.ts';
import { eventually, newCode, newKey, newName, pageOfFound, read } from '../support/register.ts';

const faults = faultsOf(inject('hub').endpoint);
afterEach(async () => {
  await faults.clear();
});

const pagesOf = async (subjectId: string): Promise<string[]> => {
  const client = await as(steward);
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.get(`/v1/subjects/${subjectId}?limit=100${cursor === undefined ? '' : `&cursor=${cursor}`}`, SubjectShown);
    keys.push(...page.records.items.map(({ recordId }) => recordId));
    cursor = page.records.next;
  } while (cursor !== undefined);
  return keys;
};

describe('Whatever happens to the calls of linking, the register is the same', () => {
  it.each<[string, Fault[]]>([
    [
      'writes are throttled, and batches come back undone',
      [
        { service: 'dynamodb', operation: 'BatchWriteItem', match: 'subject#', action: 'throttle', times: 5 },
        { service: 'dynamodb', operation: 'BatchWriteItem', match: 'subject#', action: 'unprocessed', times: 3 },
      ],
    ],
    // The third part of a plan: what was written before it is written again by the next delivery.
    [
      'a worker breaks off before the links',
      [{ service: 'dynamodb', operation: 'BatchWriteItem', match: 'link#', action: 'error', times: 4 }],
    ],
    [
      'the answer of the links is lost',
      [{ service: 'dynamodb', operation: 'BatchWriteItem', match: 'link#', action: 'lose-answer', times: 4 }],
    ],
    ['the manifest can not be read for a moment', [{ service: 's3', operation: 'GET', match: 'manifest.json', action: 'error', times: 4 }]],
    [
      'the message of the finished upload comes twice',
      [{ service: 'sqs', operation: 'SendMessageBatch', match: 'prefix', action: 'twice' }],
    ],
    [
      'the stream can not hand it over at first',
      [{ service: 'sqs', operation: 'SendMessageBatch', match: 'prefix', action: 'error', times: 4 }],
    ],
  ])('%s', async (_what, plan) => {
    const [code, name] = [newCode(), newName()];
    const [key, twin] = [newKey(), newKey()];
    await handIn(marketClerk, 'market-entities', csvOf([company({ pripid: newKey(), uniscid: code, entname: name })]));
    const row = (its: Record<string, string>) => check({ administrative_cp: name, administrative_cp_ui_code: code, ...its });
    const rows = [row({ record_unique_identity: key }), row({ record_unique_identity: twin, check_date: '2026-11-01' })];
    await handIn(environmentClerk, 'check-actions', csvOf(rows));
    await pageOfFound(steward, { code }, 3);

    await faults.set(plan);
    // Moved to another time and changed, so that an old place must go.
    await handIn(
      environmentClerk,
      'check-actions',
      csvOf([row({ record_unique_identity: key, submitted_date: '2026-11-04', cd_operation: 'u' })]),
    );
    const page = await eventually(
      () => pageOfFound(steward, { code }, 3),
      ({ records }) => records.items.some(({ version }) => version === 2),
    );
    await expect.poll(() => faults.hits(), { timeout: 30_000 }).toBeGreaterThan(0);
    await faults.clear();
    expect(page.records.items.map(({ recordId, version, businessTime }) => [recordId, version, businessTime]).slice(0, 2)).toEqual([
      [key, 2, '2026-11-04'],
      [twin, 1, '2026-11-03 10:00:00'],
    ]);
  });

  it('a deletion that brings another time is shown once, where the record was, though a worker breaks off before its link', async () => {
    const code = newCode();
    const key = newKey();
    const row = (its: Record<string, string>) => check({ record_unique_identity: key, administrative_cp_ui_code: code, ...its });
    await handIn(environmentClerk, 'check-actions', csvOf([row({})]));
    const { subjectId } = await pageOfFound(steward, { code }, 1);
    await faults.set([{ service: 'dynamodb', operation: 'BatchWriteItem', match: 'link#', action: 'error', times: 4 }]);
    await handIn(
      environmentClerk,
      'check-actions',
      csvOf([{ record_unique_identity: key, submitted_date: '2026-11-05', cd_operation: 'd' }], Object.keys(check())),
    );
    await expect.poll(() => faults.hits(), { timeout: 60_000 }).toBe(4);
    const page = await eventually(
      () => read(steward, subjectId),
      ({ records }) => records.items.length === 1 && records.items[0]?.deleted === true,
    );
    expect(page.records.items).toMatchObject([{ recordId: key, version: 2, businessTime: '2026-11-05', linkedBy: 'uscc' }]);
    // And it stays so when the turn has come again.
    await handIn(environmentClerk, 'check-actions', csvOf([row({ record_unique_identity: newKey() })]));
    expect((await pageOfFound(steward, { code }, 2)).records.items.map(({ recordId }) => recordId)).toContain(key);
  });

  it('an upload that is too long for one turn of the worker is linked in several', async () => {
    const code = newCode();
    const own = newKey();
    const rows = Array.from({ length: 2500 }, (_, index) =>
      check({ record_unique_identity: `${own}-${String(index)}`, administrative_cp_ui_code: code, check_action_name: 'x'.repeat(600) }),
    );
    // Each turn has 20 seconds: so slow that half of them is over before the upload is.
    await faults.set([{ service: 'dynamodb', operation: 'BatchWriteItem', match: 'link#', action: 'delay', delayMs: 500, times: 100_000 }]);
    await handIn(environmentClerk, 'check-actions', csvOf(rows));
    const { subjectId } = await pageOfFound(steward, { code }, 50);
    const keys = await eventually(
      () => pagesOf(subjectId),
      (found) => found.length === rows.length,
      { seconds: 130, every: 4 },
    );
    expect(new Set(keys).size).toBe(rows.length);
  }, 170_000);
});
