import { createHash } from 'node:crypto';
import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { move } from '../../../shared/runtime/move.ts';
import type { Page } from '../../../shared/runtime/table.store.ts';
import type { Content } from '../../../shared/text/mask-record.ts';
import type { Resources } from '../catalogue/resources.store.ts';
import type { DataRequestRules } from '../clocks/clock-rules.store.ts';
import type { Rows } from '../delivery/rows.store.ts';
import { isGranted } from '../grants/gate.ts';
import type { Grants } from '../grants/grants.store.ts';
import type { GrantKeys } from '../grants/keys.client.ts';
import { laneOfResource, resourceOfGrant } from '../sharing.ts';
import type { Correction, Notice } from './correction.ts';
import { openCorrections } from './correction-moves.ts';
import type { Corrections, Step } from './corrections.store.ts';
import { lookAtOfCorrection, stepCorrection } from './step-correction.ts';
import { type Turn, turnsOf } from './turns.ts';

interface Collaborators {
  corrections: Pick<Corrections, 'due' | 'waiting' | 'find' | 'keepSearch' | 'store' | 'putOff' | 'tell' | 'keepTold'>;
  rows: Pick<Rows, 'window' | 'newest'>;
  resources: Pick<Resources, 'live'>;
  grants: Pick<Grants, 'givenBy' | 'forReading'>;
  keys: GrantKeys;
  rules: Pick<DataRequestRules, 'clockRulesOn'>;
  log: Log;
}

const listedAtOnce = 500;
const toldAtOnce = 50;
/** How long a record is waited for that its owner says is corrected. */
const patience = 30 * 24 * 3600 * 1000;
/** Windows of some 200 rows that one turn looks through: a second or so. */
const windowsATurn = 64;
const later = (now: Date, milliseconds: number): string => new Date(now.getTime() + milliseconds).toISOString();

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

/** The keyed digest by which a grant knows what it was told. */
const noticeIdOf = (orderOf: (text: string) => string, correctionId: string): string =>
  `n-${orderOf(`notice#${correctionId}`).slice(0, 26)}`;

/** `more`: it can be gone on with at once. */
type Went = 'more' | 'done';

/**
 * Finds the record behind each reported row's id, which only the grant's key tells; sees whether the owner has handed in another version of it; and tells every grant
 * that may have been given the wrong one. Departments take turns; how far each came is kept, so that it bears being started twice, and being stopped anywhere.
 */
export const followCorrections =
  ({ corrections, rows, resources, grants, keys, rules, log }: Collaborators) =>
  async ({ now, timeIsUp }: { now: Date; timeIsUp: () => boolean }): Promise<number> => {
    const atOnce = { at: now.toISOString() };
    const known = new Map<string, ReturnType<typeof resources.live>>();
    /** Asked once a run. */
    const liveOf = (resourceId: string) => {
      const live = known.get(resourceId) ?? resources.live(resourceId);
      known.set(resourceId, live);
      return live;
    };
    /** How much of the lane can be seen. */
    const visibleOf = async (resourceId: string): Promise<number> => (await liveOf(resourceId)).lane?.visible ?? 0;

    /** One walk for all that are looked for in the same rows under the same grant; who joins later goes on to where it began. */
    const walk = async (searching: readonly Correction[]): Promise<void> => {
      const places = searching.flatMap((the) => (typeof the.search === 'object' ? [{ the, ...the.search }] : []));
      const lead = places.find(({ next }) => next !== undefined) ?? places[0];
      if (!lead) return;
      const { windows, next: begin = 0 } = lead;
      const { feed, resourceId, grantId } = lead.the;
      const lane = laneOfResource(resourceId);
      const { pseudonym } = await keys.of(grantId);
      const open = new Set(places.filter(({ the, next }) => the.feed === feed && (next ?? begin) === begin));
      let looked = 0;
      try {
        for (; looked < windowsATurn && open.size > 0 && !timeIsUp(); looked++) {
          for (const place of open) {
            if (place.left > looked) continue;
            open.delete(place);
            await corrections.keepSearch({ ...place.the, search: 'lost' }, undefined);
          }
          if (open.size === 0) return;
          const { rows: its } = await rows.window(lane, { feed, windows }, (begin + looked) % windows);
          const ids = its.map((row) => ({ row, id: pseudonym('#row', row.key) }));
          for (const place of open) {
            const { the } = place;
            const row = ids.find(({ id }) => fitsReference(id, the.row))?.row;
            if (!row) continue;
            open.delete(place);
            const version = (await rows.newest(lane, row.key, feed))?.version ?? 1;
            const found = { key: row.key, version, digest: digestOfReported(row.content, the.field) };
            await corrections.keepSearch({ ...the, search: undefined, found }, atOnce);
          }
        }
      } finally {
        for (const { the, left } of looked > 0 ? open : [])
          await corrections.keepSearch({ ...the, search: { windows, left: left - looked, next: (begin + looked) % windows } }, atOnce);
      }
    };

    const newestOf = async ({ resourceId }: Correction, key: string) =>
      rows.newest(laneOfResource(resourceId), key, await visibleOf(resourceId));

    /** The owner handed in another version that differs where the error was, or the record is gone. */
    const isChanged = async (the: Correction, { key, version, digest }: NonNullable<Correction['found']>): Promise<boolean> => {
      const newest = await newestOf(the, key);
      if (!newest || newest.version <= version) return false;
      return !newest.content || digestOfReported(newest.content, the.field) !== digest;
    };

    const check = async (the: Correction): Promise<Went> => {
      // What is lost its owner looks for by what the report says.
      if (!the.found) {
        await corrections.putOff(the, undefined);
        return 'done';
      }
      const feed = await visibleOf(the.resourceId);
      if (!(await isChanged(the, the.found))) {
        await corrections.putOff(the, { feed });
        return 'done';
      }
      const stepped = stepCorrection(the, { move: 'record-changed' }, { by: 'system', part: 'system' }, now);
      if ('outcome' in stepped) return 'done';
      const lookAt = lookAtOfCorrection(stepped, await rules.clockRulesOn(shanghaiDate(now)), now);
      await corrections.store(stepped, { lookAt, next: atOnce });
      return 'more';
    };

    /** As it was reported, as it was before it was corrected, and as it is now: a grant whose row filter holds for none of them was not given it, and is not told of it. */
    const contentsOf = async (the: Correction, key: string): Promise<Content[]> => {
      const lane = laneOfResource(the.resourceId);
      const newest = await newestOf(the, key);
      const older = await Promise.all([the.feed, (newest?.feed ?? 1) - 1].map((feed) => rows.newest(lane, key, feed)));
      return [newest, ...older].flatMap((version) => (version?.content ? [version.content] : []));
    };

    const noticeTo = async (the: Correction, grantId: string, key: string, contents: readonly Content[]): Promise<Notice | undefined> => {
      const { correctionId, field } = the;
      const { terms: resource } = await liveOf(the.resourceId);
      const { terms, use } = await grants.forReading(grantId);
      if (!terms || !resource || (!use && grantId !== the.grantId)) return undefined;
      const { kind, fields: columns, subject } = resource;
      if (!contents.some((content) => isGranted({ ...terms, kind, columns, subject }, { key, content }))) return undefined;
      const { orderOf } = await keys.of(grantId);
      return {
        ...{ noticeId: noticeIdOf(orderOf, correctionId), correctionId, grantId, own: grantId === the.grantId, key },
        day: shanghaiDate(now),
        ...(field !== undefined && terms.fields.some(({ name }) => name === field) && { field }),
        move: move('corrections:answer', now, { reason: '通知更正' }),
      };
    };

    /** Whoever has ever used a grant that gives the record. The owner's word alone is not yet a record: that is waited for. */
    const tell = async (the: Correction): Promise<Went> => {
      const { found, resourceId, told, endedAt = now.toISOString() } = the;
      if (!found) {
        await corrections.putOff(the, undefined);
        return 'done';
      }
      const until = new Date(Date.parse(endedAt) + patience).toISOString();
      if (told === undefined && now.toISOString() < until) {
        const feed = await visibleOf(resourceId);
        if (!(await isChanged(the, found))) {
          await corrections.putOff(the, { feed, until });
          return 'done';
        }
      }
      const contents = await contentsOf(the, found.key);
      const page = await grants.givenBy(the.owner, { limit: toldAtOnce, cursor: told });
      for (const { grantId, state } of page.items) {
        if (timeIsUp()) return 'more';
        if (resourceOfGrant(grantId) !== resourceId || (state !== 'active' && state !== 'suspended')) continue;
        const notice = await noticeTo(the, grantId, found.key, contents);
        if (notice) await corrections.tell(notice);
      }
      if (page.next === undefined) {
        await corrections.putOff(the, undefined);
        return 'done';
      }
      await corrections.keepTold(the, page.next);
      return 'more';
    };

    const goOn = (the: Correction): Promise<Went> => (openCorrections.includes(the.state) ? check(the) : tell(the));

    /** One that cannot be followed does not keep the others waiting. */
    const leave = async (step: Step, error: unknown): Promise<void> => {
      log.error('correctionNotFollowed', { correctionId: step.correctionId }, error);
      await corrections.putOff(step, { at: later(now, 300_000) }).catch(() => undefined);
    };

    /** Answers which of its steps can be gone on with. */
    const take = async ({ steps }: Turn): Promise<Step[]> => {
      const left: Step[] = [];
      const searching: { step: Step; the: Correction }[] = [];
      for (const step of steps) {
        if (timeIsUp()) return [];
        try {
          const the = await corrections.find(step.correctionId);
          if (!the || the.state === 'withdrawn' || the.state === 'not-an-error') await corrections.putOff(step, undefined);
          else if (typeof the.search === 'object') searching.push({ step, the });
          else if ((await goOn(the)) === 'more') left.push(step);
        } catch (error) {
          await leave(step, error);
        }
      }
      try {
        await walk(searching.map(({ the }) => the));
        return [...left, ...searching.map(({ step }) => step)];
      } catch (error) {
        for (const { step } of searching) await leave(step, error);
        return left;
      }
    };

    const steps: Step[] = [];
    const list = async (
      pageOf: (options: { cursor: string | undefined; limit: number }) => Promise<Page<Step>>,
      isDue: (step: Step) => Promise<boolean>,
    ) => {
      let cursor: string | undefined;
      do {
        const page = await pageOf({ cursor, limit: listedAtOnce });
        for (const step of page.items) {
          if (timeIsUp()) return;
          if (await isDue(step)) steps.push(step);
        }
        cursor = page.next;
      } while (cursor !== undefined && !timeIsUp());
    };
    await list(
      (options) => corrections.due(now, options),
      () => Promise.resolve(true),
    );
    await list(
      corrections.waiting,
      async ({ resourceId, feed, until }) => (until !== undefined && until <= now.toISOString()) || (await visibleOf(resourceId)) !== feed,
    );

    const followed = new Set<string>();
    for (let departments = turnsOf(steps, now); departments.length > 0 && !timeIsUp();) {
      for (const turns of departments) {
        if (timeIsUp()) break;
        const turn = turns.shift();
        if (!turn) continue;
        for (const { correctionId } of turn.steps) followed.add(correctionId);
        const left = await take(turn);
        if (left.length > 0) turns.push({ ...turn, steps: left });
      }
      departments = departments.filter((turns) => turns.length > 0);
    }
    return followed.size;
  };
