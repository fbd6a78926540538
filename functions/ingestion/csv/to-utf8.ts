import type { Layout } from '../layout.ts';

/** Rewrites a stream of text in UTF-8, for files whose bytes can't be cut. What can't be read becomes U+FFFD, and a finding of its row. */
export const toUtf8 = (encoding: Layout['encoding']): { push(bytes: Uint8Array): Uint8Array; end(): Uint8Array } => {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return { push: (bytes) => Buffer.from(decoder.decode(bytes, { stream: true })), end: () => Buffer.from(decoder.decode()) };
};
