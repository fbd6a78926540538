import * as z from 'zod';

/** How a file goes up in parts (S3 multipart). S3's own checksum of it is one over the parts', so the splitter verifies the whole's. */
export const Multipart = z.object({ s3UploadId: z.string(), partBytes: z.int(), parts: z.int() });
export type Multipart = z.infer<typeof Multipart>;

const mebibyte = 1024 ** 2;
/** S3's least for every part but the last. */
export const smallestPart = 5 * mebibyte;
/** From here on a file goes up in parts unless the caller says otherwise: what breaks off is sent again from there. */
export const partsFrom = 100 * 1000 ** 2;
/** So many parts at most: one page of S3's list holds them all, and 5 GB make parts of 16 MiB. */
const mostParts = 320;

export const inParts = (size: number): Omit<Multipart, 's3UploadId'> => {
  const partBytes = Math.max(smallestPart, Math.ceil(size / mostParts / mebibyte) * mebibyte);
  return { partBytes, parts: Math.ceil(size / partBytes) };
};

/** What part `number` (from 1) must weigh: all weigh the same, the last what remains. */
export const bytesOfPart = (size: number, { partBytes, parts }: Pick<Multipart, 'partBytes' | 'parts'>, number: number): number =>
  number === parts ? size - (parts - 1) * partBytes : partBytes;

export interface PartThere {
  number: number;
  size: number;
  etag: string;
  /** Base64. */
  sha256: string;
}

/** The numbers that are not there, or not as they should be. */
export const missingParts = (size: number, multipart: Multipart, there: readonly PartThere[]): number[] => {
  const sizes = new Map(there.map((part) => [part.number, part.size]));
  return Array.from({ length: multipart.parts }, (_, index) => index + 1).filter(
    (number) => sizes.get(number) !== bytesOfPart(size, multipart, number),
  );
};

/** 1–3、7 */
export const ranges = (numbers: readonly number[]): string => {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${String(from)}–${String(to)}`)).join('、');
};
