import type * as z from 'zod';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { repeatedKey } from './duplicates.ts';
import type { ObjectsBucket, RawBucket } from './files.bucket.ts';
import { later, type LaneCollaborators, startNext } from './lanes.ts';
import type { LookAtUpload, SettleSection } from './messages.ts';
import { manifestOf } from './manifest.ts';
import { originalRows } from './original-rows.ts';
import { refusedFileHead, withRefusedLater } from './refused-file.ts';
import { reportOf } from './reports.ts';
import { firstOpen } from './unit.ts';
import { objectNames, type Upload } from './upload.ts';

interface Collaborators extends LaneCollaborators {
  raw: RawBucket;
  work: ObjectsBucket;
  curated: ObjectsBucket;
  toSettle: Queue<z.input<typeof SettleSection>>;
  unitsAtOnce: number;
}

/**
 * Is a phase over? Every unit that is done asks; one conditional move answers for all. Reading over → the sections begin; settling over → the report.
 */
export const advanceUpload = (collaborators: Collaborators) => {
  const { uploads, standards, raw, work, curated, toSettle, unitsAtOnce, clocks } = collaborators;

  const beginSettling = async (upload: Upload, sections: number, at: Date): Promise<void> => {
    if ((await uploads.beginSettling(upload, sections, at, later(at, clocks.stuckSeconds))) === 'stale') return;
    await toSettle.send(
      Array.from({ length: Math.min(sections, unitsAtOnce) }, (_, index) => ({ uploadId: upload.uploadId, section: index + 1 })),
    );
  };

  /** The numbers of the rows that settling refused, in their order. */
  const refusedLater = async (uploadId: string): Promise<Uint32Array> => {
    const sections = (await uploads.sectionsOf(uploadId)).filter(({ summary }) => (summary?.refused ?? 0) > 0);
    const parts: Buffer[] = [];
    for (const { section } of sections) parts.push(Buffer.from(await work.get(objectNames.refusedLater(uploadId, section))));
    const { buffer } = Uint8Array.from(Buffer.concat(parts));
    return new Uint32Array(buffer).sort();
  };

  /** The refused rows of all chunks, and between them what settling refused, in their order, as one file. */
  const writeRefusedFile = async (upload: Upload): Promise<void> => {
    const { uploadId, dataset, layout, pins } = upload;
    if (!layout || !pins) throw new Unprocessable(`upload ${uploadId} has no layout`);
    const { contract } = await standards.judging(dataset, pins);
    const { header } = layout;
    // Of JSON lines the header is the contract's names; people read titles, and both are known when the file comes back.
    const titles = layout.format === 'ndjson' ? contract.columns.map(({ title }) => title) : header;
    const later = await refusedLater(uploadId);
    const chunks = await uploads.chunksOf(uploadId);
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(refusedFileHead(titles));
      let at = 0;
      for (const chunk of chunks) {
        const begin = at;
        while ((later[at] ?? Infinity) < chunk.firstRow + chunk.rows) at += 1;
        const numbers = new Set(later.subarray(begin, at));
        if (numbers.size === 0 && (chunk.summary?.refused ?? 0) === 0) continue;
        const lines = await work.get(objectNames.refused(uploadId, chunk.chunk));
        if (numbers.size === 0) {
          yield lines;
          continue;
        }
        const rows = [...(await originalRows({ raw, curated })(upload, contract, chunk, numbers))];
        const refused = rows.map(([row, cells]) => ({ row, cells, findings: [repeatedKey(contract, row)] }));
        yield Buffer.from(withRefusedLater(lines, refused, header, contract));
      }
    }
    await curated.putStream(objectNames.refusedFile(uploadId), parts(), 'text/csv');
  };

  /** Before the upload is finished, for that is what others are told; the same bytes however often. */
  const writeManifest = async (upload: Upload): Promise<void> => {
    if (!upload.pins) throw new Unprocessable(`upload ${upload.uploadId} has nothing pinned`);
    const { contract } = await standards.judging(upload.dataset, upload.pins);
    await curated.put(objectNames.manifest(upload), JSON.stringify(manifestOf(upload, contract, upload.pins.sections)), 'application/json');
  };

  const finish = async (upload: Upload, clock: () => Date): Promise<void> => {
    const report = await reportOf(uploads, upload, true);
    if (report.refused > 0) await writeRefusedFile(upload);
    await writeManifest(upload);
    await uploads.finish(upload, report, clock());
    // Also when somebody else has just finished it: whoever did may have died before this.
    await startNext(collaborators)(upload, clock());
  };

  return async ({ uploadId }: z.output<typeof LookAtUpload>, { now, clock, deliveries }: Work): Promise<void> => {
    const upload = await uploads.find(uploadId);
    if (!upload) throw new Unprocessable(`no upload ${uploadId}`);
    const sections = upload.pins?.sections ?? 0;
    if (upload.state === 'reading' && upload.chunksDone >= upload.chunks) return beginSettling(upload, sections, now);
    if (upload.state === 'settling' && upload.sectionsDone >= sections) return finish(upload, clock);
    // Delivered again: the sections may have begun without anybody having been told.
    if (upload.state === 'settling' && deliveries > 1) {
      const open = firstOpen(await uploads.sectionsOf(uploadId), unitsAtOnce);
      return toSettle.send(open.map(({ section }) => ({ uploadId, section })));
    }
    if (upload.state === 'finished') return startNext(collaborators)(upload, now);
  };
};
