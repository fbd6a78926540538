import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  paginateListParts,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { TryAgain, Unprocessable } from '../../shared/runtime/outcome.ts';
import type { PartThere } from './parts.ts';

// Checksums are sent where we set them; the SDK's own default would sign the checksum of an empty body into a presigned PUT. Paths, not virtual hosts: bucket
// names then need no name service of their own, and AWS answers both.
const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED', forcePathStyle: true });

/** An address for one request, with the headers that must be sent with it. */
export interface Transfer {
  method: 'PUT';
  url: string;
  headers: Record<string, string>;
  expiresAt: string;
}

const transferSeconds = 15 * 60;
const downloadSeconds = 5 * 60;

/** The headers are signed as headers: S3 refuses a request that comes without them, or with others. */
const boundTo = (headers: Record<string, string>) => ({
  expiresIn: transferSeconds,
  signableHeaders: new Set(['host', ...Object.keys(headers)]),
  unhoistableHeaders: new Set(Object.keys(headers).filter((name) => name !== 'content-length')),
});

const addressed = (url: string, headers: Record<string, string>, now: Date): Transfer => ({
  method: 'PUT',
  url,
  headers,
  expiresAt: new Date(now.getTime() + transferSeconds * 1000).toISOString(),
});

const isNamed = (error: unknown, ...names: string[]): boolean => error instanceof Error && names.includes(error.name);
const isGone = (error: unknown): boolean => isNamed(error, 'NoSuchUpload');
const isThereAlready = (error: unknown): boolean => isNamed(error, 'PreconditionFailed');
/** Two of the same call met: S3 does not say yet which of them won. */
const passing = (error: unknown): unknown =>
  isNamed(error, 'ConditionalRequestConflict') ? new TryAgain('the same file comes twice at once') : error;

/** The raw bucket: what was handed in, never changed afterwards. */
export const rawBucket = (Bucket: string) => ({
  /** Bound to this key, this size, this checksum, and to nothing being there yet. */
  async transferTo(key: string, size: number, sha256: string, now: Date): Promise<Transfer> {
    const command = new PutObjectCommand({ Bucket, Key: key, ContentLength: size, ChecksumSHA256: sha256, IfNoneMatch: '*' });
    const headers = { 'content-length': String(size), 'x-amz-checksum-sha256': sha256, 'if-none-match': '*' };
    return addressed(await getSignedUrl(s3, command, boundTo(headers)), headers, now);
  },

  /** For what comes by the API itself. There already: the same call, made again. */
  async put(key: string, body: Uint8Array, sha256: string): Promise<void> {
    try {
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body, ChecksumSHA256: sha256, IfNoneMatch: '*' }));
    } catch (error) {
      if (!isThereAlready(error)) throw passing(error);
    }
  },

  async beginParts(key: string): Promise<string> {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: key, ChecksumAlgorithm: 'SHA256' }));
    if (UploadId === undefined) throw new Error('S3 began a multipart upload without an id');
    return UploadId;
  },

  /** Bound to this part, its size and its checksum; a part that comes twice replaces itself. */
  async partTransferTo(key: string, UploadId: string, part: Omit<PartThere, 'etag'>, now: Date): Promise<Transfer> {
    const { number: PartNumber, size, sha256 } = part;
    const command = new UploadPartCommand({ Bucket, Key: key, UploadId, PartNumber, ContentLength: size, ChecksumSHA256: sha256 });
    const headers = { 'content-length': String(size), 'x-amz-checksum-sha256': sha256 };
    return addressed(await getSignedUrl(s3, command, boundTo(headers)), headers, now);
  },

  /** `gone`: made whole already, or given up. */
  async partsOf(Key: string, UploadId: string): Promise<PartThere[] | 'gone'> {
    const there: PartThere[] = [];
    try {
      for await (const { Parts = [] } of paginateListParts({ client: s3 }, { Bucket, Key, UploadId }))
        for (const { PartNumber = 0, Size = 0, ETag = '', ChecksumSHA256 = '' } of Parts)
          there.push({ number: PartNumber, size: Size, etag: ETag, sha256: ChecksumSHA256 });
      return there;
    } catch (error) {
      if (isGone(error)) return 'gone';
      throw error;
    }
  },

  /** Never over an object that is there. Done twice it is done once. */
  async joinParts(Key: string, UploadId: string, parts: readonly PartThere[]): Promise<void> {
    const Parts = [...parts]
      .sort((a, b) => a.number - b.number)
      .map(({ number, etag, sha256 }) => ({ PartNumber: number, ETag: etag, ChecksumSHA256: sha256 }));
    try {
      await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, IfNoneMatch: '*' }));
    } catch (error) {
      if (!isThereAlready(error) && !isGone(error)) throw passing(error);
    }
  },

  async giveUpParts(Key: string, UploadId: string): Promise<void> {
    try {
      await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  },

  async versionOf(key: string): Promise<string | undefined> {
    try {
      return (await s3.send(new HeadObjectCommand({ Bucket, Key: key }))).VersionId ?? 'null';
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  },

  /** The whole object as a stream; whoever stops early must end it. */
  async stream(key: string, versionId: string): Promise<AsyncIterable<Uint8Array> & { destroy(): void }> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key, ...version(versionId) }));
    return streamOf(Body);
  },

  async slice(key: string, versionId: string, from: number, to: number): Promise<Uint8Array> {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket, Key: key, ...version(versionId), Range: `bytes=${String(from)}-${String(to - 1)}` }),
    );
    return bytesOf(Body);
  },
});
export type RawBucket = ReturnType<typeof rawBucket>;

/** Work and curated objects: small, of fixed names, made anew by whoever does the work again. */
export const objectsBucket = (Bucket: string) => ({
  async put(key: string, body: Uint8Array | string, contentType: string): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body, ContentType: contentType }));
  },

  /** For a key that says what is in it: whatever is there already is the same. */
  async putOnce(key: string, body: Uint8Array, contentType: string): Promise<void> {
    try {
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body, ContentType: contentType, IfNoneMatch: '*' }));
    } catch (error) {
      if (!isThereAlready(error)) throw passing(error);
    }
  },

  /** In parts of 8 MiB, so that its size does not matter. */
  async putStream(key: string, parts: AsyncGenerator<Uint8Array>, contentType: string): Promise<void> {
    const body = Readable.from(parts, { objectMode: false });
    try {
      await new Upload({
        client: s3,
        params: { Bucket, Key: key, Body: body, ContentType: contentType },
        partSize: 8 * 1024 * 1024,
        queueSize: 2,
      }).done();
    } finally {
      // Where the upload fails, whatever the parts still have under way ends before this returns.
      await parts.return(undefined);
    }
  },

  async get(key: string): Promise<Uint8Array> {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
      return await bytesOf(Body);
    } catch (error) {
      if (error instanceof NoSuchKey) throw new Unprocessable('an object of this upload is gone');
      throw error;
    }
  },

  async slice(key: string, from: number, to: number): Promise<Uint8Array> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key, Range: `bytes=${String(from)}-${String(to - 1)}` }));
    return bytesOf(Body);
  },

  /** Starts a download in the browser under this name; for five minutes. */
  async downloadOf(
    key: string,
    fileName: string,
    now: Date,
    contentType = 'text/csv; charset=utf-8',
  ): Promise<{ url: string; expiresAt: string }> {
    const command = new GetObjectCommand({
      Bucket,
      Key: key,
      ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      ResponseContentType: contentType,
    });
    const url = await getSignedUrl(s3, command, { expiresIn: downloadSeconds });
    return { url, expiresAt: new Date(now.getTime() + downloadSeconds * 1000).toISOString() };
  },
});
export type ObjectsBucket = ReturnType<typeof objectsBucket>;

/** `null` is S3's own name for the version of an object in a bucket without versions. */
const version = (versionId: string): { VersionId?: string } => (versionId === 'null' ? {} : { VersionId: versionId });

type Body = { transformToByteArray(): Promise<Uint8Array> } | undefined;

const bytesOf = async (body: Body): Promise<Uint8Array> => {
  if (!body) throw new Unprocessable('an object without a body');
  return body.transformToByteArray();
};

const isStream = (body: unknown): body is AsyncIterable<Uint8Array> & { destroy(): void } =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;

const streamOf = (body: unknown) => {
  if (!isStream(body)) throw new Unprocessable('an object without a body');
  return body;
};
