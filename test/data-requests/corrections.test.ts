import { describe, expect, it } from 'vitest';
import { Correction, CorrectionState } from '../../functions/data-requests/corrections/correction.ts';
import { type CorrectionMoveName, correctionMoves } from '../../functions/data-requests/corrections/correction-moves.ts';
import { digestOfReported, fitsReference, followCorrections } from '../../functions/data-requests/corrections/follow-corrections.ts';
import { allowedCorrections, runsOfCorrection, stepCorrection } from '../../functions/data-requests/corrections/step-correction.ts';
import { clockRuleSeed } from '../../functions/data-requests/clocks/clock-rule-seed.ts';
import type { RowVersion } from '../../functions/data-requests/delivery/rows.store.ts';
import { marking } from '../../functions/data-requests/exports/marks.ts';
import { grantKey } from '../../functions/data-requests/grants/keys.client.ts';
import { log } from '../../shared/runtime/log.ts';
import { now, resourceId } from './small-catalogue.ts';

const grantId = 'g-check-actions.d-k7m2.0000000001';
const keys = { of: (id: string) => Promise.resolve(grantKey(Buffer.alloc(32, 7), id)) };
const key = grantKey(Buffer.alloc(32, 7), grantId);
const rowOf = (record: string): string => key.pseudonym('#row', record);

const correction = (more: object = {}): Correction =>
  Correction.parse({
    ...{ correctionId: 'c-00000000000000000000000001', grantId, resourceId, holder: 'd-p4x9', owner: 'd-k7m2', title: '行政检查记录' },
    ...{ row: rowOf('act-7'), field: 'area', text: '区划应为虎丘区', state: 'reported', version: 1 },
    ...{ reportedAt: now.toISOString(), feed: 1, search: { windows: 8, next: 0 } },
    move: { by: 'm-000000cc', action: 'corrections:report', at: now.toISOString(), correlationId: 'x' },
    ...more,
  });

/** A lane of a hundred records, and one correction that the hub follows turn after turn. */
const follow = (
  begin: Correction,
  turns: readonly { versions: readonly Pick<RowVersion, 'key' | 'version' | 'content' | 'feed' | 'deleted'>[]; visible: number }[],
) => {
  let the = begin;
  const told: string[] = [];
  let versions: (typeof turns)[number]['versions'] = [];
  let visible = 1;
  const seen = (record: string, feed: number) =>
    versions.filter((one) => one.key === record && one.feed <= feed).sort((one, other) => other.version - one.version)[0];
  const work = followCorrections({
    corrections: {
      toDo: () => Promise.resolve([the.correctionId]),
      find: () => Promise.resolve(the),
      keepSearch: (next) => {
        const { search: _search, ...rest } = next;
        the = Correction.parse(next.search === undefined ? rest : next);
        return Promise.resolve('done');
      },
      store: (next) => {
        the = Correction.parse(next);
        return Promise.resolve('stored');
      },
      putOff: () => Promise.resolve(),
      tell: ({ grantId: whom }) => {
        told.push(whom);
        return Promise.resolve('done');
      },
    },
    rows: {
      window: (_lane, { feed, windows }, number) => {
        const keysHere = [...new Set(versions.map((one) => one.key))].filter((_key, at) => at % windows === number);
        const rows = keysHere.flatMap((record) => {
          const its = seen(record, feed);
          return its && !its.deleted ? [{ key: record, content: JSON.parse(its.content) as Record<string, string> }] : [];
        });
        return Promise.resolve({ rows, end: undefined });
      },
      newest: (_lane, record, feed) => {
        const its = seen(record, feed);
        return Promise.resolve(
          its && {
            version: its.version,
            feed: its.feed,
            ...(!its.deleted && { content: JSON.parse(its.content) as Record<string, string> }),
          },
        );
      },
    },
    resources: { live: () => Promise.resolve({ lane: { visible, feeds: visible, rows: 100, at: now.toISOString(), wanted: true } }) },
    grants: {
      givenBy: () =>
        Promise.resolve({
          items: [grantId, 'g-check-actions.d-k7m2.0000000002', 'g-check-actions.d-k7m2.0000000003', 'g-penalties.d-k7m2.0000000004'].map(
            (id) => ({ grantId: id, state: id.endsWith('3') ? 'revoked' : 'active' }) as never,
          ),
        }),
      usesOf: () => Promise.resolve([{ day: '2026-11-20', rows: 5, calls: 1, minute: '', minuteCalls: 0, refused: 0, terms: 1 }]),
    },
    keys,
    rules: { clockRulesOn: () => Promise.resolve(clockRuleSeed) },
    log,
  });
  return {
    async run() {
      for (const turn of turns) {
        ({ versions, visible } = turn);
        await work({ now, timeIsUp: () => false });
      }
      return { the, told };
    },
  };
};

const first = Array.from({ length: 100 }, (_, at) => ({
  ...{ key: `act-${String(at)}`, version: 1, feed: 1, deleted: false },
  content: JSON.stringify({ area: '320500', party: '某公司' }),
}));
const changed = (content: object, more: object = {}) => ({
  ...{ key: 'act-7', version: 2, feed: 2, deleted: false, content: JSON.stringify(content) },
  ...more,
});

describe('A reported error', () => {
  it('is answered by the owner, taken back by who reported it, and ends once', () => {
    expect(allowedCorrections(correction(), 'owner')).toEqual(['accept', 'correct', 'not-an-error']);
    expect(allowedCorrections(correction(), 'reporter')).toEqual(['withdraw']);
    for (const state of CorrectionState.options)
      for (const name of Object.keys(correctionMoves) as CorrectionMoveName[]) {
        const { from, by, to } = correctionMoves[name];
        const stepped = stepCorrection(correction({ state }), { move: name, text: '已核实' }, { by: 'm-000000dd', part: by }, now);
        expect('outcome' in stepped ? 'refused' : stepped.state).toBe(from.includes(state) ? to : 'refused');
      }
  });

  it('is never called none without saying why', () => {
    const stepped = stepCorrection(correction(), { move: 'not-an-error' }, { by: 'm-000000dd', part: 'owner' }, now);
    expect(stepped).toMatchObject({ because: 'reason-missing' });
  });

  it('has ten working days, which end with it', () => {
    expect(runsOfCorrection(correction()).runs).toEqual([{ name: 'correct', startedAt: now.toISOString(), department: 'd-k7m2' }]);
    expect(runsOfCorrection(correction({ endedAt: now.toISOString() })).runs).toMatchObject([{ stoppedAt: now.toISOString() }]);
  });

  it('is traced to its record by the row’s id, and by the mark of an exported row', async () => {
    const mark = marking(key, 'e-00000000000000000000000000')(rowOf('act-7'));
    expect(fitsReference(rowOf('act-7'), mark)).toBe(true);
    expect(fitsReference(rowOf('act-8'), mark)).toBe(false);
    for (const row of [rowOf('act-7'), mark]) {
      const { the } = await follow(correction({ row }), [{ versions: first, visible: 1 }]).run();
      expect(the.found).toEqual({ key: 'act-7', version: 1, digest: digestOfReported({ area: '320500' }, 'area') });
      expect(the.search).toBeUndefined();
    }
  });

  it('of a row that is not there any more stays the owner’s task', async () => {
    const { the } = await follow(correction({ row: rowOf('nobody') }), [{ versions: first, visible: 1 }]).run();
    expect(the).toMatchObject({ state: 'reported', search: 'lost' });
  });

  it.each([
    [
      'is corrected when another value is handed in, and all who hold a grant of it are told',
      [changed({ area: '320505' })],
      2,
      'corrected',
      2,
    ],
    ['nor before it can be seen', [changed({ area: '320505' })], 1, 'reported', 0],
    ['and not by a change of something else', [changed({ area: '320500', party: '某某公司' })], 2, 'reported', 0],
    ['or when the record is deleted', [changed({}, { deleted: true })], 2, 'corrected', 2],
  ])('%s', async (_what, later, visible, state, told) => {
    const versions = [...first, ...later];
    const its = await follow(correction(), [
      { versions: first, visible: 1 },
      { versions, visible },
      { versions, visible },
    ]).run();
    expect(its.the.state).toBe(state);
    expect(its.told).toHaveLength(told);
  });

  it('that its owner calls corrected is told of when the record has come', async () => {
    const answered = correction({ state: 'corrected', endedAt: now.toISOString(), version: 2 });
    const turns = [
      { versions: first, visible: 1 },
      { versions: first, visible: 1 },
    ];
    expect((await follow(answered, turns).run()).told).toEqual([]);
    const versions = [...first, changed({ area: '320505' })];
    expect((await follow(answered, [...turns, { versions, visible: 2 }]).run()).told).toHaveLength(2);
  });
});
