import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Address, AddressedParts, Declared, type InParts, PartsThere, Renewed, type Transfer, Upload } from './answers.ts';
import { type HubClient, HubSaidNo } from './hub.client.ts';
import { sendBytes, type Stretch } from './send-bytes.client.ts';
import type { Transfers } from './transfers.store.ts';

/** What is going on, for whoever shows it. Bytes while the file is read or sent, the upload as the hub sees it from then on. */
export type Step = { step: 'reading' | 'sending'; done: number; total: number } | { step: 'working'; upload: Upload };

interface HandIn {
  hub: HubClient;
  file: string;
  dataset: string;
  /** In parts though it is small, or in one piece though it is large; the hub decides where nothing is said. */
  parts?: boolean | undefined;
  /** Where it is remembered what is on its way, so that what broke off goes on; without it every call begins anew. */
  transfers?: Transfers;
  /** Waits for the upload's end; otherwise returns as soon as the file is there. */
  wait?: boolean;
  onStep?: (step: Step) => void;
}

/** The file itself can't be handed in; nothing of it was. */
export class FileUnusable extends Error {
  override name = 'FileUnusable';
}

export const unreadable = (file: string, cause: unknown): FileUnusable => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  const why = { ENOENT: '没有这个文件', EACCES: '没有读取权限', EISDIR: '这是一个文件夹' }[code] ?? code;
  return new FileUnusable(`读不了文件 ${file}：${why}`, { cause });
};

const ends = new Set(['finished', 'failed', 'expired', 'given-up']);
export const hasEnded = ({ state }: Upload): boolean => ends.has(state);

/** A file on its whole way: checksum, declaration, transfer, and the wait for the report. */
export const handIn = async ({ hub, file, dataset, parts, transfers, wait = true, onStep = () => undefined }: HandIn): Promise<Upload> => {
  const { size, sha256 } = await measure({ file, from: 0, to: Infinity }, (done) => {
    onStep({ step: 'reading', done, total: done });
  });
  if (size === 0) throw new FileUnusable(`文件 ${file} 是空的，请检查导出结果`);
  const what = { dataset, sha256 };
  const begun = await goingOn(hub, await transfers?.find(what));
  const body = { dataset, fileName: path.basename(file), size, sha256, ...(parts !== undefined && { parts }) };
  const { upload, transfer } = begun ?? (await hub.post('/v1/uploads', body, Declared, { 'idempotency-key': randomUUID() }));
  const { uploadId } = upload;
  await transfers?.keep(what, uploadId);
  if (upload.state === 'awaiting-file') await deliver({ hub, uploadId, first: transfer, file, size, onStep });
  const last = wait ? await waitForEnd(hub, uploadId, onStep) : await hub.get(`/v1/uploads/${uploadId}`, Upload);
  await transfers?.forget(what);
  return last;
};

/** An earlier attempt that has not come to an end: its file is on its way, or its report. */
const goingOn = async (hub: HubClient, uploadId: string | undefined): Promise<{ upload: Upload; transfer?: Transfer } | undefined> => {
  if (uploadId === undefined) return undefined;
  try {
    const upload = await hub.get(`/v1/uploads/${uploadId}`, Upload);
    return hasEnded(upload) ? undefined : { upload };
  } catch (error) {
    // Another department's, for one: whoever asks now begins anew.
    if (error instanceof HubSaidNo) return undefined;
    throw error;
  }
};

const measure = async (
  { file, from, to }: Stretch,
  onRead: (bytes: number) => void = () => undefined,
): Promise<{ size: number; sha256: string }> => {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const bytes of createReadStream(file, { start: from, end: to - 1, highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
      hash.update(bytes);
      size += bytes.length;
      onRead(size);
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  return { size, sha256: hash.digest('base64') };
};

interface Delivery {
  hub: HubClient;
  uploadId: string;
  /** Absent when the declaration was repeated: a transfer address is told once. */
  first: Transfer | undefined;
  file: string;
  size: number;
  onStep: (step: Step) => void;
}

/** Sends the file until it is there. */
const deliver = async ({ first, ...delivery }: Delivery): Promise<void> => {
  const { hub, uploadId, file, size, onStep } = delivery;
  const transfer = first ?? (await renewed(hub, uploadId));
  if (!transfer) return;
  if (transfer.kind === 'multipart') return deliverParts(delivery, transfer);
  let told: Address | undefined = transfer;
  const address = async (): Promise<Address | undefined> => {
    const next = told ?? (await renewed(hub, uploadId));
    told = undefined;
    return next && 'url' in next ? next : undefined;
  };
  await insist({ file, from: 0, to: size }, address, (done) => {
    onStep({ step: 'sending', done, total: size });
  });
};

const deliveries = 5;

/** A broken connection or an address that has run out is met with a fresh address; no address: it is there already, the last answer was lost. */
const insist = async (stretch: Stretch, address: () => Promise<Address | undefined>, onSent: (bytes: number) => void): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const to = await address();
    if (!to) return;
    const answer = await sendBytes(to, stretch, onSent).catch((error: unknown) => ({ status: 0, text: String(error) }));
    if (answer.status >= 200 && answer.status < 300) return;
    // S3 checks size and checksum: the file is not what it was when it was declared.
    if (answer.status === 400) throw new FileUnusable('文件在上传过程中被修改，请关闭正在编辑它的程序后重试');
    if (attempt === deliveries)
      throw new Error(
        `文件没有传上去（${answer.status === 0 ? answer.text : `服务器返回 ${String(answer.status)}`}）。请检查网络后重新执行同一命令，已传的部分不用再传`,
      );
    await pause(200 * 2 ** attempt);
  }
};

const renewed = async (hub: HubClient, uploadId: string): Promise<Transfer | undefined> => {
  try {
    return (await hub.post(`/v1/uploads/${uploadId}/url`, undefined, Renewed)).transfer;
  } catch (error) {
    if (error instanceof HubSaidNo && error.because === 'file-arrived') return undefined;
    throw error;
  }
};

/** So many parts at once: a line is seldom filled by one, and never by more. */
const sendersOfParts = 3;

function* inTurn(numbers: readonly number[]): Generator<number, void> {
  yield* numbers;
}

/** What is there already is not sent again; what is lacking at the end is asked for once more. */
const deliverParts = async (
  { hub, uploadId, file, size, onStep }: Omit<Delivery, 'first'>,
  { partBytes, parts }: InParts,
): Promise<void> => {
  const sent = new Map<number, number>();
  let done = 0;
  const tell = (number: number, bytes: number): void => {
    done += bytes - (sent.get(number) ?? 0);
    sent.set(number, bytes);
    onStep({ step: 'sending', done, total: size });
  };
  const sendPart = async (number: number): Promise<void> => {
    const stretch = { file, from: (number - 1) * partBytes, to: Math.min(size, number * partBytes) };
    const { sha256 } = await measure(stretch);
    const address = async (): Promise<Address | undefined> =>
      (await hub.post(`/v1/uploads/${uploadId}/parts`, { parts: [{ number, sha256 }] }, AddressedParts)).parts[0];
    await insist(stretch, address, (bytes) => {
      tell(number, bytes);
    });
  };
  for (let attempt = 1; ; attempt += 1) {
    const there = await partsThere(hub, uploadId);
    if (!there) return;
    for (const part of there) tell(part.number, part.size);
    const numbers = new Set(there.map((part) => part.number));
    const missing = Array.from({ length: parts }, (_, index) => index + 1).filter((number) => !numbers.has(number));
    // Of a generator all take; when one fails it is closed, and nobody takes another.
    const queue = inTurn(missing);
    await Promise.all(
      Array.from({ length: sendersOfParts }, async () => {
        for (const number of queue) await sendPart(number);
      }),
    );
    try {
      await hub.post(`/v1/uploads/${uploadId}/completion`, undefined, Upload);
      return;
    } catch (error) {
      if (!(error instanceof HubSaidNo && error.because === 'parts-missing' && attempt < 3)) throw error;
    }
  }
};

const partsThere = async (hub: HubClient, uploadId: string) => {
  try {
    return (await hub.get(`/v1/uploads/${uploadId}/parts`, PartsThere)).there;
  } catch (error) {
    if (error instanceof HubSaidNo && error.because === 'file-arrived') return undefined;
    throw error;
  }
};

/** Asks ever less often: a small file is done in a second, a large one takes minutes. */
export const waitForEnd = async (hub: HubClient, uploadId: string, onStep: (step: Step) => void): Promise<Upload> => {
  for (let waitMs = 300; ; waitMs = Math.min(waitMs * 1.4, 2000)) {
    const upload = await hub.get(`/v1/uploads/${uploadId}`, Upload);
    onStep({ step: 'working', upload });
    if (hasEnded(upload)) return upload;
    await pause(waitMs);
  }
};
