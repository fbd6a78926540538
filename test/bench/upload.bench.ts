import { randomUUID } from 'node:crypto';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { workbookOf } from '../../infra/local/sample/workbook.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import { toItem } from '../../shared/runtime/table.store.ts';
import { check } from '../ingestion/sample-file.ts';
import { checksOf, csvOfChecks, openBenchHub } from './bench-hub.ts';
import { type Bench, median } from './figure.ts';

const rows = 200_000;
const bareItems = 20_000;
const callers = 4;
const tiny = 100;
const tinyRounds = 5;

const newName = (): string => randomUUID().slice(0, 8);

const workbookOfChecks = (own: string, count: number): Buffer => {
  const titles = Object.keys(check());
  return workbookOf('检查行为', [titles, ...checksOf(own, count).map((row) => titles.map((title) => row[title] ?? ''))]);
};

/**
 * 200,000 rows from PUT to report, as CSV and as a workbook, as a share of the local cloud's own bare batch write rate for items of the same shape: four callers,
 * fresh keys, measured right before and right after, functions warm. Then the CSV once more, and small files. `--rows N` for a quick look.
 */
export const bench: Bench = async ({ say, args }) => {
  const count = Number(args[args.indexOf('--rows') + 1] ?? rows) || rows;
  const { dynamo, handIn } = await openBenchHub(say);

  /** Items a second, without any system around: what the local cloud itself can take. */
  const bareRate = async (): Promise<number> => {
    const own = newName();
    const { cd_operation, ...content } = check();
    const item = (index: number) => ({
      PutRequest: {
        Item: toItem({
          pk: `record#check-actions#d-bench#${own}-${String(index)}`,
          sk: 'current',
          version: 1,
          digest: 'x'.repeat(22),
          businessTime: '2026-11-03 10:00:00',
          content: JSON.stringify({
            ...content,
            check_personnel: ['张三', '李四'],
            check_personnel_code: ['32050011', '32050012'],
            cd_operation,
          }),
          contractVersion: 1,
          uploadId: 'u-00000000000000000000000000',
          row: index,
          reference: `check-actions#d-bench#JC-${own}-${String(index)}`,
        }),
      },
    });
    const begun = performance.now();
    await inParallel(
      Array.from({ length: bareItems / 25 }, (_, batch) => batch * 25),
      callers,
      async (from) => {
        await dynamo.send(
          new BatchWriteItemCommand({
            RequestItems: { 'hub-local-ingestion-records': Array.from({ length: 25 }, (_, index) => item(from + index)) },
          }),
        );
      },
    );
    return bareItems / ((performance.now() - begun) / 1000);
  };

  const measure = async (fileName: string, bytes: Buffer) => {
    const before = await bareRate();
    const { seconds, report } = await handIn('check-actions', fileName, bytes);
    if (report.read !== count || report.accepted.new !== count)
      throw new Error(`the report says ${String(report.accepted.new)} of ${String(report.read)} rows`);
    const after = await bareRate();
    const bare = (before + after) / 2;
    say(
      `${fileName}: ${(bytes.length / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s = ${(count / seconds).toFixed(0)} rows/s; bare ${before.toFixed(0)} and ${after.toFixed(0)} items/s`,
    );
    return { seconds, bare, share: count / seconds / bare };
  };

  say('warming up …');
  await handIn('check-actions', 'warm.csv', csvOfChecks(newName(), 2000));
  await handIn('check-actions', 'warm.xlsx', workbookOfChecks(newName(), 2000));
  await bareRate();

  const file = csvOfChecks(newName(), count);
  const csv = await measure('checks.csv', file);
  const again = await handIn('check-actions', 'checks.csv', file);
  if (again.report.unchanged !== count) throw new Error(`the same file again: ${String(again.report.unchanged)} rows unchanged`);
  say(`the same again: ${again.seconds.toFixed(1)} s`);
  const xlsx = await measure('checks.xlsx', workbookOfChecks(newName(), count));

  const small: number[] = [];
  for (let round = 1; round <= tinyRounds; round++)
    small.push((await handIn('check-actions', 'tiny.csv', csvOfChecks(newName(), tiny))).seconds);

  const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
  return [
    { name: 'share-of-bare-writes', value: rounded(csv.share, 2), unit: 'x', goal: '≥ 0.6' },
    { name: 'share-of-bare-writes-xlsx', value: rounded(xlsx.share, 2), unit: 'x', goal: '≥ 0.6' },
    { name: 'rows-per-second', value: Math.round(count / csv.seconds), unit: 'rows/s' },
    { name: 'bare-writes-per-second', value: Math.round(csv.bare), unit: 'items/s' },
    { name: 'tiny-seconds', value: rounded(median(small), 2), unit: 's' },
    { name: 'again-share', value: rounded(again.seconds / csv.seconds, 2), unit: 'x' },
  ];
};
