import { pipeline, Readable, type Transform } from 'node:stream';
import { crc32, createGunzip, createInflateRaw } from 'node:zlib';
import type { Expansion } from './expansion.ts';
import { UnusableFile } from './file-fault.ts';

/** Fewer and larger pieces than zlib's own 16 KB: each is a turn of the event loop. */
const chunkSize = 256 * 1024;

const isDamage = (error: unknown): boolean => error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

async function* counted(source: AsyncIterable<Uint8Array>, expanded: Expansion): AsyncGenerator<Buffer> {
  for await (const bytes of source) {
    expanded.wentIn(bytes.length);
    yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

/** Unpacks in zlib's own threads. Whoever stops early ends the source too. */
async function* through(
  source: AsyncIterable<Uint8Array>,
  unpacker: Transform,
  expanded: Expansion,
  damaged: () => UnusableFile,
): AsyncGenerator<Buffer> {
  // Errors of every link come out of the loop below.
  pipeline(Readable.from(counted(source, expanded)), unpacker, () => undefined);
  try {
    for await (const bytes of unpacker as AsyncIterable<Buffer>) {
      expanded.cameOut(bytes.length);
      yield bytes;
    }
  } catch (error) {
    throw isDamage(error) ? damaged() : error;
  }
}

/** A gzip file, also of several members. */
export const gunzip = (source: AsyncIterable<Uint8Array>, expanded: Expansion): AsyncGenerator<Buffer> =>
  through(
    source,
    createGunzip({ chunkSize }),
    expanded,
    () =>
      new UnusableFile({
        reason: 'broken-archive',
        byte: 0,
        message: '压缩文件（gzip）不完整或已损坏，无法解压。请重新压缩，并检查传输是否完整，再重新上传。',
      }),
  );

/** One entry of a zip; what comes out must be what its directory says. */
export async function* inflateEntry(
  source: AsyncIterable<Uint8Array>,
  entry: { stored: boolean; size: number; crc: number },
  expanded: Expansion,
  damaged: () => UnusableFile,
): AsyncGenerator<Buffer> {
  let size = 0;
  let crc = 0;
  for await (const bytes of entry.stored
    ? counted(source, expanded)
    : through(source, createInflateRaw({ chunkSize }), expanded, damaged)) {
    size += bytes.length;
    if (size > entry.size) throw damaged();
    crc = crc32(bytes, crc);
    yield bytes;
  }
  if (size !== entry.size || crc !== entry.crc) throw damaged();
}
