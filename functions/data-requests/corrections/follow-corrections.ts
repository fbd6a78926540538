import { createHash } from 'node:crypto';
import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { move } from '../../../shared/runtime/move.ts';
import type { Content } from '../../../shared/text/mask-record.ts';
import type { Resources } from '../catalogue/resources.store.ts';
import type { DataRequestRules } from '../clocks/clock-rules.store.ts';
import type { Rows } from '../delivery/rows.store.ts';
import type { Grants } from '../grants/grants.store.ts';
import type { GrantKeys } from '../grants/keys.client.ts';
import { laneOfResource, resourceOfGrant } from '../sharing.ts';
import type { Correction } from './correction.ts';
import { openCorrections } from './correction-moves.ts';
import type { Corrections } from './corrections.store.ts';
import { lookAtOfCorrection, stepCorrection } from './step-correction.ts';

interface Collaborators {
  corrections: Pick<Corrections, 'toDo' | 'find' | 'keepSearch' | 'store' | 'putOff' | 'tell'>;
  rows: Pick<Rows, 'window' | 'newest'>;
  resources: Pick<Resources, 'live'>;
  grants: Pick<Grants, 'givenBy' | 'usesOf'>;
  keys: GrantKeys;
  rules: Pick<DataRequestRules, 'clockRulesOn'>;
  log: Log;
}

const most = 50;
/** How long a record is waited for that its owner says is corrected. */
const patience = 30 * 24 * 3600 * 1000;
/** Windows of some 200 rows that one turn looks through: a few seconds. */
const windowsATurn = 64;
const soon = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();

/** Of the field that was reported, or of the whole record. */
export const digestOfReported = (content: Content, field: string | undefined): string =>
  createHash('sha256')
    .update(
      JSON.stringify(
        field === undefined ? Object.entries(content).sort(([one], [other]) => (one < other ? -1 : 1)) : (content[field] ?? ''),
      ),
    )
    .digest('hex');

/** An exported row's mark holds eight letters of its id: among millions of rows they name one. */
export const fitsReference = (rowId: string, reference: string): boolean =>
  reference.startsWith('p') ? rowId === reference : rowId.slice(1, 9) === reference.split('.')[1]?.slice(0, 8);

/**
 * Of each correction, turn by turn: finds the record behind the row's id, which only the grant's key tells; sees whether the owner has handed in another version of it; and tells
 * every grant that may have been given the wrong one. Bears being started twice.
 */
export const followCorrections = ({ corrections, rows, resources, grants, keys, rules, log }: Collaborators) => {
  const search = async (the: Correction, now: Date): Promise<void> => {
    if (typeof the.search !== 'object') return;
    const { windows, next } = the.search;
    const lane = laneOfResource(the.resourceId);
    const { pseudonym } = await keys.of(the.grantId);
    const end = Math.min(next + windowsATurn, windows);
    for (let number = next; number < end; number++) {
      const { rows: its } = await rows.window(lane, { feed: the.feed, windows }, number);
      const row = its.find(({ key }) => fitsReference(pseudonym('#row', key), the.row));
      if (!row) continue;
      const version = (await rows.newest(lane, row.key, the.feed))?.version ?? 1;
      const found = { key: row.key, version, digest: digestOfReported(row.content, the.field) };
      await corrections.keepSearch({ ...the, search: undefined, found }, now.toISOString());
      return;
    }
    const more = end < windows;
    await corrections.keepSearch({ ...the, search: more ? { windows, next: end } : 'lost' }, more ? now.toISOString() : soon(now, 3600));
  };

  /** The owner handed in another version that differs where the error was, or the record is gone. */
  const isChanged = async ({ resourceId, found, field }: Correction): Promise<boolean> => {
    if (!found) return false;
    const { lane } = await resources.live(resourceId);
    const newest = await rows.newest(laneOfResource(resourceId), found.key, lane?.visible ?? 0);
    if (!newest || newest.version <= found.version) return false;
    return !newest.content || digestOfReported(newest.content, field) !== found.digest;
  };

  const check = async (the: Correction, now: Date): Promise<void> => {
    if (!(await isChanged(the))) return corrections.putOff(the.correctionId, soon(now, the.found ? 60 : 3600));
    const stepped = stepCorrection(the, { move: 'record-changed' }, { by: 'system', part: 'system' }, now);
    if ('outcome' in stepped) return;
    const lookAt = lookAtOfCorrection(stepped, await rules.clockRulesOn(shanghaiDate(now)), now);
    await corrections.store(stepped, { lookAt, next: now.toISOString() });
  };

  /** Rather too many are told than too few: whoever has ever used a grant of it. The owner's word alone is not yet a record: that is waited for. */
  const tell = async (the: Correction, now: Date): Promise<void> => {
    const { found, correctionId, field, resourceId, endedAt = now.toISOString() } = the;
    if (!found) return corrections.putOff(correctionId, undefined);
    const waitedFor = now.getTime() - Date.parse(endedAt);
    if (waitedFor < patience && !(await isChanged(the))) return corrections.putOff(correctionId, soon(now, 300));
    let cursor: string | undefined;
    do {
      const page = await grants.givenBy(the.owner, { limit: 100, cursor });
      for (const { grantId, state } of page.items) {
        if (resourceOfGrant(grantId) !== resourceId || (state !== 'active' && state !== 'suspended')) continue;
        if (grantId !== the.grantId && (await grants.usesOf(grantId, 1)).length === 0) continue;
        const notice = { correctionId, grantId, key: found.key, ...(field !== undefined && { field }), at: now.toISOString() };
        await corrections.tell({ ...notice, move: move('corrections:answer', now, { reason: '通知更正' }) });
      }
      cursor = page.next;
    } while (cursor !== undefined);
    await corrections.putOff(correctionId, undefined);
  };

  const follow = async (correctionId: string, now: Date): Promise<void> => {
    const the = await corrections.find(correctionId);
    if (!the || the.state === 'withdrawn' || the.state === 'not-an-error') return corrections.putOff(correctionId, undefined);
    if (typeof the.search === 'object') return search(the, now);
    return openCorrections.includes(the.state) ? check(the, now) : tell(the, now);
  };

  return async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    let followed = 0;
    for (const correctionId of await corrections.toDo(now, most)) {
      if (timeIsUp()) break;
      // One that cannot be followed does not keep the others waiting.
      try {
        await follow(correctionId, now);
        followed += 1;
      } catch (error) {
        log.error('correctionNotFollowed', { correctionId }, error);
        await corrections.putOff(correctionId, soon(now, 300)).catch(() => undefined);
      }
    }
    return followed;
  };
};
