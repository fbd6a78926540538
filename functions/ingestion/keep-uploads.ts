import { createHash } from 'node:crypto';
import { shanghaiTime } from '../../shared/calendar/shanghai-time.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, done, reaches } from '../../shared/runtime/route.ts';
import type { declareUpload } from './declare-upload.ts';
import type { ObjectsBucket, RawBucket } from './files.bucket.ts';
import { partsFrom } from './parts.ts';
import {
  declareUpload as declareRoute,
  listUploads,
  pushRecords,
  readRefusedRows,
  readReport,
  readUpload,
  renewTransfer,
} from './routes.ts';
import { objectNames, rawKey, show, type Upload } from './upload.ts';
import type { UploadFinder } from './upload-finder.ts';
import type { Uploads } from './uploads.store.ts';

interface Collaborators {
  find: UploadFinder;
  declare: ReturnType<typeof declareUpload>;
  uploads: Uploads;
  raw: RawBucket;
  curated: ObjectsBucket;
}

export const keepUploads = ({ find, declare, uploads, raw, curated }: Collaborators) => {
  /** Where the file goes: one address, or so many parts that are asked for one by one. */
  const transferFor = async ({ multipart, size, sha256, ...upload }: Upload, now: Date) =>
    multipart
      ? { kind: 'multipart' as const, partBytes: multipart.partBytes, parts: multipart.parts }
      : { kind: 'single' as const, ...(await raw.transferTo(rawKey(upload), size, sha256, now)) };

  return [
    answering(declareRoute, async (call) => {
      const { parts = call.body.size > partsFrom, ...declared } = call.body;
      const upload = await declare({ ...declared, parts }, call);
      if ('outcome' in upload) return upload;
      return done({ upload: show(upload, call.now), transfer: await transferFor(upload, call.now) }, { objectId: upload.uploadId });
    }),

    answering(pushRecords, async (call) => {
      const bytes = Buffer.from(call.body.records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      const sha256 = createHash('sha256').update(bytes).digest('base64');
      const { dataset } = call.params;
      const fileName = `推送-${shanghaiTime(call.now).replace(/\D/g, '')}.ndjson`;
      const upload = await declare({ dataset, fileName, size: bytes.length, sha256, parts: false }, call);
      if ('outcome' in upload) return upload;
      // A call that died here is made again with the same key and puts it then; if it never is, the declaration expires like one without its file.
      if (upload.state === 'awaiting-file') await raw.put(rawKey(upload), bytes, sha256);
      const { uploadId } = upload;
      return done({ upload: show(upload, call.now), report: `/v1/uploads/${uploadId}/report` }, { objectId: uploadId });
    }),

    answering(renewTransfer, async (call) => {
      const upload = await find(call);
      if ('outcome' in upload) return upload;
      if (upload.state !== 'awaiting-file') return refuse('file-arrived');
      return done({ transfer: await transferFor(upload, call.now) });
    }),

    answering(readUpload, async (call) => {
      const upload = await find(call);
      if ('outcome' in upload) return upload;
      const ahead = upload.state === 'queued' ? await uploads.aheadOf(upload) : undefined;
      return done(show(upload, call.now, ahead), { etag: String(upload.version) });
    }),

    answering(listUploads, async (call) => {
      const departmentId = call.query.department ?? call.principal.departmentId;
      if (!reaches(call, departmentId)) return refuse('not-yours');
      const { items, next } = await uploads.listOf(departmentId, call.query.cursor, call.query.limit);
      return done({ items: items.map((upload) => show(upload, call.now)), ...(next !== undefined && { next }) });
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
