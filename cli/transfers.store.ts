import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { readJson, writeJson } from './own-files.store.ts';

const Begun = z.object({ uploadId: z.string() });

/** Which upload a file is on its way by: the same command on the same file goes on with it. */
export interface Transfers {
  find(what: Transferred): Promise<string | undefined>;
  keep(what: Transferred, uploadId: string): Promise<void>;
  forget(what: Transferred): Promise<void>;
}

/** A file by its content, whatever it is called. */
export interface Transferred {
  dataset: string;
  sha256: string;
}

/** Of one hub; in files that only their user may read. */
export const transfersIn = (folder: string, url: string): Transfers => {
  const fileOf = ({ dataset, sha256 }: Transferred) =>
    path.join(folder, 'transfers', `${createHash('sha256').update([url, dataset, sha256].join('\n')).digest('hex').slice(0, 32)}.json`);
  return {
    find: async (what) => (await readJson(fileOf(what), Begun))?.uploadId,
    keep: (what, uploadId) => writeJson(fileOf(what), { uploadId }),
    forget: (what) => rm(fileOf(what), { force: true }),
  };
};
