import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type * as z from 'zod';

/** What a JSON file says; undefined when there is none, or when it says something else. */
export const readJson = async <Content>(file: string, content: z.ZodType<Content>): Promise<Content | undefined> => {
  try {
    return content.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
};

/**
 * For the user's eyes only, and put in place by renaming, so that a command that reads meanwhile sees the old or the new and never half.
 */
export const writeJson = async (file: string, content: unknown): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  await rename(draft, file);
};
