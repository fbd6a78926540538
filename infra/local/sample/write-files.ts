import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generateDistrict, type SampleFile } from './district.ts';

/** What `npm start` shows: 1,200 businesses and 3,000 checks of three departments, three rows of every kind of dirt in each file. */
export const defaultDistrict = { seed: 320505, entities: 1200, checks: 3000, dirt: 3 } as const;

/** Writes the files as UTF-8 into a folder, a piece at a time; answers where each lies. */
export const writeFiles = async (
  folder: string,
  files: readonly SampleFile[] = generateDistrict(defaultDistrict),
): Promise<(SampleFile & { path: string })[]> => {
  await mkdir(folder, { recursive: true });
  const written: (SampleFile & { path: string })[] = [];
  for (const file of files) {
    const target = path.join(folder, file.name);
    await pipeline(Readable.from(pieces(file.lines()), { objectMode: false }), createWriteStream(target));
    written.push({ ...file, path: target });
  }
  return written;
};

const pieceLength = 256 * 1024;

function* pieces(lines: Iterable<string>): Generator<Buffer> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < pieceLength) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}
