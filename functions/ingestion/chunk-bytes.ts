import type { ObjectsBucket, RawBucket } from './files.bucket.ts';
import type { Layout } from './layout.ts';
import type { ChunkUnit } from './unit.ts';
import { objectNames, rawKey, type Upload } from './upload.ts';

/** The bytes of one chunk, wherever they lie: a range of what was handed in, or a piece that the splitter wrote. */
export const chunkBytes =
  ({ raw, curated }: { raw: Pick<RawBucket, 'slice'>; curated: Pick<ObjectsBucket, 'get'> }) =>
  (
    upload: Upload,
    { pieces }: Pick<Layout, 'pieces'>,
    { chunk, from, to }: Pick<ChunkUnit, 'chunk' | 'from' | 'to'>,
  ): Promise<Uint8Array> =>
    pieces ? curated.get(objectNames.piece(upload.uploadId, chunk)) : raw.slice(rawKey(upload), upload.file?.versionId ?? 'null', from, to);
