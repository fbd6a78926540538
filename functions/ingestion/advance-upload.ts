import type * as z from 'zod';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import type { ObjectsBucket } from './files.bucket.ts';
import { later, type LaneCollaborators, startNext } from './lanes.ts';
import type { LookAtUpload, SettleSection } from './messages.ts';
import { manifestOf } from './manifest.ts';
import { refusedFileHead } from './refused-file.ts';
import { reportOf } from './reports.ts';
import { objectNames, type Upload } from './upload.ts';

interface Collaborators extends LaneCollaborators {
  work: ObjectsBucket;
  curated: ObjectsBucket;
  toSettle: Queue<z.input<typeof SettleSection>>;
}

/**
 * Is a phase over? Every unit that is done asks; one conditional move answers for all. Reading over → the sections begin; settling over → the report.
 */
export const advanceUpload = (collaborators: Collaborators) => {
  const { uploads, standards, work, curated, toSettle, clocks } = collaborators;

  const beginSettling = async (upload: Upload, sections: number, at: Date): Promise<void> => {
    if ((await uploads.beginSettling(upload, sections, at, later(at, clocks.stuckSeconds))) === 'stale') return;
    await toSettle.send(Array.from({ length: sections }, (_, index) => ({ uploadId: upload.uploadId, section: index + 1 })));
  };

  /** The refused rows of all chunks, in their order, as one file. */
  const writeRefusedFile = async ({ uploadId, layout }: Upload): Promise<void> => {
    if (!layout) throw new Unprocessable(`upload ${uploadId} has no layout`);
    const chunks = (await uploads.chunksOf(uploadId)).filter(({ summary }) => (summary?.refused ?? 0) > 0);
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(refusedFileHead(layout?.header ?? []));
      for (const { chunk } of chunks) yield await work.get(objectNames.refused(uploadId, chunk));
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
      const open = (await uploads.sectionsOf(uploadId)).filter(({ state }) => state === 'open');
      return toSettle.send(open.map(({ section }) => ({ uploadId, section })));
    }
    if (upload.state === 'finished') return startNext(collaborators)(upload, now);
  };
};
