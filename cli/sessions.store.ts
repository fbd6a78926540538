import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
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

/** What a JSON file says; undefined when there is none, or when it says something else. */
export const readJson = async <Content>(file: string, content: z.ZodType<Content>): Promise<Content | undefined> => {
  try {
    return content.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
};

export const sessionsIn = (folder: string): Sessions => {
  const sessionOf = (url: string) => path.join(folder, `${createHash('sha256').update(url).digest('hex').slice(0, 16)}.json`);
  const addressFile = path.join(folder, 'address.json');
  /** Put in place by renaming, so that a command that reads meanwhile sees the old or the new and never half. */
  const write = async (file: string, content: unknown) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 });
    await rename(draft, file);
  };
  return {
    async find(url) {
      const session = await readJson(sessionOf(url), Session);
      if (session?.url !== url) return undefined;
      const { accessToken, refreshToken, expiresAt } = session;
      return { accessToken, expiresAt, ...(refreshToken !== undefined && { refreshToken }) };
    },
    keep: (url, signedIn) => write(sessionOf(url), { url, ...signedIn }),
    forget: (url) => rm(sessionOf(url), { force: true }),
    address: async () => (await readJson(addressFile, Address))?.url,
    keepAddress: (url) => (url === undefined ? rm(addressFile, { force: true }) : write(addressFile, { url })),
  };
};
