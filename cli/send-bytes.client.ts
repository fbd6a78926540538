import { createReadStream } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Address } from './answers.ts';

/** A stretch of a file; `to` is the first byte that is no longer in it. */
export interface Stretch {
  file: string;
  from: number;
  to: number;
}

/** By node:http, because fetch would not say how far it is and would send a stream without its length. */
export const sendBytes = (
  { method, url, headers }: Address,
  { file, from, to }: Stretch,
  onSent: (bytes: number) => void,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? httpsRequest : httpRequest)(
      url,
      { method, headers: { 'content-length': to - from, ...headers } },
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
    let sent = 0;
    const counter = new Transform({
      transform(bytes: Buffer, _, next) {
        sent += bytes.length;
        onSent(sent);
        next(null, bytes);
      },
    });
    pipeline(createReadStream(file, { start: from, end: to - 1, highWaterMark: 256 * 1024 }), counter, request).catch(reject);
  });
