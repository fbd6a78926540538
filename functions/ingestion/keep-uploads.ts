import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { move } from '../../shared/runtime/move.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, done, reaches } from '../../shared/runtime/route.ts';
import type { ObjectsBucket, RawBucket } from './files.bucket.ts';
import { inParts, partsFrom } from './parts.ts';
import { declareUpload, listUploads, readRefusedRows, readReport, readUpload, renewTransfer } from './routes.ts';
import type { Standards } from './standards.store.ts';
import { objectNames, openShards, rawKey, show, type Upload } from './upload.ts';
import type { UploadFinder } from './upload-finder.ts';
import type { Uploads } from './uploads.store.ts';

interface Collaborators {
  find: UploadFinder;
  uploads: Uploads;
  standards: Standards;
  raw: RawBucket;
  curated: ObjectsBucket;
  newUploadId: () => string;
  /** A declared upload is looked at by the sweeper after so many seconds, in case the event of its file was lost. */
  stuckSeconds: number;
}

/** Declarations of one department in a row that no file has followed. */
const mostOpen = 50;

export const keepUploads = ({ find, uploads, standards, raw, curated, newUploadId, stuckSeconds }: Collaborators) => {
  /** Where the file goes: one address, or so many parts that are asked for one by one. */
  const transferFor = async ({ multipart, size, sha256, ...upload }: Upload, now: Date) =>
    multipart
      ? { kind: 'multipart' as const, partBytes: multipart.partBytes, parts: multipart.parts }
      : { kind: 'single' as const, ...(await raw.transferTo(rawKey(upload), size, sha256, now)) };

  return [
    answering(declareUpload, async ({ body, principal, now }) => {
      const { dataset, fileName, size, sha256, parts = size > partsFrom } = body;
      const { departmentId } = principal;
      const contract = await standards.contractOn(dataset, shanghaiDate(now));
      if (!contract) return refuse('dataset-unknown', '请在数据集列表中核对代码，或联系数据局');
      if (!contract.handIn.includes('*') && !contract.handIn.includes(departmentId)) return refuse('hand-in-not-agreed');

      const { items: newest } = await uploads.listOf(departmentId, undefined, mostOpen);
      if (newest.length === mostOpen && newest.every(({ state }) => state === 'awaiting-file'))
        return refuse('too-many-open', '请先传完已登记的文件，或等它们过期');

      const uploadId = newUploadId();
      const upload: Upload = {
        uploadId,
        dataset,
        departmentId,
        fileName,
        size,
        sha256,
        state: 'awaiting-file',
        declaredBy: principal.memberId,
        declaredAt: now.toISOString(),
        // The id's random tail spreads what is open over the sweeper's partitions.
        openShard: openShards[uploadId.charCodeAt(uploadId.length - 1) % openShards.length] ?? '0',
        lookAt: new Date(now.getTime() + stuckSeconds * 1000).toISOString(),
        chunks: 0,
        chunksDone: 0,
        sectionsDone: 0,
        version: 1,
        move: move('uploads:declare', now, { department: departmentId }),
      };
      const multipart = parts && { ...inParts(size), s3UploadId: await raw.beginParts(rawKey(upload)) };
      const declared: Upload = { ...upload, ...(multipart && { multipart }) };
      await uploads.declare(declared);
      return done({ upload: show(declared), transfer: await transferFor(declared, now) }, { objectId: uploadId });
    }),

    answering(renewTransfer, async (call) => {
      const upload = await find(call);
      if ('outcome' in upload) return upload;
      if (upload.state !== 'awaiting-file') return refuse('file-arrived');
      return done({ transfer: await transferFor(upload, call.now) });
    }),

    answering(readUpload, async (call) => {
      const upload = await find(call);
      return 'outcome' in upload ? upload : done(show(upload), { etag: String(upload.version) });
    }),

    answering(listUploads, async (call) => {
      const departmentId = call.query.department ?? call.principal.departmentId;
      if (!reaches(call, departmentId)) return refuse('not-yours');
      const { items, next } = await uploads.listOf(departmentId, call.query.cursor, call.query.limit);
      return done({ items: items.map(show), ...(next !== undefined && { next }) });
    }),

    answering(readReport, async (call) => {
      const upload = await find(call);
      if ('outcome' in upload) return upload;
      return upload.report ? done(upload.report) : refuse('report-not-ready', notReady(upload));
    }),

    answering(readRefusedRows, async (call) => {
      const upload = await find(call);
      if ('outcome' in upload) return upload;
      if (!upload.report) return refuse('report-not-ready', notReady(upload));
      if (!upload.report.complete) return refuse('report-not-ready', '本次上传未处理完毕，没有生成退回行文件，请重新上传同一文件');
      if (upload.report.refused === 0) return refuse('nothing-refused');
      const name = `${upload.fileName.replace(/\.[^.]*$/, '')}-退回行.csv`;
      return done({ ...(await curated.downloadOf(objectNames.refusedFile(upload.uploadId), name, call.now)), rows: upload.report.refused });
    }),
  ];
};

const notReady = ({ ended }: Upload): string => (ended ? `本次上传没有报告：${ended.message}` : '上传仍在处理，请稍后再看');
