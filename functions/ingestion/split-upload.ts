import type * as z from 'zod';
import { TryAgain, Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import type { Contract } from './contract.ts';
import { type Cut, type CutEvent, cutter } from './csv/cutter.ts';
import type { FileFault } from './file-fault.ts';
import type { RawBucket } from './files.bucket.ts';
import { later, type LaneCollaborators, startNext } from './lanes.ts';
import { Layout } from './layout.ts';
import { matchHeader } from './match-header.ts';
import type { ReadChunk, SplitUpload } from './messages.ts';
import { unitKeys } from './unit.ts';
import { rawKey, type Upload } from './upload.ts';

interface Collaborators extends LaneCollaborators {
  raw: RawBucket;
  toRead: Queue<z.input<typeof ReadChunk>>;
}

/**
 * Reads the file once as a stream and cuts it at record boundaries. Done twice it writes the same chunk items, because the cuts follow from what is pinned.
 * Its last act stores how many chunks there are; then it tells the readers. Dying between the two, it is delivered again and tells them then.
 */
export const splitUpload = (collaborators: Collaborators) => {
  const { uploads, standards, raw, toRead, clocks } = collaborators;

  const tellReaders = async (uploadId: string): Promise<void> => {
    const open = (await uploads.chunksOf(uploadId)).filter(({ state }) => state === 'open');
    await toRead.send(open.map(({ chunk }) => ({ uploadId, chunk })));
  };

  const cutUp = async (
    upload: Upload,
    contract: Contract,
    { deadline, timeIsUp }: Pick<Work, 'deadline' | 'timeIsUp'>,
  ): Promise<FileFault | { layout: Layout; chunks: number }> => {
    const machine = cutter({ chunkBytes: upload.pins?.chunkBytes ?? 0 });
    const stream = await raw.stream(rawKey(upload), upload.file?.versionId ?? 'null');
    let layout: Layout | undefined;
    let chunks = 0;
    let waiting: (Cut & { chunk: number })[] = [];
    const store = async (): Promise<void> => {
      await uploads.addChunks(upload.uploadId, waiting, deadline);
      waiting = [];
    };
    const take = async (events: readonly CutEvent[]): Promise<FileFault | undefined> => {
      for (const event of events) {
        if (event.type === 'fault') return event;
        if (event.type === 'header') {
          const { format, encoding, delimiter, dataFrom, cuttable } = event;
          const header = format === 'ndjson' ? contract.columns.map(({ name }) => name) : event.header;
          const match = matchHeader(header, contract);
          if (match.outcome === 'refused') return match.fault;
          layout = Layout.parse({ format, encoding, header, delimiter, dataFrom, source: format });
          if (!cuttable) return { reason: 'not-utf8', byte: 0, message: '以“|”分隔的文件请保存为 UTF-8 编码，再重新上传。' };
        } else {
          const { from, to, firstRow, rows } = event;
          waiting.push({ from, to, firstRow, rows, chunk: ++chunks });
          if (waiting.length === 25) await store();
        }
      }
      return undefined;
    };
    try {
      for await (const bytes of stream) {
        if (timeIsUp()) throw new TryAgain('the split did not end in time');
        const fault = await take(machine.push(bytes));
        if (fault) return fault;
      }
    } finally {
      stream.destroy();
    }
    const fault = await take(machine.end());
    if (fault) return fault;
    await store();
    if (!layout) throw new Error('a file without a header and without a fault');
    return { layout, chunks };
  };

  return async (
    { uploadId }: z.output<typeof SplitUpload>,
    { now, clock, deadline, timeIsUp, holder, leaseUntil }: Work,
  ): Promise<void> => {
    const upload = await uploads.find(uploadId);
    if (!upload) throw new Unprocessable(`no upload ${uploadId}`);
    // Delivered again: what the first delivery wrote, it may not have said.
    if (upload.state === 'reading') return tellReaders(uploadId);
    if (upload.state === 'failed') return startNext(collaborators)(upload, now);
    if (upload.state !== 'splitting' || !upload.pins) return;

    const lease = await uploads.leaseUnit(uploadId, unitKeys.split, 'splitting', { holder, leaseUntil, now });
    // Whoever holds it goes on, and if he dies his message comes again.
    if (lease.outcome !== 'leased') return;

    const { contract } = await standards.judging(upload.dataset, upload.pins);
    const cut = await uploads.holding({ uploadId, key: unitKeys.split, holder }, () => cutUp(upload, contract, { deadline, timeIsUp }));
    if ('reason' in cut) {
      await uploads.fail(upload, { reason: cut.reason, message: cut.message }, clock());
      return startNext(collaborators)(upload, clock());
    }
    const at = clock();
    if ((await uploads.splitDone(upload, holder, cut.layout, cut.chunks, at, later(at, clocks.stuckSeconds))) === 'done')
      await tellReaders(uploadId);
  };
};
