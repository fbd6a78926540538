import { TryAgain, Unprocessable } from '../../shared/runtime/outcome.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import type { Unit } from './unit.ts';
import type { Upload } from './upload.ts';
import type { Uploads } from './uploads.store.ts';

/**
 * Works a unit under its lease, up to and including the storing of what came of it. Wherever that fails the lease is let go, so that the message does not meet the
 * lease of its own earlier delivery; a unit that can never work ends its upload, or the lane would wait for the deadline. Answers what `work` answers, `done` where the unit was
 * done before and it may not have been told, and `not-ours` where there is nothing to do: a message that comes for the first time and finds the unit held or done is a
 * double, for the holder's own message stays in the queue until he has told. One that comes again waits for the holder's end, for it may be that message.
 */
export const withLease = async <Result extends string>(
  uploads: Uploads,
  { upload, key }: { upload: Upload; key: string },
  { now, clock, holder, leaseUntil, deliveries }: Work,
  work: (unit: Unit) => Promise<Result>,
): Promise<Result | 'done' | 'not-ours'> => {
  const { uploadId } = upload;
  const again = deliveries > 1;
  try {
    const lease = await uploads.leaseUnit(uploadId, key, upload.state, { holder, leaseUntil, now });
    if (lease.outcome === 'leased') return await work(lease.unit);
    if (lease.outcome === 'busy' && again)
      throw new TryAgain(`${key} of ${uploadId} is held by another`, Math.ceil((lease.until - clock().getTime()) / 1000));
    return lease.outcome === 'done' && again ? 'done' : 'not-ours';
  } catch (error) {
    await uploads.letGo({ uploadId, key, holder }).catch(() => undefined);
    if (error instanceof Unprocessable) await uploads.beginEnding(upload, 'cannot-be-worked', clock(), clock());
    throw error;
  }
};
