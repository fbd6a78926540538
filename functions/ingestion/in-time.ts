import { TryAgain } from '../../shared/runtime/outcome.ts';

/** A split that does not end in its time is tried again, and stopped at the upload's deadline. */
export const mustBeInTime = (timeIsUp: () => boolean): void => {
  if (timeIsUp()) throw new TryAgain('the split did not end in time');
};

/** Passes on what comes, as long as there is time. */
export async function* inTime<Bytes extends Uint8Array>(source: AsyncIterable<Bytes>, timeIsUp: () => boolean): AsyncGenerator<Bytes> {
  for await (const bytes of source) {
    mustBeInTime(timeIsUp);
    yield bytes;
  }
}
