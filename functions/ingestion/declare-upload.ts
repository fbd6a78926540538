import { createHash } from 'node:crypto';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { move } from '../../shared/runtime/move.ts';
import { refuse, type Refusal, TryAgain } from '../../shared/runtime/outcome.ts';
import type { RawBucket } from './files.bucket.ts';
import { inParts } from './parts.ts';
import { exceeding, type Quota } from './quota.ts';
import type { Quotas } from './quotas.store.ts';
import type { Standards } from './standards.store.ts';
import { openShards, rawKey, type Upload } from './upload.ts';
import type { Uploads } from './uploads.store.ts';

export interface Declaring {
  uploads: Uploads;
  standards: Standards;
  quotas: Quotas;
  raw: RawBucket;
  defaultQuota: Quota;
  newUploadId: () => string;
  /** A declared upload is looked at by the sweeper after so many seconds, in case the event of its file was lost. */
  stuckSeconds: number;
}

interface Declaration {
  dataset: string;
  fileName: string;
  size: number;
  sha256: string;
  parts: boolean;
}

type Refused = Refusal<'dataset-unknown' | 'hand-in-not-agreed' | 'quota-exceeded' | 'idempotency-key-reused'>;

/**
 * However a file comes in, it is declared here: checked against the contract's list of who may hand in and the department's quota, and counted with it.
 * The caller's key is stored with the declaration, so that a repeat finds it even where the first call died before it could answer.
 */
export const declareUpload =
  ({ uploads, standards, quotas, raw, defaultQuota, newUploadId, stuckSeconds }: Declaring) =>
  async (
    { parts, ...declared }: Declaration,
    { principal, idempotencyKey, now }: { principal: Principal; idempotencyKey: string; now: Date },
  ): Promise<Upload | Refused> => {
    const { dataset, size, sha256 } = declared;
    const { departmentId, memberId } = principal;
    const key = createHash('sha256').update(`${memberId} ${idempotencyKey}`).digest('hex');
    const before = async (): Promise<Upload | Refused | undefined> => {
      const upload = await uploads.declaredWith(key);
      if (!upload) return undefined;
      return upload.dataset === dataset && upload.sha256 === sha256 ? upload : refuse('idempotency-key-reused');
    };

    const day = shanghaiDate(now);
    const [known, contract, set] = await Promise.all([before(), standards.contractOn(dataset, day), quotas.setFor(departmentId)]);
    if (known) return known;
    if (!contract) return refuse('dataset-unknown', '请在数据集列表中核对代码，或联系数据局');
    if (!contract.handIn.includes('*') && !contract.handIn.includes(departmentId)) return refuse('hand-in-not-agreed');

    const quota = set?.quota ?? defaultQuota;
    const beyond = async (): Promise<Refused | undefined> => {
      const because = exceeding(quota, await quotas.usageOf(departmentId, day), size, now);
      return because === undefined ? undefined : refuse('quota-exceeded', because);
    };
    const refused = await beyond();
    if (refused) return refused;

    const uploadId = newUploadId();
    // Where the declaration fails after this, nothing is in it, and the bucket's own rule clears it away.
    const multipart = parts && { ...inParts(size), s3UploadId: await raw.beginParts(rawKey({ dataset, departmentId, uploadId })) };
    const upload: Upload = {
      ...declared,
      uploadId,
      departmentId,
      state: 'awaiting-file',
      declaredBy: memberId,
      declaredAt: now.toISOString(),
      // The id's random tail spreads what is open over the sweeper's partitions.
      openShard: openShards[uploadId.charCodeAt(uploadId.length - 1) % openShards.length] ?? '0',
      lookAt: new Date(now.getTime() + stuckSeconds * 1000).toISOString(),
      ...(multipart && { multipart }),
      chunks: 0,
      chunksDone: 0,
      sectionsDone: 0,
      rowsCut: 0,
      rowsRead: 0,
      rowsSettled: 0,
      version: 1,
      move: move('uploads:declare', now, { department: departmentId }),
    };
    for (let attempt = 0; attempt < 10; attempt++) {
      if ((await uploads.declare(upload, { quota, day, key })) === 'declared') return upload;
      // Another came between: the same call, or one that used up what was left. An upload that ended meanwhile has made room again.
      const instead = (await before()) ?? (await beyond());
      if (instead) return instead;
    }
    throw new TryAgain('many declarations of this department at once');
  };
