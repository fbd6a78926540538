import { isUtf8 } from 'node:buffer';
import type { FileFault } from '../file-fault.ts';
import type { Layout } from '../layout.ts';

/** How much of the start of a file is looked at before the first record is cut. */
export const sniffBytes = 65_536;

const howToSave = '请在 Excel 或 WPS 中“另存为”，类型选“CSV UTF-8（逗号分隔）”，再重新上传。';

/** What the first bytes tell of a file. */
export type Sniffed = Pick<Layout, 'format' | 'encoding'> & { bom: boolean };

/**
 * Judges the first bytes of a file: is it text, in which encoding, rows of cells or JSON lines? Single broken rows are findings of those rows; an encoding is ruled out
 * when the first line is broken in it or when most of the lines with characters beyond ASCII are.
 */
export const sniff = (sample: Buffer): FileFault | Sniffed => {
  const bom = sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf;
  const text = bom ? sample.subarray(3) : sample;
  const lines = linesOf(text);
  const first = lines.find((line) => line.some((byte) => byte > 0x20));
  if (!first) return { format: 'csv', encoding: 'utf-8', bom };
  if (first.includes(0) || isMostlyNul(sample))
    return { reason: 'not-text', byte: sample.indexOf(0), message: `文件含有空字节，不是文本文件，或者是 UTF-16 编码。${howToSave}` };
  const format = first[first.findIndex((byte) => byte > 0x20)] === 0x7b ? 'ndjson' : 'csv';
  if (bom || isUtf8(withoutCutCharacter(text))) return { format, encoding: 'utf-8', bom };
  const strange = lines.filter((line) => line.some((byte) => byte > 0x7f));
  const isMostly = (reads: (line: Buffer) => boolean): boolean =>
    reads(first) && strange.filter((line) => !reads(line)).length * 2 <= strange.length;
  if (isMostly(isUtf8)) return { format, encoding: 'utf-8', bom };
  if (isMostly(isGb18030)) return { format, encoding: 'gb18030', bom };
  return {
    reason: 'not-utf8',
    byte: (strange.find((line) => !isUtf8(line))?.byteOffset ?? sample.byteOffset) - sample.byteOffset,
    message: `文件既不是 UTF-8 也不是 GB18030（GBK）编码，无法辨认其中的文字。${howToSave}`,
  };
};

/** Almost any bytes are some GB18030, so characters that nobody assigned (private use) speak against it. */
const isGb18030 = (line: Buffer): boolean => {
  try {
    // As a stream, because the last line of the sample may end in the middle of a character.
    return !/[\uE000-\uF8FF]/.test(new TextDecoder('gb18030', { fatal: true }).decode(line, { stream: true }));
  } catch {
    return false;
  }
};

const linesOf = (sample: Buffer): Buffer[] => {
  const lines: Buffer[] = [];
  for (let from = 0; from < sample.length;) {
    const end = sample.indexOf(0x0a, from);
    lines.push(end === -1 ? withoutCutCharacter(sample.subarray(from)) : sample.subarray(from, end));
    if (end === -1) break;
    from = end + 1;
  }
  return lines;
};

/** The sample may end in the middle of a character, which is no fault. */
const withoutCutCharacter = (bytes: Buffer): Buffer => {
  let end = bytes.length;
  while (end > 0 && bytes.length - end < 3 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  const lead = bytes[end - 1] ?? 0;
  const wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return wanted > bytes.length - end + 1 ? bytes.subarray(0, end - 1) : bytes;
};

const isMostlyNul = (sample: Buffer): boolean => {
  let count = 0;
  for (let at = sample.indexOf(0); at !== -1; at = sample.indexOf(0, at + 1)) count += 1;
  return count * 16 > sample.length;
};
