import { promisify } from 'node:util';
import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReader, type ZipFile, RandomAccessReader } from 'yauzl';
import { expansion } from '../expansion.ts';
import { inflateEntry } from '../unpack.bucket.ts';
import { unreadable } from './unreadable-workbook.ts';

/** Random access to a file, as S3's ranges give it. */
export interface FileRanges {
  size: number;
  /** Bytes `from` up to (not including) `to`. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** The named parts of a zip, each unpacked as it is read. */
export interface WorkbookParts {
  /** Of the zip. */
  size: number;
  names: ReadonlySet<string>;
  read(name: string): AsyncIterable<Buffer>;
}

const sliceBytes = 1_048_576;
const mostEntries = 10_000;
const blockBytes = 65_536;
const blocksKept = 16;

const damaged = () => unreadable('文件不完整或已损坏');

/** The directory is read in many small steps; S3 is asked for whole blocks. */
class Blocks extends RandomAccessReader {
  private readonly file: FileRanges;
  private readonly kept = new Map<number, Promise<Uint8Array>>();

  constructor(file: FileRanges) {
    super();
    this.file = file;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.blocks(start, end));
  }

  private async *blocks(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end;) {
      const from = at - (at % blockBytes);
      const block = await this.block(from);
      const part = block.subarray(at - from, Math.min(end - from, block.length));
      // A file that is shorter than it should be: yauzl sees the end of the stream.
      if (part.length === 0) return;
      yield part;
      at += part.length;
    }
  }

  private block(from: number): Promise<Uint8Array> {
    const known = this.kept.get(from);
    if (known) return known;
    const asked = this.file.read(from, Math.min(from + blockBytes, this.file.size));
    this.kept.set(from, asked);
    const [oldest] = this.kept.keys();
    if (this.kept.size > blocksKept && oldest !== undefined) this.kept.delete(oldest);
    return asked;
  }
}

/** Opens a zip by its directory, which lies at its end. A file that is none, or is broken, is unusable; what reading it throws goes through. */
export const openParts = async (file: FileRanges): Promise<WorkbookParts> => {
  // Whether it was the file or the bucket that failed: yauzl's own errors have no type.
  let failed: { error: unknown } | undefined;
  const ranges: FileRanges = {
    size: file.size,
    read: (from, to) =>
      file.read(from, to).catch((error: unknown) => {
        failed ??= { error };
        throw error;
      }),
  };
  const orDamaged = async <Result>(step: Promise<Result>): Promise<Result> => {
    try {
      return await step;
    } catch {
      throw failed ? failed.error : damaged();
    }
  };

  const open = promisify<RandomAccessReader, number, { lazyEntries: boolean; decodeStrings: boolean; autoClose: boolean }, ZipFile>(
    fromRandomAccessReader,
  );
  // Names stay bytes: yauzl refuses some that do no harm to somebody who writes no files.
  const zip = await orDamaged(open(new Blocks(ranges), file.size, { lazyEntries: true, decodeStrings: false, autoClose: false }));
  const entries = await orDamaged(entriesOf(zip));

  const expanded = expansion();
  return {
    size: file.size,
    names: new Set(entries.keys()),
    async *read(name) {
      const entry = entries.get(name);
      if (!entry) throw unreadable(`缺少 ${name}`);
      if (entry.isEncrypted()) throw unreadable('文件已加密。请取消密码');
      if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) throw unreadable('压缩方式不受支持');
      const { fileDataStart } = await orDamaged(zip.readLocalFileHeaderPromise(entry, { minimal: true }));
      const end = fileDataStart + entry.compressedSize;
      if (end > file.size) throw damaged();
      yield* inflateEntry(
        slices(file, fileDataStart, end),
        { stored: entry.compressionMethod === 0, size: entry.uncompressedSize, crc: entry.crc32 },
        expanded,
        damaged,
      );
    },
  };
};

async function* slices(file: FileRanges, from: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < end; at += sliceBytes) yield await file.read(at, Math.min(at + sliceBytes, end));
}

const entriesOf = (zip: ZipFile): Promise<Map<string, Entry>> =>
  new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('error', reject);
    zip.on('end', () => {
      resolve(entries);
    });
    zip.on('entry', (entry: Entry) => {
      if (entries.size >= mostEntries) {
        reject(new Error('too many entries'));
        return;
      }
      const name = entry.fileNameRaw.toString('utf8').replaceAll('\\', '/').replace(/^\//, '');
      // The first of a name, as Excel does.
      if (!entries.has(name)) entries.set(name, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
