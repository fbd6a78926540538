import type * as z from 'zod';
import { move } from '../../../shared/runtime/move.ts';
import { TryAgain } from '../../../shared/runtime/outcome.ts';
import type { Work } from '../../../shared/runtime/queue-worker.ts';
import type { Resources } from '../catalogue/resources.store.ts';
import { mayRead } from '../grants/gate.ts';
import type { Grants } from '../grants/grants.store.ts';
import type { VoidExports } from '../messages.ts';
import { resourceOfGrant } from '../sharing.ts';
import { askingOf } from './asking-of.ts';
import { decisionOf } from './decision.ts';
import { endingOf } from './end-of-export.ts';
import { endedStates, type Export, keyOfFile } from './export.ts';
import type { ExportsBucket } from './exports.bucket.ts';
import type { Exports } from './exports.store.ts';

interface Collaborators {
  exports: Pick<Exports, 'notCleared' | 'find' | 'files' | 'store' | 'cleared'>;
  grants: Pick<Grants, 'forReading'>;
  resources: Pick<Resources, 'live'>;
  bucket: Pick<ExportsBucket, 'remove'>;
}

/**
 * Looks at all exports of a grant, by the grant as it is now: what may not stay ends, and the files of what has ended are deleted, so that links which are out die with them. May come twice or late: what
 * may stay, or was ordered again since, stays.
 */
export const voidExports = ({ exports, grants, resources, bucket }: Collaborators) => {
  const look = async (exportId: string, now: Date): Promise<void> => {
    let the = await exports.find(exportId);
    if (!the || the.cleared) return;
    const [{ terms: grant }, { terms: resource }] = await Promise.all([
      grants.forReading(the.grantId),
      resources.live(resourceOfGrant(the.grantId)),
    ]);
    // What is used of the quota is no reason: the rows were counted when they were read.
    const decided = mayRead({ grant, resource, use: undefined }, askingOf(the, now));
    const ending = endingOf(the, 'outcome' in decided ? { refusal: decided.because } : { decision: decisionOf(decided) }, now);
    if (ending) {
      const rowsRead = (await exports.files(the)).reduce((sum, { counted }) => sum + counted, 0);
      const ended: Export = {
        ...{ ...the, ...ending, rowsRead, version: the.version + 1 },
        move: move('shared-data:end', now, { department: the.holder, reason: ending.because }),
      };
      if ((await exports.store(the, ended, now)) === 'stale') throw new TryAgain(`export ${exportId} changed meanwhile`, 1);
      the = ended;
    }
    if (!endedStates.includes(the.state)) return;
    for (let n = 1; n <= the.files; n++) await bucket.remove(keyOfFile(the, n));
    const cleared = { ...the, version: the.version + 1, cleared: true };
    if ((await exports.cleared(the, cleared)) === 'stale') throw new TryAgain(`export ${exportId} changed meanwhile`, 1);
  };

  return async ({ grantId }: z.output<typeof VoidExports>, { clock }: Pick<Work, 'clock'>): Promise<void> => {
    const failures: Error[] = [];
    for (const exportId of await exports.notCleared(grantId))
      // One that cannot be read or deleted does not keep the others' files there.
      await look(exportId, clock()).catch((error: unknown) => failures.push(error instanceof Error ? error : new Error(String(error))));
    const failure = failures.find((error) => error instanceof TryAgain) ?? failures[0];
    if (failure) throw failure;
  };
};
