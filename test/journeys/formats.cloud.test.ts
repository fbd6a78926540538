import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { company, csvOf } from '../ingestion/sample-file.ts';
import { buildWorkbook, zipOf } from '../ingestion/xlsx/build-workbook.ts';
import { as, handIn } from '../support/hub.ts';
import { marketClerk } from '../support/people.ts';

const titles = ['pripid', 'entname', 'apprdate', 'regstate'];
const rowOf = (key: string, name: string) => [key, name, { number: 46_113.5, style: 1 }, '1'];
const workbook = (rows: ReturnType<typeof rowOf>[]) =>
  buildWorkbook({
    sheets: [
      { name: '说明', rows: [['请先阅读']] },
      { name: '一', rows: [titles, ...rows] },
    ],
    formats: ['yyyy-mm-dd hh:mm'],
  });

const departmentOf = async () => (await (await as(marketClerk)).get('/v1/me', z.object({ departmentId: z.string() }))).departmentId;
const contentOf = async (key: string) =>
  (await as(marketClerk)).get(
    `/v1/records/market-entities/${await departmentOf()}/${key}`,
    z.object({ content: z.record(z.string(), z.unknown()), source: z.object({ row: z.int() }) }),
  );

describe('Handed in as it is', () => {
  it('a workbook becomes records, with dates as Excel stores them', async () => {
    const upload = await handIn(
      marketClerk,
      'market-entities',
      workbook([rowOf('FX1', '苏州表格一公司'), rowOf('FX2', '苏州表格二公司'), rowOf('', '无编号')]),
    );
    expect(upload).toMatchObject({ state: 'finished', report: { read: 3, refused: 1 } });
    expect(await contentOf('FX2')).toMatchObject({
      content: { entname: '苏州表格二公司', apprdate: '2026-04-01 12:00:00' },
      source: { row: 2 },
    });
  });

  it('two sheets become one upload, whatever the order of their columns', async () => {
    const file = buildWorkbook({
      sheets: [
        { name: '一', rows: [titles, rowOf('FS1', '苏州甲表公司')] },
        { name: '二', rows: [[...titles].reverse(), ['1', '2026-04-01', '苏州乙表公司', 'FS2']] },
      ],
      formats: [22],
    });
    expect(await handIn(marketClerk, 'market-entities', file)).toMatchObject({ state: 'finished', report: { read: 2, refused: 0 } });
    expect(await contentOf('FS2')).toMatchObject({ content: { entname: '苏州乙表公司' }, source: { row: 2 } });
  });

  it.each([
    ['CSV', (key: string) => csvOf([company({ pripid: key })])],
    ['JSON lines', (key: string) => Buffer.from(`${JSON.stringify(company({ pripid: key }))}\n`)],
    ['several members', (key: string) => csvOf([company({ pripid: key })])],
  ])('gzipped %s becomes records', async (what, file) => {
    const key = `FZ${what.length}`;
    const bytes = file(key);
    const half = Math.floor(bytes.length / 2);
    const packed =
      what === 'several members' ? Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))]) : gzipSync(bytes);
    expect(await handIn(marketClerk, 'market-entities', packed)).toMatchObject({ state: 'finished', report: { read: 1, refused: 0 } });
    expect(await contentOf(key)).toMatchObject({ content: { entname: '苏州甲乙科技有限公司' } });
  });
});

describe('Whoever asks what a file should look like', () => {
  const offered = async (what: string) => {
    const { url, version } = await (
      await as(marketClerk)
    ).get(`/v1/datasets/market-entities/${what}`, z.object({ url: z.string(), version: z.int() }));
    const answer = await fetch(url);
    return { version, type: answer.headers.get('content-type'), bytes: new Uint8Array(await answer.arrayBuffer()) };
  };

  it('gets a template, and may ask again', async () => {
    const first = await offered('template');
    expect(first).toMatchObject({ version: 1, type: expect.stringContaining('spreadsheetml') });
    expect(await offered('template')).toEqual(first);
    expect(await handIn(marketClerk, 'market-entities', first.bytes)).toMatchObject({ state: 'failed', ended: { reason: 'no-rows' } });
  });

  it('gets an example that is accepted as it is', async () => {
    const { bytes } = await offered('example');
    expect(await handIn(marketClerk, 'market-entities', bytes)).toMatchObject({ state: 'finished', report: { read: 3, refused: 0 } });
  });
});

describe('What can’t be read ends by name and leaves nothing', () => {
  const good = workbook([rowOf('FX9', '苏州表格九公司')]);
  it.each<[string, () => Uint8Array, string, string]>([
    ['a workbook that is cut off', () => good.subarray(0, good.length - 100), 'unreadable-workbook', '损坏'],
    ['a zip that is no workbook', () => zipOf({ 'a.csv': 'x' }), 'wrong-kind', '解压'],
    ['a PDF', () => Buffer.from('%PDF-1.7 and so on'), 'wrong-kind', 'PDF'],
    ['a gzip in a gzip', () => gzipSync(gzipSync('a,b\n')), 'wrong-kind', '里面'],
    ['a gzip that is cut off', () => gzipSync(csvOf([company()])).subarray(0, -9), 'broken-archive', '不完整'],
    [
      'a gzip that unpacks without end',
      () => gzipSync(Buffer.concat([csvOf([company()]), Buffer.alloc(70 << 20, `${' '.repeat(60_000)}\n`)])),
      'expands-too-much',
      '200 倍',
    ],
  ])('%s', async (_what, file, reason, words) => {
    expect(await handIn(marketClerk, 'market-entities', file())).toMatchObject({
      state: 'failed',
      ended: { reason, message: expect.stringContaining(words) },
    });
  });
});
