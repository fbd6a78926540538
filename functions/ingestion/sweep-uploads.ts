import type * as z from 'zod';
import type { Log } from '../../shared/runtime/log.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import type { RawBucket } from './files.bucket.ts';
import { later, type LaneCollaborators, startNext } from './lanes.ts';
import type { LookAtUpload, ReadChunk, SettleSection } from './messages.ts';
import type { UploadReport } from './report.ts';
import { reportOf } from './reports.ts';
import { firstOpen, mayLease, type Unit, type UnitSeen } from './unit.ts';
import { type EndsBecause, hasEnded, type Pins, rawKey, type Upload } from './upload.ts';

interface Collaborators extends LaneCollaborators {
  raw: RawBucket;
  toRead: Queue<z.input<typeof ReadChunk>>;
  toSettle: Queue<z.input<typeof SettleSection>>;
  toLookAt: Queue<z.input<typeof LookAtUpload>>;
  unitsAtOnce: number;
  awaitFileSeconds: number;
  log: Log;
}

/** Everything ends: finds what nobody has moved for a while, says its messages again, and drives what is past its deadline to a named end. */
export const sweepUploads = (collaborators: Collaborators) => {
  const { uploads, raw, toSplit, toRead, toSettle, toLookAt, unitsAtOnce, clocks, awaitFileSeconds, log } = collaborators;

  /** A file may lie there though its event was lost. */
  const lookForFile = async (upload: Upload, now: Date): Promise<void> => {
    const versionId = await raw.versionOf(rawKey(upload));
    if (versionId !== undefined) {
      await uploads.fileArrived(upload, { versionId, arrivedAt: now.toISOString() }, now, later(now, clocks.stuckSeconds));
      return startNext(collaborators)(upload, now);
    }
    const until = later(new Date(upload.declaredAt), awaitFileSeconds);
    if (now >= until) {
      await uploads.expire(upload, { reason: 'no-file', message: '登记后未在期限内传来文件，请重新登记并上传' }, now);
      // After the end, so that whoever sees the parts gone knows that they were made whole; what dies before this, the bucket's own rule clears away.
      if (upload.multipart) await raw.giveUpParts(rawKey(upload), upload.multipart.s3UploadId);
      return;
    }
    await uploads.lookAgain(upload, until < later(now, clocks.stuckSeconds) ? until : later(now, clocks.stuckSeconds));
  };

  /**
   * Messages may be said twice: a worker that finds its unit leased or done lets it be. Also of an upload that goes on well, for a message that was lost holds up only those
   * units that would have been told of after it.
   */
  const sayAgain = async (upload: Upload, now: Date): Promise<void> => {
    const { uploadId } = upload;
    const units = await uploads.unitsOf(uploadId);
    const of = (kind: Unit['kind']) => units.filter((unit) => unit.kind === kind);
    const isFree = (unit: UnitSeen): boolean => mayLease(unit, now.getTime()) === 'yes';
    if (units.every((unit) => isDone(unit) || isFree(unit)))
      log.warn('uploadStuck', { uploadId, from: upload.state, dataset: upload.dataset, department: upload.departmentId });

    const counted = { chunksDone: of('chunk').filter(isDone).length, sectionsDone: of('section').filter(isDone).length };
    if (counted.chunksDone !== upload.chunksDone || counted.sectionsDone !== upload.sectionsDone) await uploads.recount(upload, counted);

    const free = (kind: Unit['kind']) =>
      firstOpen(of(kind), unitsAtOnce)
        .filter(isFree)
        .map(({ number }) => number);
    if (upload.state === 'splitting') await toSplit.send(free('split').map(() => ({ uploadId })));
    if (upload.state === 'reading') await toRead.send(free('chunk').map((chunk) => ({ uploadId, chunk })));
    if (upload.state === 'settling') await toSettle.send(free('section').map((section) => ({ uploadId, section })));
    await toLookAt.send([{ uploadId }]);
    await uploads.lookAgain(upload, later(now, clocks.stuckSeconds));
  };

  const lastLease = async (upload: Upload): Promise<number> =>
    Math.max(0, ...(await uploads.unitsOf(upload.uploadId)).map((unit) => unit.leasedUntil ?? 0));

  /** The end comes even where the sum of what was done does not come out: without a report then, and with an error in the log. */
  const partialReport = async (upload: Upload): Promise<UploadReport | undefined> => {
    try {
      return await reportOf(uploads, upload, false);
    } catch (error) {
      log.error('reportFailed', { uploadId: upload.uploadId }, error);
      return undefined;
    }
  };

  const end = async (upload: Upload, now: Date): Promise<void> => {
    const until = await lastLease(upload);
    if (until > now.getTime()) return uploads.lookAgain(upload, new Date(until));
    const sections = upload.pins?.sections ?? 0;
    // Sections that have begun may have written before their workers died.
    const written = (await uploads.sectionsOf(upload.uploadId)).length > 0;
    const cause = upload.endsBecause ?? 'deadline';
    const message = `${causes[cause]}，${
      written ? `${String(sections)} 段中完成 ${String(upload.sectionsDone)} 段，已写入的记录保留` : '没有写入任何记录'
    }，${advice[cause]}`;
    // Where every chunk was read, the report says what of it was settled; before that there is nothing to report but the end itself.
    const report = upload.chunks > 0 && upload.chunksDone >= upload.chunks ? await partialReport(upload) : undefined;
    const ended = { reason: `${cause}-${written ? 'partly' : 'nothing'}-stored`, message };
    // A report that can't be stored must not keep the lane.
    await uploads.giveUp(upload, ended, report, now).catch((error: unknown) => {
      if (!report) throw error;
      log.error('reportFailed', { uploadId: upload.uploadId }, error);
      return uploads.giveUp(upload, ended, undefined, now);
    });
    await startNext(collaborators)(upload, now);
  };

  /** Where all sections are done only the report is missing: it is given as much time again before what is stored is called unfinished. */
  const deadlineOf = ({ state, sectionsDone }: Upload, { sections, deadline }: Pins): Date =>
    later(new Date(deadline), state === 'settling' && sectionsDone >= sections ? clocks.deadlineSeconds : 0);

  const help = async (upload: Upload, now: Date): Promise<void> => {
    if (upload.state === 'awaiting-file') return lookForFile(upload, now);
    if (upload.state === 'queued') {
      await uploads.freeLane(upload);
      await startNext(collaborators)(upload, now);
      // Waiting in a lane is no fault and has no deadline; a lane that stands still shows in the upload that holds it.
      return uploads.lookAgain(upload, later(now, clocks.stuckSeconds));
    }
    if (upload.state === 'ending') return end(upload, now);
    if (upload.pins && now >= deadlineOf(upload, upload.pins))
      return uploads.beginEnding(upload, 'deadline', now, new Date(Math.max(now.getTime(), await lastLease(upload))));
    return sayAgain(upload, now);
  };

  return async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    let helped = 0;
    for (const uploadId of await uploads.due(now)) {
      if (timeIsUp()) break;
      // One that cannot be helped, or not even read, does not keep the others waiting; it comes up again behind those that wait longer.
      try {
        const upload = await uploads.find(uploadId);
        if (upload && !hasEnded(upload.state)) await help(upload, now);
        helped += 1;
      } catch (error) {
        log.error('uploadNotHelped', { uploadId }, error);
        await uploads.lookAgain({ uploadId }, later(now, 60)).catch(() => undefined);
      }
    }
    return helped;
  };
};

const causes: Record<EndsBecause, string> = { deadline: '未能在期限内处理完毕', 'cannot-be-worked': '系统无法处理本次上传' };
const advice: Record<EndsBecause, string> = {
  deadline: '请重新上传同一文件',
  'cannot-be-worked': '运维人员已收到告警，请联系数据局后再重新上传',
};

const isDone = ({ state }: { state: string }): boolean => state === 'done';
