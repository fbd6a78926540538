import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Declared, Renewed, type Transfer, Upload } from './answers.ts';
import { type HubClient, HubSaidNo } from './hub.client.ts';

/** What is going on, for whoever shows it. Bytes while the file is read or sent, the upload as the hub sees it from then on. */
export type Step = { step: 'reading' | 'sending'; done: number; total: number } | { step: 'working'; upload: Upload };

interface HandIn {
  hub: HubClient;
  file: string;
  dataset: string;
  /** Waits for the upload's end; otherwise returns as soon as the file is there. */
  wait?: boolean;
  onStep?: (step: Step) => void;
}

/** The file itself can't be handed in; nothing of it was. */
export class FileUnusable extends Error {
  override name = 'FileUnusable';
}

const ends = new Set(['finished', 'failed', 'expired', 'given-up']);
export const hasEnded = ({ state }: Upload): boolean => ends.has(state);

/** A file on its whole way: checksum, declaration, transfer, and the wait for the report. */
export const handIn = async ({ hub, file, dataset, wait = true, onStep = () => undefined }: HandIn): Promise<Upload> => {
  const { size, sha256 } = await measure(file, onStep);
  const body = { dataset, fileName: path.basename(file), size, sha256 };
  const { upload, transfer } = await hub.post('/v1/uploads', body, Declared, { 'idempotency-key': randomUUID() });
  await deliver({ hub, uploadId: upload.uploadId, first: transfer, file, size, onStep });
  return wait ? waitForEnd(hub, upload.uploadId, onStep) : hub.get(`/v1/uploads/${upload.uploadId}`, Upload);
};

const measure = async (file: string, onStep: (step: Step) => void): Promise<{ size: number; sha256: string }> => {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const bytes of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
      hash.update(bytes);
      size += bytes.length;
      onStep({ step: 'reading', done: size, total: size });
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new FileUnusable(
      `读不了文件 ${file}：${{ ENOENT: '没有这个文件', EACCES: '没有读取权限', EISDIR: '这是一个文件夹' }[code] ?? code}`,
      { cause: error },
    );
  }
  if (size === 0) throw new FileUnusable(`文件 ${file} 是空的，请检查导出结果`);
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

const deliveries = 4;

/** Sends the file until it is there: a broken connection or an address that has run out is met with a fresh address. */
const deliver = async ({ hub, uploadId, first, file, size, onStep }: Delivery): Promise<void> => {
  let transfer = first;
  for (let attempt = 1; ; attempt += 1) {
    transfer ??= await freshAddress(hub, uploadId);
    // The last answer was lost, but not the file.
    if (!transfer) return;
    const answer = await send(transfer, file, size, onStep).catch((error: unknown) => ({ status: 0, text: String(error) }));
    if (answer.status >= 200 && answer.status < 300) return;
    // S3 checks size and checksum: the file is not what it was when it was declared.
    if (answer.status === 400) throw new FileUnusable('文件在上传过程中被修改，请关闭正在编辑它的程序后重试');
    if (attempt === deliveries)
      throw new Error(
        `文件没有传上去（${answer.status === 0 ? answer.text : `服务器返回 ${String(answer.status)}`}）。请检查网络后重新上传`,
      );
    await pause(200 * 2 ** attempt);
    transfer = undefined;
  }
};

const freshAddress = async (hub: HubClient, uploadId: string): Promise<Transfer | undefined> => {
  try {
    return (await hub.post(`/v1/uploads/${uploadId}/url`, undefined, Renewed)).transfer;
  } catch (error) {
    if (error instanceof HubSaidNo && error.because === 'file-arrived') return undefined;
    throw error;
  }
};

/** By node:http, because fetch would not say how far it is and would send a stream without its length. */
const send = (
  { method, url, headers }: Transfer,
  file: string,
  size: number,
  onStep: (step: Step) => void,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? httpsRequest : httpRequest)(
      url,
      { method, headers: { 'content-length': size, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.once('end', () => {
          resolve({ status: response.statusCode ?? 0, text });
        });
        response.once('error', reject);
      },
    );
    request.setTimeout(120_000, () => request.destroy(new Error('两分钟没有响应')));
    // The pipeline hears errors only until the last byte is written; what comes after it is heard here.
    request.once('error', reject);
    let done = 0;
    const counter = new Transform({
      transform(bytes: Buffer, _, next) {
        done += bytes.length;
        onStep({ step: 'sending', done, total: size });
        next(null, bytes);
      },
    });
    pipeline(createReadStream(file, { end: size - 1, highWaterMark: 256 * 1024 }), counter, request).catch(reject);
  });

/** Asks ever less often: a small file is done in a second, a large one takes minutes. */
const waitForEnd = async (hub: HubClient, uploadId: string, onStep: (step: Step) => void): Promise<Upload> => {
  for (let waitMs = 300; ; waitMs = Math.min(waitMs * 1.4, 2000)) {
    const upload = await hub.get(`/v1/uploads/${uploadId}`, Upload);
    onStep({ step: 'working', upload });
    if (hasEnded(upload)) return upload;
    await pause(waitMs);
  }
};
