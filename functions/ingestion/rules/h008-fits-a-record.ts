import type { RuleFace } from './rule.ts';

/** An item of the table holds 400 KB: beside the content its key, its warnings and what it is found by. */
const mostContent = 300_000;
/** The key ends the sort key of an index, which holds 1,024 bytes. */
const mostKey = 900;

/** What the store would refuse must not reach it: there one row would keep all others of its section out. A rule set may soften lengths, and a deletion's are not judged. */
export const h008 = {
  code: 'H008',
  dimension: '规范性',
  severity: 'error',
  title: '一行不超过一条记录的容量',
  firm: true,
  judge({ key, content }: { key: string; content: string }): string | undefined {
    if (isLonger(key, mostKey)) return `记录标识最长 ${String(mostKey)} 字节（约 ${String(mostKey / 3)} 个汉字），请缩短`;
    if (!isLonger(content, mostContent)) return undefined;
    return `本行内容共 ${kilobytes(Buffer.byteLength(content))} KB，一条记录最多 ${kilobytes(mostContent)} KB，请缩短过长的内容`;
  },
} satisfies RuleFace & { judge: unknown };

/** Only a text that may be longer is measured: a UTF-16 unit takes three bytes at most. */
const isLonger = (text: string, bytes: number): boolean => text.length > bytes / 3 && Buffer.byteLength(text) > bytes;

const kilobytes = (bytes: number): string => String(Math.ceil(bytes / 1000));
