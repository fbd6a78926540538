import { randomUUID } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { SectionUnit } from '../../functions/ingestion/unit.ts';
import { company, csvOf } from '../ingestion/sample-file.ts';
import { openBenchHub } from './bench-hub.ts';
import type { Bench } from './figure.ts';

const rows = 2000;

/**
 * Write units per row, as the consumed capacity of the calls reports them: companies whose items are under 1 KB, handed in new, changed, and as they were. A dataset
 * whose contract names a column by which others refer to it pays one more for the index; the register has none.
 */
export const bench: Bench = async ({ say }) => {
  const { dynamo, handIn } = await openBenchHub(say);
  const own = randomUUID().slice(0, 8);
  const file = (its: Readonly<Record<string, string>>) =>
    csvOf(Array.from({ length: rows }, (_, index) => company({ pripid: `${own}-${String(index)}`, ...its })));

  const unitsOf = async (uploadId: string): Promise<number> => {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: 'hub-local-ingestion-uploads',
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :section)',
        ExpressionAttributeValues: { ':pk': { S: `upload#${uploadId}` }, ':section': { S: 'unit#section#' } },
      }),
    );
    return Items.reduce((sum, item) => sum + (SectionUnit.parse(unmarshall(item)).writeUnits ?? NaN), 0);
  };
  const unitsPerRow = async (fileName: string, bytes: Buffer, outcome: 'new' | 'changed' | 'unchanged'): Promise<number> => {
    const { uploadId, report } = await handIn('market-entities', fileName, bytes);
    const counted = outcome === 'unchanged' ? report.unchanged : report.accepted[outcome];
    if (counted !== rows) throw new Error(`${fileName}: ${String(counted)} rows of ${String(rows)} are ${outcome}`);
    return Number(((await unitsOf(uploadId)) / rows).toFixed(3));
  };

  const first = file({});
  return [
    { name: 'units-new', value: await unitsPerRow('new.csv', first, 'new'), unit: 'write units', goal: '≤ 1' },
    { name: 'units-unchanged', value: await unitsPerRow('unchanged.csv', first, 'unchanged'), unit: 'write units', goal: '≤ 0' },
    {
      name: 'units-changed',
      value: await unitsPerRow('changed.csv', file({ entname: '苏州改名科技有限公司', apprdate: '2026-04-01' }), 'changed'),
      unit: 'write units',
      goal: '≤ 2',
    },
  ];
};
