import { isUtf8 } from 'node:buffer';
import type { FileFault } from '../file-fault.ts';

/** How much of the start of a file is looked at before the first record is cut. */
export const sniffBytes = 65_536;

const magic: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'Excel（xlsx）或压缩文件（zip）'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'Excel（xls）文件'],
  [[0x1f, 0x8b], '压缩文件（gzip）'],
  [[0x25, 0x50, 0x44, 0x46], 'PDF 文件'],
  [[0x89, 0x50, 0x4e, 0x47], '图片'],
  [[0xff, 0xd8, 0xff], '图片'],
  [[0x52, 0x61, 0x72, 0x21], '压缩文件（rar）'],
  [[0x37, 0x7a, 0xbc, 0xaf], '压缩文件（7z）'],
  [[0xff, 0xfe], 'UTF-16 编码的文件'],
  [[0xfe, 0xff], 'UTF-16 编码的文件'],
];
const howToSave = '请在 Excel 或 WPS 中“另存为”，类型选“CSV UTF-8（逗号分隔）”，再重新上传。';

/**
 * Judges the first bytes of a file: is it text, and is it UTF-8? Single broken rows are findings of those rows; the file is refused when its header is broken
 * or when most of its rows with characters beyond ASCII are, because then it was written in another encoding.
 */
export const sniff = (sample: Buffer): FileFault | undefined => {
  const known = magic.find(([bytes]) => bytes.every((byte, at) => sample[at] === byte));
  if (known) return { reason: 'not-text', byte: 0, message: `这是${known[1]}，不是 CSV 文本文件。${howToSave}` };
  const lines = linesOf(sample);
  const header = lines.find((line) => line.some((byte) => byte > 0x20));
  if (!header) return undefined;
  if (header.includes(0) || isMostlyNul(sample))
    return { reason: 'not-text', byte: sample.indexOf(0), message: `文件含有空字节，不是文本文件，或者是 UTF-16 编码。${howToSave}` };
  if (isUtf8(withoutCutCharacter(sample))) return undefined;
  const strange = lines.filter((line) => line.some((byte) => byte > 0x7f));
  const broken = strange.filter((line) => !isUtf8(line));
  if (isUtf8(header) && broken.length * 2 <= strange.length) return undefined;
  return {
    reason: 'not-utf8',
    byte: broken[0] ? broken[0].byteOffset - sample.byteOffset : 0,
    message: `文件不是 UTF-8 编码（可能是 GBK 或 GB18030）。${howToSave}`,
  };
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
