import type { FileFault } from './file-fault.ts';

/** What a file is at its first bytes. A zip may be a workbook: its directory tells. Whether a text really is one, the cutter finds out. */
export type FileKind = 'text' | 'gzip' | 'zip';

/** So many bytes are enough to tell. */
export const kindBytes = 8;

const magic: readonly (readonly [bytes: readonly number[], kind: FileKind | { what: string; advice: string }])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'zip'],
  [[0x50, 0x4b, 0x05, 0x06], 'zip'],
  [[0x1f, 0x8b], 'gzip'],
  ...(
    [
      [[0xd0, 0xcf, 0x11, 0xe0], 'Excel 97-2003（xls）文件，或加了密码的 Excel 文件', 'workbook'],
      [[0x25, 0x50, 0x44, 0x46], 'PDF 文件', 'export'],
      [[0x89, 0x50, 0x4e, 0x47], '图片', 'export'],
      [[0xff, 0xd8, 0xff], '图片', 'export'],
      [[0x47, 0x49, 0x46, 0x38], '图片', 'export'],
      [[0x52, 0x61, 0x72, 0x21], '压缩文件（rar）', 'unpack'],
      [[0x37, 0x7a, 0xbc, 0xaf], '压缩文件（7z）', 'unpack'],
      [[0x42, 0x5a, 0x68], '压缩文件（bzip2）', 'unpack'],
      [[0xfd, 0x37, 0x7a, 0x58, 0x5a], '压缩文件（xz）', 'unpack'],
      [[0x28, 0xb5, 0x2f, 0xfd], '压缩文件（zstd）', 'unpack'],
      [[0xff, 0xfe], 'UTF-16 编码的文件', 'encode'],
      [[0xfe, 0xff], 'UTF-16 编码的文件', 'encode'],
    ] as const
  ).map(([bytes, what, how]) => [bytes, { what, advice: advice(how) }] as const),
];

function advice(how: 'workbook' | 'export' | 'unpack' | 'encode'): string {
  switch (how) {
    case 'workbook':
      return '请在 Excel 或 WPS 中取消密码，另存为 xlsx 或“CSV UTF-8（逗号分隔）”';
    case 'export':
      return '请从业务系统导出 CSV 或 xlsx';
    case 'unpack':
      return '请解压后上传其中的文件；要压缩的，请用 gzip';
    case 'encode':
      return '请在 Excel 或 WPS 中另存为“CSV UTF-8（逗号分隔）”';
  }
}

/** Told by content, never by name. `within` says where the bytes lie, when they are not the file's own. */
export const fileKind = (head: Uint8Array, within = ''): FileKind | FileFault => {
  const [, kind = 'text'] = magic.find(([bytes]) => bytes.every((byte, at) => head[at] === byte)) ?? [];
  if (typeof kind === 'string') return kind;
  return { reason: 'wrong-kind', byte: 0, message: `${within}这是${kind.what}，不能读取。${kind.advice}，再重新上传。` };
};
