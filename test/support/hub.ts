import { createHash, randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import * as z from 'zod';
import { type HubClient, hubClient } from '../../cli/hub.client.ts';
import { signInAsSystem, signInWithPassword } from '../../cli/sign-in.client.ts';
import { UploadShown } from '../../functions/ingestion/upload.ts';

const hub = () => inject('hub');
const tokens = new Map<string, Promise<string>>();

/** A token for one of the sample's people or systems, by the same way as anybody's. */
export const tokenOf = (who: string): Promise<string> => {
  const { url, signIns } = hub();
  const known = tokens.get(who);
  if (known) return known;
  const person = signIns.people[who];
  const system = signIns.systems[who];
  if (!person && !system) throw new Error(`nobody is called ${who}`);
  const token = person
    ? signInWithPassword(url, who, person.password)
    : signInAsSystem(url, system?.clientId ?? '', system?.clientSecret ?? '').then(({ accessToken }) => accessToken);
  tokens.set(who, token);
  return token;
};

/** The public API as this person or system. */
export const as = async (who: string): Promise<HubClient> => hubClient(hub().url, await tokenOf(who));

/** A bare call, for what a well-behaved client never does. */
export const call = async (
  who: string | undefined,
  method: string,
  path: string,
  more: { body?: unknown; headers?: Record<string, string> } = {},
) => {
  const response = await fetch(`${hub().url}${path}`, {
    method,
    headers: {
      ...(who !== undefined && { authorization: `Bearer ${await tokenOf(who)}` }),
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
      ...(more.body !== undefined && { 'content-type': 'application/json' }),
      ...more.headers,
    },
    ...(more.body !== undefined && { body: typeof more.body === 'string' ? more.body : JSON.stringify(more.body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
};

const parsed = (text: string): Record<string, unknown> => {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return {};
  }
};

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

export const Declared = z.object({
  upload: UploadShown,
  transfer: z.object({ method: z.literal('PUT'), url: z.string(), headers: z.record(z.string(), z.string()), expiresAt: z.string() }),
});

/** Sends the bytes to the address, with the headers that belong to it. */
export const transfer = async (to: z.output<typeof Declared>['transfer'], bytes: Uint8Array): Promise<{ status: number; text: string }> => {
  // fetch sets the length itself and refuses to be told.
  const { 'content-length': _length, ...headers } = to.headers;
  const response = await fetch(to.url, { method: to.method, headers, body: Buffer.from(bytes) });
  return { status: response.status, text: await response.text() };
};

export const declare = async (who: string, dataset: string, bytes: Uint8Array, fileName = 'rows.csv', more: { parts?: false } = {}) =>
  (await as(who)).post('/v1/uploads', { dataset, fileName, size: bytes.length, sha256: sha256Of(bytes), ...more }, Declared);

/** Waits until the upload has come to an end, whichever. */
export const ended = async (who: string, uploadId: string, seconds = 90): Promise<z.output<typeof UploadShown>> => {
  const client = await as(who);
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const upload = await client.get(`/v1/uploads/${uploadId}`, UploadShown);
    if (upload.report?.complete === true || upload.ended) return upload;
    if (Date.now() > until) throw new Error(`upload ${uploadId} is still ${upload.state}: ${JSON.stringify(upload.progress)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

/** From the declaration to the report, through the front door. */
export const handIn = async (who: string, dataset: string, bytes: Uint8Array) => {
  const { upload, transfer: to } = await declare(who, dataset, bytes);
  const put = await transfer(to, bytes);
  if (put.status !== 200) throw new Error(`the file was not taken: ${put.text}`);
  return ended(who, upload.uploadId);
};
