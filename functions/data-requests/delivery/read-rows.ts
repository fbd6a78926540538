import { inOrder } from '../../../shared/runtime/in-order.ts';
import { refuse } from '../../../shared/runtime/outcome.ts';
import { answering, done } from '../../../shared/runtime/route.ts';
import { type Given, useOf } from '../grants/gate.ts';
import type { Opened, openGate } from '../grants/open-gate.ts';
import type { SharingSettings } from '../sharing-settings.ts';
import { laneOfResource } from '../sharing.ts';
import { firstPosition, type Position, positionOf } from './position.ts';
import { queryRows } from './routes.ts';
import type { Rows } from './rows.store.ts';
import { isLoading, snapshotIdOf } from './snapshot.ts';
import { orderOfWindows } from './windows.ts';

interface Collaborators {
  open: ReturnType<typeof openGate>;
  rows: Pick<Rows, 'window'>;
  settings: Pick<SharingSettings, 'snapshotSeconds'>;
}

/** Bounds one page, however few rows fit the question; some 6,000 rows are looked at. */
const mostWindows = 32;
const mostAtOnce = 8;
/** A function answers 6 MB at most. */
const mostCharacters = 1_500_000;

/** A page by the gate: the policy as it is now, then the rows, then the count; and only then the answer. */
export const readRows = ({ open, rows, settings }: Collaborators) => [
  answering(queryRows, async ({ params, body, principal, address, now }) => {
    const { fields, where, cursor } = body;
    const opened = await open(params.grantId, { principal, address, channel: 'api', fields, filters: where, now });
    if ('outcome' in opened) return opened;
    if (isLoading(opened.lane)) return refuse('nothing-loaded', '数据正在装载，装载完成后再查询');
    const position =
      cursor === undefined
        ? firstPosition(opened.lane, body, now)
        : positionOf(opened.unseal(cursor), body, { now, snapshotSeconds: settings.snapshotSeconds });
    if ('outcome' in position) return position;

    const { given, next } = await pageFrom(position, opened, rows, Math.min(body.limit, opened.reading.left));
    const counted = await opened.count(given.length);
    if (counted !== 'counted') return counted;
    return done(
      {
        grantId: params.grantId,
        asOf: { snapshot: snapshotIdOf(position.snapshot), at: position.at },
        rows: given,
        ...(next && { next: opened.seal(JSON.stringify(next)) }),
      },
      {
        use: useOf(
          opened.reading,
          given.map(({ id }) => id),
        ),
      },
    );
  }),
];

const byId = (one: { id: string }, other: { id: string }): number => (one.id < other.id ? -1 : 1);

/** From there on in the grant's own order: of the windows, and of the rows within each. */
const pageFrom = async (
  position: Position,
  { reading, lane, give, idOf, orderOf }: Opened,
  rows: Collaborators['rows'],
  limit: number,
): Promise<{ given: Given[]; next: Position | undefined }> => {
  const { after: behind, ...begin } = position;
  const { snapshot } = begin;
  const its = laneOfResource(reading.resourceId);
  const order = orderOfWindows(snapshot.windows, orderOf);
  const end = Math.min(begin.window + mostWindows, snapshot.windows);
  const places = Array.from({ length: end - begin.window }, (_, ahead) => begin.window + ahead);
  // As many as a page needs where every row is given; more where only few may fit.
  const atOnce = Math.ceil((limit * snapshot.windows) / Math.max(lane.rows, 1)) * (reading.filters.length > 0 ? 4 : 1);

  const given: Given[] = [];
  let characters = 0;
  const windows = inOrder(places, Math.min(atOnce, mostAtOnce), async (place) => ({
    place,
    found: (await rows.window(its, snapshot, order[place] ?? 0)).rows,
  }));
  for await (const { place, found } of windows) {
    const after = place === begin.window ? (behind ?? '') : '';
    // Only as many are shown as the page takes.
    const waiting = found.map((row) => ({ id: idOf(row.key), row })).filter(({ id }) => id > after);
    let lastHere: string | undefined;
    for (const { row } of waiting.sort(byId)) {
      const shown = give(row);
      if (!shown) continue;
      characters += JSON.stringify(shown).length;
      if (given.length === limit || (given.length > 0 && characters > mostCharacters))
        return { given, next: { ...begin, window: place, ...(lastHere !== undefined && { after: lastHere }) } };
      given.push(shown);
      lastHere = shown.id;
    }
    if (given.length === limit && place + 1 < snapshot.windows) return { given, next: { ...begin, window: place + 1 } };
  }
  return { given, next: end < snapshot.windows ? { ...begin, window: end } : undefined };
};
