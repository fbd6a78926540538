import { randomUUID } from 'node:crypto';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { as, call, handIn } from '../support/hub.ts';
import { check, csvOf } from '../ingestion/sample-file.ts';
import { housingClerk, marketClerk } from '../support/people.ts';

const Refused = z.object({ url: z.string(), rows: z.int() });

describe('A change log', () => {
  it('is applied row after row; what says 新增 for a record that is there comes back, in the order of the file, with what reading refused', async () => {
    const own = randomUUID().slice(0, 8);
    const row = (id: string, its: Record<string, string> = {}) => check({ record_unique_identity: `${own}-${id}`, ...its });
    const rows = [
      row('a'),
      row('b', { check_date: '昨天' }),
      row('a', { check_result: '不合格' }),
      row('a', { check_result: '整改', cd_operation: 'u' }),
      row('c'),
      row('c', { cd_operation: 'd' }),
      row('c', { check_result: '不合格' }),
      row('d', { check_date: '前天' }),
      row('a', { check_result: '复查' }),
    ];
    const { report, uploadId } = await handIn(housingClerk, 'check-actions', csvOf(rows));
    expect(report).toMatchObject({ read: 9, accepted: { new: 2, changed: 0 }, unchanged: 0, superseded: 3, refused: 4 });
    expect(report?.findings).toContainEqual(
      expect.objectContaining({
        code: 'Q015',
        severity: 'error',
        count: 2,
        examples: [
          { row: 3, column: 'cd_operation' },
          { row: 9, column: 'cd_operation' },
        ],
      }),
    );

    const { url } = await (await as(housingClerk)).get(`/v1/uploads/${uploadId}/refused`, Refused);
    const lines = (await (await fetch(url)).text()).trimEnd().split('\r\n').slice(1);
    expect(lines.map((line) => /,(\d+),([QH]\d{3})/.exec(line)?.slice(1))).toEqual([
      ['2', 'H001'],
      ['3', 'Q015'],
      ['8', 'H001'],
      ['9', 'Q015'],
    ]);
    expect(lines[1]).toContain('不合格');
    expect(lines[1]).toContain('改为“修改”（u）');

    // Handed in again nothing of it changes; rows that come upon what is there are refused as they would be in any file.
    expect((await handIn(housingClerk, 'check-actions', csvOf(rows))).report).toMatchObject({
      accepted: { new: 0, changed: 0 },
      unchanged: 2,
    });
  });

  it('keeps every version of a record, and says of each field where it comes from', async () => {
    const own = randomUUID().slice(0, 8);
    const row = (its: Record<string, string>) => check({ record_unique_identity: own, ...its });
    const housing = await as(housingClerk);
    const department = (await housing.get('/v1/me', z.object({ departmentId: z.string() }))).departmentId;
    const at = `/v1/records/check-actions/${department}/${own}`;
    const uploads = [];
    for (const its of [
      { check_result: '合格' },
      // As a department may write it: full-width digits, and an item list whose USCC fails its checksum, which is only a warning.
      { cd_operation: 'u', check_result: '不合格', area_number: '３２０５０５', supervise_item_check_icode: '1132050501400002X01ABC' },
      { cd_operation: 'd' },
    ])
      uploads.push(
        (await handIn(housingClerk, 'check-actions', csvOf([row({ record_unique_identity: `${own}-other` }), row(its)]))).uploadId,
      );

    const History = z.object({
      items: z.array(
        z.object({
          version: z.int(),
          outcome: z.string(),
          deleted: z.boolean(),
          content: z.record(z.string(), z.unknown()),
          origin: z.object({ uploadId: z.string(), row: z.int(), fileName: z.string(), handedInAt: z.string(), ruleSetVersion: z.int() }),
          replaced: z.object({ uploadId: z.string(), at: z.string() }).optional(),
        }),
      ),
      next: z.string().optional(),
    });
    const first = await housing.get(`${at}/history?limit=2`, History);
    const second = await housing.get(`${at}/history?limit=2&cursor=${encodeURIComponent(first.next ?? '')}`, History);
    const items = [...first.items, ...second.items];
    expect(items.map(({ version, outcome, deleted, content }) => [version, outcome, deleted, content['check_result']])).toEqual([
      [3, 'changed', true, '合格'],
      [2, 'changed', false, '不合格'],
      [1, 'new', false, '合格'],
    ]);
    expect(items.map(({ origin }) => [origin.uploadId, origin.row])).toEqual([...uploads].reverse().map((id) => [id, 2]));
    expect(items.map(({ replaced }) => replaced?.uploadId)).toEqual([undefined, uploads[2], uploads[1]]);
    expect(items[0]?.content['check_personnel_code'], 'officers’ numbers are level 3').not.toEqual(['32050011', '32050012']);

    const Lineage = z.object({
      version: z.int(),
      origin: z.object({ uploadId: z.string(), row: z.int(), fileName: z.string() }),
      fields: z.array(
        z.object({
          name: z.string(),
          columnInFile: z.string(),
          original: z.string(),
          value: z.unknown(),
          masked: z.boolean(),
          warnings: z.array(z.object({ code: z.string(), title: z.string() })),
        }),
      ),
    });
    const { version, origin, fields } = await housing.get(`${at}/lineage?version=2`, Lineage);
    expect({ version, origin }).toMatchObject({ version: 2, origin: { uploadId: uploads[1], row: 2, fileName: 'rows.csv' } });
    const field = (name: string) => fields.find((one) => one.name === name);
    expect(field('area_number')).toMatchObject({ columnInFile: 'area_number', original: '３２０５０５', value: '320505', masked: false });
    expect(field('supervise_item_check_icode')?.warnings.map(({ code }) => code)).toEqual(['Q003']);
    expect(field('check_personnel_code')).toMatchObject({ masked: true });
    expect(JSON.stringify(fields)).not.toContain('32050012');

    expect((await call(housingClerk, 'GET', `${at}/lineage?version=9`)).status).toBe(404);
    expect((await call(marketClerk, 'GET', `${at}/history`)).status).toBe(403);
    expect((await call(marketClerk, 'GET', `${at}/lineage`)).status).toBe(403);
  });

  it('hides the copy of the current version that a worker leaves who dies between history and current', async () => {
    const own = randomUUID().slice(0, 8);
    const housing = await as(housingClerk);
    const department = (await housing.get('/v1/me', z.object({ departmentId: z.string() }))).departmentId;
    await handIn(housingClerk, 'check-actions', csvOf([check({ record_unique_identity: own })]));

    const { endpoint } = inject('hub');
    const dynamo = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
    const TableName = 'hub-test-ingestion-records';
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName, Key: { pk: { S: `record#check-actions#${department}#${own}` }, sk: { S: 'current' } } }),
    );
    await dynamo.send(
      new PutItemCommand({ TableName, Item: { ...Item, sk: { S: 'v#000001' }, replacedBy: { S: `u-${'0'.repeat(26)}` } } }),
    );

    const { items } = await housing.get(
      `/v1/records/check-actions/${department}/${own}/history`,
      z.object({ items: z.array(z.object({ version: z.int() })) }),
    );
    expect(items).toEqual([{ version: 1 }]);
  });
});
