import * as z from 'zod';

/** What stands in the file can't be pushed; nothing of it was. */
export class RecordsUnusable extends Error {
  override name = 'RecordsUnusable';
}

const Records = z.array(z.record(z.string(), z.unknown()));

/** Numbers stay the digits that were written: 1.10 is not 1.1, and an id of twenty digits keeps them all. */
const asWritten = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? context?.source : value;

/** A JSON list of records, or an object with such a list as its `records`. */
export const readRecords = (text: string): Record<string, unknown>[] => {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''), asWritten);
  } catch (error) {
    throw new RecordsUnusable('不是有效的 JSON；每行一条记录的文件（NDJSON）请用 upload 上传', { cause: error });
  }
  const list = z.object({ records: Records }).safeParse(json).data?.records ?? Records.safeParse(json).data;
  if (!list) throw new RecordsUnusable('应为记录的列表：[{ "列名": "值" }, …]');
  if (list.length === 0) throw new RecordsUnusable('没有记录');
  return list;
};

/** What the hub takes in one call, with something to spare for the call itself. */
const most = { records: 500, bytes: 4_000_000 };

export const inBatches = (records: readonly Record<string, unknown>[]): Record<string, unknown>[][] => {
  const batches: Record<string, unknown>[][] = [];
  let room = 0;
  for (const record of records) {
    const bytes = Buffer.byteLength(JSON.stringify(record)) + 1;
    const last = batches.at(-1);
    if (last && last.length < most.records && bytes <= room) last.push(record);
    else {
      batches.push([record]);
      room = most.bytes;
    }
    room -= bytes;
  }
  return batches;
};
