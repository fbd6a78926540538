import { Readable } from 'node:stream';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED', forcePathStyle: true });

const partBytes = 8 * 1024 * 1024;

/** The files of exports. Keeps no versions: what is deleted is gone. */
export const exportsBucket = (Bucket: string) => ({
  /** In parts, so that its size does not matter. Where `bytes` fails, nothing is there. */
  async write(Key: string, bytes: AsyncGenerator<Uint8Array>, ContentType: string): Promise<void> {
    const Body = Readable.from(bytes, { objectMode: false });
    try {
      await new Upload({ client: s3, params: { Bucket, Key, Body, ContentType }, partSize: partBytes, queueSize: 2 }).done();
    } finally {
      // Where the upload fails, whatever is still being read ends before this returns.
      await bytes.return(undefined);
    }
  },

  /** What is not there is gone already. */
  async remove(Key: string): Promise<void> {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  },
});
export type ExportsBucket = ReturnType<typeof exportsBucket>;
