import * as z from 'zod';
import { refuse } from '../../../shared/runtime/outcome.ts';
import { answering, done } from '../../../shared/runtime/route.ts';
import type { Rows } from '../delivery/rows.store.ts';
import { useOf } from '../grants/gate.ts';
import type { openGate } from '../grants/open-gate.ts';
import { laneOfResource } from '../sharing.ts';
import type { Corrections } from './corrections.store.ts';
import { readNotices } from './routes.ts';

/** A place in the list holds ids that others know too, so it goes out sealed; no other cursor of the grant is one. */
const Place = z.object({ notices: z.string() });

interface Collaborators {
  open: ReturnType<typeof openGate>;
  corrections: Pick<Corrections, 'noticesOf'>;
  rows: Pick<Rows, 'newest'>;
}

/** What was corrected of what a grant gave, by the gate like any other read: as it is now, under this grant's ids, and counted. */
export const showNotices = ({ open, corrections, rows }: Collaborators) => [
  answering(readNotices, async ({ params, query, principal, address, now }) => {
    const { grantId } = params;
    const asking = { principal, address, filters: [], now };
    const byApi = await open(grantId, { ...asking, channel: principal.kind === 'system' ? 'api' : 'file' });
    // Of a grant of files alone a system hears too.
    const again = 'outcome' in byApi && byApi.because === 'channel-not-granted' && principal.kind === 'system';
    const opened = again ? await open(grantId, { ...asking, channel: 'file' }) : byApi;
    if ('outcome' in opened) return opened;

    const sealed = query.cursor;
    const plain = sealed === undefined ? undefined : opened.unseal(sealed);
    const place = plain === undefined ? undefined : Place.safeParse(JSON.parse(plain)).data;
    if (sealed !== undefined && !place) return refuse('cursor-invalid');

    const lane = laneOfResource(opened.reading.resourceId);
    const { items, next } = await corrections.noticesOf(grantId, {
      cursor: place?.notices,
      limit: Math.min(query.limit, Math.max(1, opened.reading.left)),
    });
    const shown = await Promise.all(
      items.map(async ({ noticeId, correctionId, own, day, field, key }) => {
        const newest = await rows.newest(lane, key, opened.lane.visible);
        const given = newest?.content && opened.give({ key, content: newest.content });
        return {
          ...{ noticeId, day, row: opened.idOf(key), gone: given === undefined },
          ...(own && { correctionId }),
          ...(field !== undefined && opened.reading.granted.some(({ name }) => name === field) && { field }),
          ...(given && { values: given.values }),
        };
      }),
    );
    const counted = await opened.count(shown.filter(({ gone }) => !gone).length);
    if (counted !== 'counted') return counted;
    const ids = shown.map(({ row }) => row);
    return done(
      { items: shown, ...(next !== undefined && { next: opened.seal(JSON.stringify({ notices: next })) }) },
      { use: useOf(opened.reading, ids) },
    );
  }),
];
