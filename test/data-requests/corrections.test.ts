import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Correction, CorrectionState, Notice } from '../../functions/data-requests/corrections/correction.ts';
import { type CorrectionMoveName, correctionMoves } from '../../functions/data-requests/corrections/correction-moves.ts';
import type { Next } from '../../functions/data-requests/corrections/corrections.store.ts';
import { digestOfReported, fitsReference, followCorrections } from '../../functions/data-requests/corrections/follow-corrections.ts';
import { allowedCorrections, runsOfCorrection, stepCorrection } from '../../functions/data-requests/corrections/step-correction.ts';
import { clockRuleSeed } from '../../functions/data-requests/clocks/clock-rule-seed.ts';
import type { RowVersion } from '../../functions/data-requests/delivery/rows.store.ts';
import { marking } from '../../functions/data-requests/exports/marks.ts';
import { grantKey } from '../../functions/data-requests/grants/keys.client.ts';
import { reportErrors } from '../../functions/data-requests/corrections/report-errors.ts';
import { showNotices } from '../../functions/data-requests/corrections/show-notices.ts';
import { shownCorrection } from '../../functions/data-requests/corrections/keep-corrections.ts';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { log } from '../../shared/runtime/log.ts';
import { now, resourceId } from './small-catalogue.ts';

const grantId = 'g-check-actions.d-k7m2.0000000001';
const keyOf = (id: string) => grantKey(createHash('sha256').update(id).digest(), id);
const keys = { of: (id: string) => Promise.resolve(keyOf(id)) };
const key = keyOf(grantId);
const rowOf = (record: string): string => key.pseudonym('#row', record);

const correction = (more: object = {}): Correction =>
  Correction.parse({
    ...{ correctionId: 'c-00000000000000000000000001', grantId, resourceId, holder: 'd-p4x9', owner: 'd-k7m2', title: '行政检查记录' },
    ...{ row: rowOf('act-7'), field: 'area', text: '区划应为虎丘区', state: 'reported', version: 1 },
    ...{ reportedAt: now.toISOString(), feed: 1, search: { windows: 8, left: 8 } },
    move: { by: 'm-000000cc', action: 'corrections:report', at: now.toISOString(), correlationId: 'x' },
    ...more,
  });

type Seen = Pick<RowVersion, 'key' | 'version' | 'content' | 'feed' | 'deleted'>;
const parsed = (content: string) => JSON.parse(content) as Record<string, string>;

const others = ['0000000002', '0000000003', '0000000005', '0000000006'].map((end) => `g-check-actions.d-k7m2.${end}`);
const ofOtherData = 'g-penalties.d-k7m2.0000000004';
/** As the gate reads them: of the others the first has all that the reporter has, the second is revoked, the third was granted another area and another field, the fourth was never used. */
const termsOf = (id: string) => ({
  fields: [{ name: id === others[2] ? 'party' : 'area', as: 'clear' }],
  rows: id === others[2] ? [{ field: 'area', is: ['320505'] }] : [],
});
const use = { day: '2026-11-20', rows: 5, calls: 1, minute: '', minuteCalls: 0, refused: 0, terms: 1 };

/** A lane of a hundred records, and corrections that the hub follows minute by minute. */
const hub = (begin: readonly Correction[], { granted = [grantId, ...others, ofOtherData], grantsAPage = 100 } = {}) => {
  const all = new Map(begin.map((the) => [the.correctionId, the]));
  const next = new Map<string, Next | undefined>(begin.map(({ correctionId }) => [correctionId, { at: now.toISOString() }]));
  const told: Notice[] = [];
  const walked: number[] = [];
  const found: string[] = [];
  const lane: { versions: readonly Seen[]; visible: number } = { versions: [], visible: 1 };
  const broken = { windows: false, tell: '' };
  const seen = (record: string, feed: number) =>
    lane.versions.filter((one) => one.key === record && one.feed <= feed).sort((one, other) => other.version - one.version)[0];
  const stepOf = (id: string) => {
    const { correctionId, grantId: its, holder, resourceId: of } = all.get(id) ?? correction();
    const step = next.get(id);
    return { correctionId, grantId: its, holder, resourceId: of, ...(step && 'feed' in step ? step : {}) };
  };
  const listed = (wanted: 'at' | 'feed', at: Date) =>
    Promise.resolve({
      items: [...next].flatMap(([id, step]) =>
        step && wanted in step && !('at' in step && step.at > at.toISOString()) ? [stepOf(id)] : [],
      ),
    });
  const keep = (the: Correction) => {
    all.set(the.correctionId, Correction.parse(the));
    return Promise.resolve('done' as const);
  };
  const work = followCorrections({
    corrections: {
      due: (at) => listed('at', at),
      waiting: () => listed('feed', now),
      find: (id) => {
        found.push(id);
        return Promise.resolve(all.get(id));
      },
      keepSearch: ({ search, ...rest }, step) => {
        next.set(rest.correctionId, step);
        return keep({ ...rest, ...(search !== undefined && { search }) });
      },
      store: async (the, { next: step }) => {
        next.set(the.correctionId, step);
        await keep(the);
        return 'stored';
      },
      putOff: ({ correctionId }, step) => {
        next.set(correctionId, step);
        return Promise.resolve();
      },
      tell: (notice) => {
        if (broken.tell === notice.grantId) return Promise.reject(new Error('no table'));
        if (!told.some((one) => one.grantId === notice.grantId && one.correctionId === notice.correctionId))
          told.push(Notice.parse(notice));
        return Promise.resolve('done');
      },
      keepTold: (the, place) => keep({ ...the, told: place }),
    },
    rows: {
      window: (_lane, { feed, windows }, number) => {
        walked.push(number);
        if (broken.windows) return Promise.reject(new Error('no table'));
        const keysHere = [...new Set(lane.versions.map((one) => one.key))].filter((_key, at) => at % windows === number);
        const rows = keysHere.flatMap((record) => {
          const its = seen(record, feed);
          return its && !its.deleted ? [{ key: record, content: parsed(its.content) }] : [];
        });
        return Promise.resolve({ rows, end: undefined });
      },
      newest: (_lane, record, feed) => {
        const its = seen(record, feed);
        return Promise.resolve(its && { version: its.version, feed: its.feed, ...(!its.deleted && { content: parsed(its.content) }) });
      },
    },
    resources: {
      live: () =>
        Promise.resolve({
          lane: { visible: lane.visible, feeds: lane.visible, rows: 100, at: now.toISOString(), wanted: true },
          terms: { kind: 'records', fields: [] } as never,
        }),
    },
    grants: {
      givenBy: (_owner, { cursor = '0' }) => {
        const end = Number(cursor) + grantsAPage;
        const items = granted
          .slice(Number(cursor), end)
          .map((id) => ({ grantId: id, state: id === others[1] ? 'revoked' : 'active' }) as never);
        return Promise.resolve({ items, ...(end < granted.length && { next: String(end) }) });
      },
      forReading: (id) => Promise.resolve({ terms: termsOf(id) as never, use: id === others[3] ? undefined : use }),
    },
    keys,
    rules: { clockRulesOn: () => Promise.resolve(clockRuleSeed) },
    log,
  });
  return {
    ...{ all, next, told, walked, found, broken },
    the: () => [...all.values()][0] ?? correction(),
    /** `windows`: the time is up when so many are looked through. */
    async minute(versions: readonly Seen[], visible: number, { windows = Infinity, at = now } = {}) {
      Object.assign(lane, { versions, visible });
      const begun = walked.length;
      return work({ now: at, timeIsUp: () => walked.length - begun >= windows });
    },
  };
};

/** One correction, minute after minute. */
const follow = (begin: Correction, minutes: readonly { versions: readonly Seen[]; visible: number }[]) => ({
  async run() {
    const its = hub([begin]);
    for (const { versions, visible } of minutes) await its.minute(versions, visible);
    return { the: its.the(), told: its.told.map(({ grantId: id }) => id) };
  },
});

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
      3,
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
    expect((await follow(answered, [...turns, { versions, visible: 2 }]).run()).told).toHaveLength(3);
  });

  it('is told to grants that gave the record before or after, by ids of their own, by the day, and of fields that they hold', async () => {
    const its = hub([correction()]);
    await its.minute(first, 1);
    await its.minute([...first, changed({ area: '320506' })], 2);
    expect(its.told.map(({ grantId: id, field, own }) => ({ id, field, own }))).toEqual([
      { id: grantId, field: 'area', own: true },
      { id: others[0], field: 'area', own: false },
    ]);
    expect(new Set(its.told.map(({ noticeId }) => noticeId)).size).toBe(2);
    expect(new Set(its.told.map(({ day }) => day))).toEqual(new Set([shanghaiDate(now)]));

    const into = hub([correction()]);
    await into.minute(first, 1);
    await into.minute([...first, changed({ area: '320505' })], 2);
    expect(into.told.find(({ grantId: id }) => id === others[2])).toMatchObject({ own: false });
    expect(into.told.find(({ grantId: id }) => id === others[2])).not.toHaveProperty('field');
  });

  it('and where the time is up, those that are left are told the next minute, each once', async () => {
    const its = hub([correction()], { grantsAPage: 1 });
    const versions = [...first, changed({ area: '320505' })];
    await its.minute(first, 1);
    its.broken.tell = others[2] ?? '';
    await its.minute(versions, 2);
    expect(its.told.map(({ grantId: id }) => id)).toEqual([grantId, others[0]]);
    expect(its.the().told).toBe('3');
    its.broken.tell = '';
    await its.minute(versions, 2, { at: new Date(now.getTime() + 600_000) });
    expect(its.told.map(({ grantId: id }) => id)).toEqual([grantId, others[0], others[2]]);
    expect(its.next.get(its.the().correctionId)).toBeUndefined();
  });
});

const idOf = (number: number): string => `c-${String(number).padStart(26, '0')}`;

describe('Whoever reports much', () => {
  it('has one walk through the rows for all that its grant reported, and who joins it goes round to where it began', async () => {
    const reported = [7, 8, 9].map((at) => correction({ correctionId: idOf(at), row: rowOf(`act-${String(at)}`) }));
    const its = hub([...reported, correction({ correctionId: idOf(10), row: rowOf('nobody') })]);
    its.next.set(idOf(9), undefined);
    await its.minute(first, 1, { windows: 3 });
    expect(its.walked).toEqual([0, 1, 2]);
    // The ninth record lies in the second window.
    its.next.set(idOf(9), { at: now.toISOString() });
    await its.minute(first, 1);
    expect(its.walked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 1]);
    expect([7, 8, 9].map((at) => its.all.get(idOf(at))?.found?.key)).toEqual(['act-7', 'act-8', 'act-9']);
    expect(its.all.get(idOf(10))?.search).toBe('lost');
    expect(its.next.get(idOf(10))).toBeUndefined();
  });

  it('goes on where it was when the time was up, or when the rows could not be read', async () => {
    const its = hub([correction({ row: rowOf('act-7') })]);
    await its.minute(first, 1, { windows: 5 });
    expect(its.the().search).toEqual({ windows: 8, left: 3, next: 5 });
    its.broken.windows = true;
    await its.minute(first, 1);
    its.broken.windows = false;
    await its.minute(first, 1);
    expect(its.the().search).toEqual({ windows: 8, left: 3, next: 5 });
    await its.minute(first, 1, { at: new Date(now.getTime() + 300_000) });
    expect(its.walked).toEqual([0, 1, 2, 3, 4, 5, 5, 6, 7]);
    expect(its.the().found?.key).toBe('act-7');
  });

  it('does not keep other departments waiting: they take turns', async () => {
    const much = Array.from({ length: 60 }, (_, at) =>
      correction({
        ...{ correctionId: idOf(at), grantId: `g-check-actions.d-k7m2.${String(at + 100).padStart(10, '0')}` },
        ...{ row: `p${'a'.repeat(26)}`, search: { windows: 64, left: 64 } },
      }),
    );
    const little = correction({ correctionId: idOf(99), holder: 'd-q2w8', search: { windows: 64, left: 64 } });
    const its = hub([...much, little]);
    await its.minute(first, 1, { windows: 128 });
    expect(its.all.get(idOf(99))?.found?.key).toBe('act-7');
  });

  it('is looked at again when the lane has moved, and not each minute', async () => {
    const its = hub([correction()]);
    await its.minute(first, 1);
    const looks = its.found.length;
    for (let minute = 1; minute <= 20; minute++) await its.minute(first, 1, { at: new Date(now.getTime() + minute * 60_000) });
    expect(its.found).toHaveLength(looks);
    await its.minute(first, 2, { at: new Date(now.getTime() + 3_600_000) });
    expect(its.found.length).toBeGreaterThan(looks);
  });
});

describe('A report', () => {
  const exportId = 'e-00000000000000000000000000';
  const mark = marking(key, exportId)(rowOf('act-7'));
  const clerk = { ...{ memberId: 'm-000000cc', departmentId: 'd-p4x9' }, kind: 'person', roles: ['department-clerk'] };
  const grant = {
    grantId,
    resourceId,
    holder: 'd-p4x9',
    owner: 'd-k7m2',
    title: '行政检查记录',
    fields: [{ name: 'area' }],
    state: 'active',
  };
  const report = async (row: string, { open = 0, of = grantId, state = 'active', until = '2099-01-01T00:00:00.000Z' } = {}) => {
    const stored: Correction[] = [];
    const [binding] = reportErrors({
      corrections: {
        store: (the) => {
          stored.push(the);
          return Promise.resolve('stored');
        },
        openOf: () => Promise.resolve({ department: open, grant: open }),
      },
      exports: { find: () => Promise.resolve({ grantId: of } as never) },
      grants: { find: () => Promise.resolve({ ...grant, state, until } as never) },
      keys,
      resources: { live: () => Promise.resolve({}) },
      rules: { clockRulesOn: () => Promise.resolve(clockRuleSeed) },
      newCorrectionId: () => idOf(1),
    });
    const answer = await binding?.handle({ params: { grantId }, body: { row, text: '区划应为虎丘区' }, principal: clerk, now } as never);
    return { stored, because: (answer as { because?: string }).because };
  };

  it('of a mark is taken where the grant’s own export bears it, and of no other', async () => {
    expect((await report(mark)).stored).toMatchObject([{ row: mark, search: { windows: 8, left: 8 } }]);
    expect((await report(mark, { of: others[0] ?? '' })).because).toBe('mark-not-of-grant');
    const forged = `${mark.slice(0, -1)}${mark.endsWith('0') ? '1' : '0'}`;
    expect(await report(forged)).toEqual({ stored: [], because: 'mark-not-of-grant' });
  });

  it('is not taken while too many are open, nor of a grant that has ended', async () => {
    expect((await report(mark, { open: 20 })).because).toBe('too-many-open');
    expect((await report(mark, { state: 'revoked' })).because).toBe('grant-ended');
    expect((await report(mark, { until: now.toISOString() })).because).toBe('grant-ended');
  });

  it('shows its whole mark to who reported it alone', () => {
    const shownTo = (departmentId: string, role: string) =>
      shownCorrection(correction({ row: mark }), { ...clerk, departmentId, roles: [role] } as never, clockRuleSeed, now).row;
    expect(shownTo('d-p4x9', 'department-clerk')).toBe(mark);
    for (const [department, role] of [
      ['d-k7m2', 'data-custodian'],
      ['d-h9c4', 'data-steward'],
      ['d-h9c4', 'leader'],
    ] as const)
      expect(shownTo(department, role)).toBe(`${mark.slice(0, -8)}…`);
  });
});

describe('A notice', () => {
  const noticesOf = (cursor?: string, asked: (place: string | undefined) => void = () => undefined) => {
    const stored = {
      ...{ noticeId: 'n-1', correctionId: idOf(1), grantId, own: false, key: 'act-7', field: 'secret', day: '2026-11-25' },
      move: correction().move,
    };
    const [binding] = showNotices({
      open: () =>
        Promise.resolve({
          ...{ reading: { resourceId, left: 10, granted: [{ name: 'area' }], grantId, purpose: '' }, lane: { visible: 1 } },
          ...{ idOf: rowOf, give: () => undefined, count: () => Promise.resolve('counted') },
          ...{ seal: key.seal, unseal: key.unseal },
        } as never),
      corrections: {
        noticesOf: (_grant, options) => {
          asked(options.cursor);
          return Promise.resolve({ items: [stored], next: `behind ${idOf(1)}` });
        },
      },
      rows: { newest: () => Promise.resolve(undefined) },
    });
    return binding?.handle({
      params: { grantId },
      query: { limit: 1, ...(cursor !== undefined && { cursor }) },
      principal: {},
      now,
    } as never);
  };

  it('names neither the correction nor what the grant does not hold, and its place is sealed', async () => {
    const answer = JSON.stringify(await noticesOf());
    expect(answer).toContain('n-1');
    for (const hidden of [idOf(1), 'act-7', 'secret', 'behind']) expect(answer).not.toContain(hidden);
    const { next } = (JSON.parse(answer) as { body: { next: string } }).body;
    const places: (string | undefined)[] = [];
    await noticesOf(next, (place) => places.push(place));
    expect(places).toEqual([`behind ${idOf(1)}`]);
    expect(await noticesOf('bm90aGluZw')).toMatchObject({ because: 'cursor-invalid' });
    expect(await noticesOf(key.seal('{"window":1}'))).toMatchObject({ because: 'cursor-invalid' });
  });
});
