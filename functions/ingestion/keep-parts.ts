import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, done } from '../../shared/runtime/route.ts';
import type { RawBucket } from './files.bucket.ts';
import { bytesOfPart, missingParts, ranges } from './parts.ts';
import { addressParts, completeParts, readParts } from './routes.ts';
import { rawKey, show } from './upload.ts';
import type { UploadFinder } from './upload-finder.ts';

interface Collaborators {
  find: UploadFinder;
  raw: RawBucket;
}

/** A large file comes in parts, in any order and any number of times, so that what broke off goes on where it was. */
export const keepParts = ({ find, raw }: Collaborators) => [
  answering(addressParts, async (call) => {
    const upload = await find(call);
    if ('outcome' in upload) return upload;
    const { multipart, size, state } = upload;
    if (!multipart) return refuse('not-in-parts');
    if (state !== 'awaiting-file') return refuse('file-arrived');
    const beyond = call.body.parts.filter(({ number }) => number > multipart.parts).map(({ number }) => number);
    if (beyond.length > 0) return refuse('part-unknown', `该文件分为 ${String(multipart.parts)} 片，没有第 ${ranges(beyond)} 片`);
    const addressed = call.body.parts.map(async ({ number, sha256 }) => {
      const part = { number, sha256, size: bytesOfPart(size, multipart, number) };
      return { number, ...(await raw.partTransferTo(rawKey(upload), multipart.s3UploadId, part, call.now)) };
    });
    return done({ parts: await Promise.all(addressed) });
  }),

  answering(readParts, async (call) => {
    const upload = await find(call);
    if ('outcome' in upload) return upload;
    const { multipart, state } = upload;
    if (!multipart) return refuse('not-in-parts');
    const parts = state === 'awaiting-file' ? await raw.partsOf(rawKey(upload), multipart.s3UploadId) : 'gone';
    if (parts === 'gone') return refuse('file-arrived');
    const there = parts.map(({ number, size, sha256 }) => ({ number, size, sha256 }));
    return done({ kind: 'multipart', partBytes: multipart.partBytes, parts: multipart.parts, there });
  }),

  answering(completeParts, async (call) => {
    const upload = await find(call);
    if ('outcome' in upload) return upload;
    const { multipart, size, state } = upload;
    if (!multipart) return refuse('not-in-parts');
    if (state === 'expired') return refuse('upload-expired');
    const parts = state === 'awaiting-file' ? await raw.partsOf(rawKey(upload), multipart.s3UploadId) : 'gone';
    // Gone while the file is awaited: made whole already, and S3's word of it is on its way.
    if (parts === 'gone') return done(show(upload, call.now));
    const missing = missingParts(size, multipart, parts);
    if (missing.length > 0)
      return refuse('parts-missing', `缺第 ${ranges(missing)} 片，共缺 ${String(missing.length)} 片；请传齐后再次调用`);
    await raw.joinParts(rawKey(upload), multipart.s3UploadId, parts);
    return done(show(upload, call.now));
  }),
];
