import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Unprocessable } from '../runtime/outcome.ts';

const s3 = new S3Client({ responseChecksumValidation: 'WHEN_REQUIRED', forcePathStyle: true });

/** What ingestion has settled, to be read and nothing else. */
export const curatedBucket = (Bucket: string) => {
  const get = async (Key: string, Range?: string): Promise<Buffer> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
    if (!Body) throw new Unprocessable('an object without a body');
    return Buffer.from(await Body.transformToByteArray());
  };

  return {
    whole: (key: string): Promise<Buffer> => get(key),

    /** Up to so many bytes from there on; none behind the end. */
    async slice(key: string, from: number, bytes: number): Promise<Buffer> {
      try {
        return await get(key, `bytes=${String(from)}-${String(from + bytes - 1)}`);
      } catch (error) {
        if (error instanceof Error && error.name === 'InvalidRange') return Buffer.alloc(0);
        throw error;
      }
    },
  };
};
export type CuratedBucket = ReturnType<typeof curatedBucket>;
