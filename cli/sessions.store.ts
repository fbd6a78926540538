import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { readJson, writeJson } from './own-files.store.ts';
import type { SignedIn } from './sign-in.client.ts';

const Session = z.object({ url: z.string(), accessToken: z.string(), refreshToken: z.string().optional(), expiresAt: z.number() });
const Address = z.object({ url: z.string() });

/** Who is signed in where, in files that only their user may read. */
export interface Sessions {
  find(url: string): Promise<SignedIn | undefined>;
  keep(url: string, signedIn: SignedIn): Promise<void>;
  forget(url: string): Promise<void>;
  /** The deployment that the last sign-in named. */
  address(): Promise<string | undefined>;
  keepAddress(url: string | undefined): Promise<void>;
}

export const sessionsIn = (folder: string): Sessions => {
  const sessionOf = (url: string) => path.join(folder, `${createHash('sha256').update(url).digest('hex').slice(0, 16)}.json`);
  const addressFile = path.join(folder, 'address.json');
  return {
    async find(url) {
      const session = await readJson(sessionOf(url), Session);
      if (session?.url !== url) return undefined;
      const { accessToken, refreshToken, expiresAt } = session;
      return { accessToken, expiresAt, ...(refreshToken !== undefined && { refreshToken }) };
    },
    keep: (url, signedIn) => writeJson(sessionOf(url), { url, ...signedIn }),
    forget: (url) => rm(sessionOf(url), { force: true }),
    address: async () => (await readJson(addressFile, Address))?.url,
    keepAddress: (url) => (url === undefined ? rm(addressFile, { force: true }) : writeJson(addressFile, { url })),
  };
};
