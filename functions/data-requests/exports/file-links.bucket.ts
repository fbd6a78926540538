import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

const s3 = new S3Client({ responseChecksumValidation: 'WHEN_REQUIRED', forcePathStyle: true });

/** Addresses of an export's files. */
export const fileLinks = (Bucket: string) => ({
  /** Whoever has it may fetch the file for so many seconds, as long as the file is there. */
  linkTo: (Key: string, { fileName, mediaType, seconds }: { fileName: string; mediaType: string; seconds: number }): Promise<string> =>
    getSignedUrl(
      s3,
      new GetObjectCommand({
        Bucket,
        Key,
        ResponseContentDisposition: `attachment; filename="${fileName}"`,
        ResponseContentType: mediaType,
        ResponseCacheControl: 'no-store',
      }),
      { expiresIn: seconds },
    ),
});
export type FileLinks = ReturnType<typeof fileLinks>;
