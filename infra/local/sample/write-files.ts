import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SampleFile } from './sample-file.ts';

/** What `npm start` shows: some 12,000 rows of seven departments, two rows of every kind of dirt in each file that holds them. */
export const defaultDistrict = { seed: 320505, entities: 2500, checks: 7000, dirt: 2 } as const;

/** Writes the files into a folder, a piece at a time; answers where each lies. */
export const writeFiles = async (folder: string, files: readonly SampleFile[]): Promise<(SampleFile & { path: string })[]> => {
  await mkdir(folder, { recursive: true });
  const written: (SampleFile & { path: string })[] = [];
  for (const file of files) {
    const target = path.join(folder, file.name);
    await pipeline(Readable.from(file.bytes(), { objectMode: false }), createWriteStream(target));
    written.push({ ...file, path: target });
  }
  return written;
};
