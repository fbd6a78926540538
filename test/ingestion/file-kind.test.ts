import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { fileKind } from '../../functions/ingestion/file-kind.ts';

it.each([
  ['CSV', Buffer.from('pripid,entname\n'), 'text'],
  ['JSON lines', Buffer.from('{"pripid":1}\n'), 'text'],
  ['text with a byte order mark', Buffer.from('\uFEFF列'), 'text'],
  ['next to nothing', Buffer.from('P'), 'text'],
  ['gzip', gzipSync('a'), 'gzip'],
  ['zip', zipSync({ a: Buffer.from('a') }), 'zip'],
  ['an empty zip', zipSync({}), 'zip'],
])('%s is told by its first bytes', (_what, bytes, kind) => {
  expect(fileKind(bytes)).toBe(kind);
});

it.each([
  ['d0cf11e0a1b11ae1', 'xls'],
  ['255044462d312e37', 'PDF'],
  ['89504e470d0a1a0a', '图片'],
  ['ffd8ffe000104a46', '图片'],
  ['526172211a0700', 'rar'],
  ['377abcaf271c', '7z'],
  ['fffe41004200', 'UTF-16'],
])('%s is refused as what it is, with a way out', (bytes, what) => {
  expect(fileKind(Buffer.from(bytes, 'hex'))).toMatchObject({ reason: 'wrong-kind', message: expect.stringMatching(`${what}.*请`) });
});
