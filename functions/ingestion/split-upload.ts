import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { ByteWindow } from './byte-window.ts';
import type { Contract } from './contract.ts';
import { type Cut, type CutEvent, cutter } from './csv/cutter.ts';
import { toUtf8 } from './csv/to-utf8.ts';
import { expansion } from './expansion.ts';
import { type FileFault, UnusableFile } from './file-fault.ts';
import { fileKind, kindBytes } from './file-kind.ts';
import type { ObjectsBucket, RawBucket } from './files.bucket.ts';
import { later, type LaneCollaborators, startNext } from './lanes.ts';
import { Layout } from './layout.ts';
import { inTime } from './in-time.ts';
import { largestWorkbook } from './limits.ts';
import { matchHeader } from './match-header.ts';
import type { ReadChunk, SplitUpload } from './messages.ts';
import type { Piece } from './piece-builder.ts';
import { type Quota, unpackedWithin } from './quota.ts';
import type { Quotas } from './quotas.store.ts';
import type { ChunkUnit } from './unit.ts';
import { firstOpen, unitKeys } from './unit.ts';
import type { gunzip } from './unpack.bucket.ts';
import { objectNames, type Pins, rawKey, sectionsFor, type Upload } from './upload.ts';
import { withLease } from './with-lease.ts';
import { readWorkbook } from './xlsx/read-workbook.ts';
import type { openParts } from './xlsx/workbook-parts.bucket.ts';

interface Collaborators extends LaneCollaborators {
  raw: RawBucket;
  curated: ObjectsBucket;
  gunzip: typeof gunzip;
  openParts: typeof openParts;
  quotas: Quotas;
  defaultQuota: Quota;
  toRead: Queue<z.input<typeof ReadChunk>>;
  unitsAtOnce: number;
}

type Time = Pick<Work, 'deadline' | 'timeIsUp'>;

interface SplitDone {
  layout: Layout;
  chunks: number;
  /** Of the chunks together. */
  bytes: number;
  /** Of those that are pieces. */
  unpacked: number;
}

type SplitFailed = FileFault & Pick<SplitDone, 'unpacked'>;

/**
 * Finds out what was handed in and cuts it at record boundaries: text into ranges of its own bytes, everything else into pieces, plain objects of whole records.
 * Done twice it writes the same chunk items and the same pieces, because they follow from the bytes and from what is pinned. Its last act stores how many chunks
 * there are; then it tells the readers. Dying between the two, it is delivered again and tells them then.
 */
export const splitUpload = (collaborators: Collaborators) => {
  const { uploads, standards, raw, curated, quotas, defaultQuota, toRead, unitsAtOnce, clocks } = collaborators;

  const tellReaders = async (uploadId: string): Promise<void> => {
    const open = firstOpen(await uploads.chunksOf(uploadId), unitsAtOnce);
    await toRead.send(open.map(({ chunk }) => ({ uploadId, chunk })));
  };

  /** Stores chunks as they come: their items 25 at a time; of pieces one is written while the next is made. */
  const chunkKeeper = ({ uploadId }: Upload, deadline: number, mayUnpack: (bytes: number) => void) => {
    let chunks = 0;
    let bytes = 0;
    let unpacked = 0;
    let waiting: Pick<ChunkUnit, 'chunk' | 'from' | 'to' | 'firstRow' | 'rows'>[] = [];
    let writing = Promise.resolve();
    const store = async (): Promise<void> => {
      await uploads.addChunks(uploadId, waiting, deadline);
      waiting = [];
    };
    const cut = async ({ from, to, firstRow, rows }: Cut): Promise<void> => {
      bytes += to - from;
      waiting.push({ from, to, firstRow, rows, chunk: ++chunks });
      if (waiting.length === 25) await store();
    };
    return {
      cut,
      async piece({ bytes: body, firstRow, rows }: Piece): Promise<void> {
        await writing;
        mayUnpack(unpacked + body.length);
        unpacked += body.length;
        writing = curated.put(objectNames.piece(uploadId, chunks + 1), body, 'text/plain; charset=utf-8');
        // Whoever writes next, or ends, hears of it.
        writing.catch(() => undefined);
        await cut({ from: 0, to: body.length, firstRow, rows });
      },
      async end(): Promise<{ chunks: number; bytes: number }> {
        await writing;
        await store();
        return { chunks, bytes };
      },
      /** Bytes of pieces that were written. */
      unpacked: () => unpacked,
      /** Nothing is written any more, whatever became of it. */
      settled: () => writing.catch(() => undefined),
    };
  };
  type ChunkKeeper = ReturnType<typeof chunkKeeper>;

  /** Text, as it was handed in or as it came out of a gzip. Where its bytes can't be cut, or have to be written anew, it must come in UTF-8. */
  const cutText = async (
    stream: AsyncIterable<Uint8Array>,
    {
      pins,
      contract,
      keeper,
      timeIsUp,
      pieces,
      gzip,
    }: { pins: Pins; contract: Contract; keeper: ChunkKeeper; timeIsUp: () => boolean } & Pick<Layout, 'pieces' | 'gzip'>,
  ): Promise<Layout | 'not-in-utf8'> => {
    const machine = cutter({ chunkBytes: pins.chunkBytes });
    const window = new ByteWindow();
    let layout: Layout | undefined;
    const take = async (events: readonly CutEvent[]): Promise<'not-in-utf8' | undefined> => {
      for (const event of events) {
        if (event.type === 'fault') throw new UnusableFile(event);
        if (event.type === 'header') {
          const { format, encoding, delimiter, dataFrom, cuttable } = event;
          if (!cuttable || (pieces && encoding !== 'utf-8')) return 'not-in-utf8';
          const header = format === 'ndjson' ? contract.columns.map(({ name }) => name) : event.header;
          const match = matchHeader(header, contract);
          if (match.outcome === 'refused') throw new UnusableFile(match.fault);
          layout = Layout.parse({ format, encoding, header, delimiter, dataFrom, source: format, pieces, gzip });
        } else if (pieces) await keeper.piece({ bytes: window.take(event.from, event.to), firstRow: event.firstRow, rows: event.rows });
        else await keeper.cut(event);
      }
      return undefined;
    };
    for await (const bytes of inTime(stream, timeIsUp)) {
      if (pieces) window.push(bytes);
      const other = await take(machine.push(bytes));
      if (other) return other;
    }
    const other = await take(machine.end());
    if (other) return other;
    if (!layout) throw new Error('a file without a header and without a fault');
    return layout;
  };

  const split = async (upload: Upload, pins: Pins, contract: Contract, keeper: ChunkKeeper, { timeIsUp }: Time): Promise<Layout> => {
    const key = rawKey(upload);
    const versionId = upload.file?.versionId ?? 'null';
    const read = (from: number, to: number) => raw.slice(key, versionId, from, to);
    const kind = fileKind(await read(0, kindBytes));
    if (typeof kind !== 'string') throw new UnusableFile(kind);
    const through = async <Result>(use: (stream: AsyncIterable<Uint8Array>) => Promise<Result>): Promise<Result> => {
      const stream = await raw.stream(key, versionId);
      try {
        // Also where it goes in: what is unpacked may come to nothing.
        return await use(inTime(stream, timeIsUp));
      } finally {
        stream.destroy();
      }
    };
    // S3 itself has compared the checksum of what came in one piece.
    const verified = (stream: AsyncIterable<Uint8Array>) => (upload.multipart ? sameAs(upload.sha256, stream) : stream);

    const ground = { pins, contract, keeper, timeIsUp };
    const text = async (unpacked: (stream: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>, gzip: boolean): Promise<Layout> => {
      const layout = await through((stream) => cutText(unpacked(stream), { ...ground, pieces: gzip, gzip }));
      if (layout !== 'not-in-utf8') return layout;
      const rewritten = await through((stream) => cutText(inUtf8(unpacked(stream)), { ...ground, pieces: true, gzip }));
      if (rewritten === 'not-in-utf8') throw new Error('UTF-8 is not taken for UTF-8');
      return rewritten;
    };

    if (kind === 'text') return text(verified, false);
    if (upload.multipart) await through((stream) => readThrough(verified(stream)));
    if (kind === 'gzip') return text((stream) => plainText(collaborators.gunzip(stream, expansion())), true);
    if (upload.size > largestWorkbook) throw new UnusableFile(tooLargeWorkbook);
    const parts = await collaborators.openParts({ size: upload.size, read });
    const { chunkBytes } = pins;
    const found = await readWorkbook({ parts, contract, chunkBytes, timeIsUp, write: (piece) => keeper.piece(piece) });
    return Layout.parse({ ...found, dataFrom: 0, source: 'xlsx', pieces: true });
  };

  const cutUp = async (upload: Upload, pins: Pins, contract: Contract, time: Time & { now: Date }): Promise<SplitFailed | SplitDone> => {
    const [set, usage] = await Promise.all([
      quotas.setFor(upload.departmentId),
      quotas.usageOf(upload.departmentId, shanghaiDate(time.now)),
    ]);
    const keeper = chunkKeeper(upload, time.deadline, unpackedWithin(set?.quota ?? defaultQuota, usage, upload.size, time.now));
    try {
      const layout = await split(upload, pins, contract, keeper, time);
      return { layout, ...(await keeper.end()), unpacked: keeper.unpacked() };
    } catch (error) {
      if (error instanceof UnusableFile) return { ...error.fault, unpacked: keeper.unpacked() };
      throw error;
    } finally {
      await keeper.settled();
    }
  };

  return async ({ uploadId }: z.output<typeof SplitUpload>, its: Work): Promise<void> => {
    const { now, clock, holder } = its;
    const upload = await uploads.find(uploadId);
    if (!upload) throw new Unprocessable(`no upload ${uploadId}`);
    // Delivered again: what the first delivery wrote, it may not have said.
    if (upload.state === 'reading') return tellReaders(uploadId);
    if (upload.state === 'failed') return startNext(collaborators)(upload, now, true);
    const { pins } = upload;
    if (upload.state !== 'splitting' || !pins) return;

    const outcome = await withLease(uploads, { upload, key: unitKeys.split }, its, async () => {
      const { contract } = await standards.judging(upload.dataset, pins);
      const cut = await cutUp(upload, pins, contract, its);
      if ('reason' in cut) {
        await uploads.fail(upload, { reason: cut.reason, message: cut.message }, clock(), cut.unpacked);
        return 'failed';
      }
      const { layout, chunks, bytes, unpacked } = cut;
      // What was packed is larger than its file, and the rows of one section must fit into the memory of who settles it.
      const sections = layout.pieces ? sectionsFor(bytes, clocks.sectionBytes) : pins.sections;
      const at = clock();
      const measured = { ...upload, pins: { ...pins, sections } };
      await uploads.splitDone(measured, holder, layout, chunks, at, later(at, clocks.stuckSeconds), unpacked);
      return 'done';
    });
    if (outcome === 'failed') return startNext(collaborators)(upload, clock());
    if (outcome === 'done') await tellReaders(uploadId);
  };
};

const readThrough = async (stream: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const _ of stream);
};

/** Passes on what comes, and speaks up at the end when it is not what was declared. */
async function* sameAs(sha256: string, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const bytes of stream) {
    hash.update(bytes);
    yield bytes;
  }
  if (hash.digest('base64') !== sha256)
    throw new UnusableFile({
      reason: 'checksum-mismatch',
      byte: 0,
      message: '收到的文件与登记的校验和（SHA-256）不一致，文件在登记后改过或在传输中损坏。请重新上传。',
    });
}

async function* inUtf8(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const machine = toUtf8('gb18030');
  for await (const bytes of stream) yield machine.push(bytes);
  yield machine.end();
}

/** What comes out of a gzip must be text: nothing is unpacked twice. */
async function* plainText(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = Buffer.alloc(0);
  for await (const bytes of stream) {
    if (!head) {
      yield bytes;
      continue;
    }
    head = Buffer.concat([head, bytes]);
    if (head.length < kindBytes) continue;
    mustBeText(head);
    yield head;
    head = undefined;
  }
  if (head) yield head;
}

const mustBeText = (head: Uint8Array): void => {
  const kind = fileKind(head, '解压后：');
  if (kind === 'text') return;
  if (typeof kind !== 'string') throw new UnusableFile(kind);
  const what = kind === 'gzip' ? '压缩文件（gzip）' : 'Excel（xlsx）或压缩文件（zip）';
  throw new UnusableFile({
    reason: 'wrong-kind',
    byte: 0,
    message: `压缩文件（gzip）里面是${what}。gzip 只用来压缩 CSV 和 NDJSON；请解压后上传。`,
  });
};

const tooLargeWorkbook: FileFault = {
  reason: 'expands-too-much',
  byte: 0,
  message: `xlsx 文件最大 ${String(largestWorkbook / 1_048_576)} MB。请另存为“CSV UTF-8（逗号分隔）”，或分成几个文件上传。`,
};
