import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { AuditEvent } from '../../shared/audit/audit-event.ts';
import type { CuratedBucket } from '../../shared/curated/curated.bucket.ts';
import { sliceBytes, wholeLines } from '../../shared/curated/whole-lines.ts';
import { currentCall } from '../../shared/runtime/current-call.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { TryAgain } from '../../shared/runtime/outcome.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import { type ContractPublished, CuratedRecord, UploadManifest } from '../ingestion/messages.ts';
import type { Heard, LinkRecords } from './messages.ts';
import { isNews, placesOfDeleted, planLinks, suspectCodesOf } from './plan-links.ts';
import { DatasetFace } from './subject.ts';
import type { Subjects } from './subjects.store.ts';

interface Collaborators {
  subjects: Pick<Subjects, 'linksOf' | 'recordsIn' | 'codesInRegister' | 'write' | 'keepFace'>;
  curated: CuratedBucket;
  toLink: Queue<z.input<typeof LinkRecords>>;
  audit: Queue<AuditEvent>;
  log: Log;
}

/** Records asked and written at a time, and how many such batches are under way at once. */
const batch = 100;
const width = 4;

/**
 * Links an upload's records to their subjects, slice after slice. What half of its time does not suffice for, it leaves to a message to itself, so that a huge
 * upload takes many turns and none of them too long. A turn that comes again finds by the versions what is done.
 */
export const linkRecords = ({ subjects, curated, toLink, audit, log }: Collaborators) => {
  const linkBatch = async (records: readonly CuratedRecord[], face: DatasetFace, department: string, deadline: number): Promise<void> => {
    const links = await subjects.linksOf(
      { dataset: face.dataset, department },
      records.map(({ key }) => key),
      deadline,
    );
    const open = records.filter(({ key, version }) => version !== links.get(key)?.version);
    if (open.length === 0) return;
    const news = open.filter((record) => isNews(record, links));
    const before = await subjects.recordsIn(placesOfDeleted(news, links), deadline);
    const held = await subjects.codesInRegister(suspectCodesOf(news, { before }, face), deadline);
    await subjects.write(planLinks(open, { links, before, registerHas: (code) => held.has(code) }, face, department), deadline);
  };

  return async (message: z.output<typeof Heard>, { now, clock, deadline, timeIsUp }: Work): Promise<void> => {
    if ('contract' in message) {
      const face = faceOf(message);
      if (face) await subjects.keepFace(face);
      return;
    }
    const { uploadId, dataset, department, prefix } = message;
    const manifest = UploadManifest.parse(JSON.parse((await curated.whole(`${prefix}manifest.json`)).toString('utf8')));
    const face = faceOf(manifest);
    if (!face) return;
    await subjects.keepFace(face);

    const halfTime = (now.getTime() + deadline) / 2;
    let { object, offset } = message;
    let count = 0;
    for (; object < manifest.objects.length; object += 1, offset = 0) {
      const key = manifest.objects[object]?.key ?? '';
      for (;;) {
        // Only what got further: the same place again would be the same message, which SQS drops, and nobody would go on.
        if (clock().getTime() > halfTime && isFurther({ object, offset }, message)) return toLink.send([{ ...message, object, offset }]);
        const { lines, end } = wholeLines(await curated.slice(key, offset, sliceBytes), key);
        if (lines.length === 0) break;
        const records = lines.map((line) => CuratedRecord.parse(JSON.parse(line)));
        const batches = Array.from({ length: Math.ceil(records.length / batch) }, (_, at) => records.slice(at * batch, (at + 1) * batch));
        await inParallel(batches, width, async (some) => {
          if (timeIsUp()) throw new TryAgain(`the records of ${uploadId} were not linked in time`);
          await linkBatch(some, face, department, deadline);
        });
        offset += end;
        count += records.length;
      }
    }
    log.info('recordsLinked', { uploadId, dataset, department, count });
    await audit.send([linkedEvent(message, manifest, clock())]);
  };
};

/** None of datasets that are about nobody, such as officers. */
const faceOf = ({ dataset, contract: { subject, ...contract } }: ContractPublished): DatasetFace | undefined =>
  subject && DatasetFace.parse({ ...contract, subject, dataset });

interface Position {
  object: number;
  offset: number;
}
const isFurther = (one: Position, than: Position): boolean => one.object !== than.object || one.offset !== than.offset;

/** Bulk records are audited by what they were made from: one event for an upload, the same however often it is said. */
const linkedEvent = ({ uploadId, department }: z.output<typeof LinkRecords>, manifest: UploadManifest, at: Date): AuditEvent => {
  const { actor, correlationId } = currentCall();
  return {
    id: `linked:${uploadId}`,
    at: at.toISOString(),
    kind: 'change',
    actor,
    department,
    action: 'subjects:link',
    object: { type: 'upload', id: uploadId },
    outcome: 'success',
    digest: { after: createHash('sha256').update(JSON.stringify(manifest)).digest('hex') },
    correlationId,
  };
};
