import { describe, expect, it } from 'vitest';
import { exportsToVoid, filesToWrite } from '../../functions/data-requests/exports/announce-exports.ts';
import { canonical } from '../../functions/data-requests/exports/canonical.ts';
import { decisionOf } from '../../functions/data-requests/exports/decision.ts';
import { endingOf } from '../../functions/data-requests/exports/end-of-export.ts';
import { exportIdOf, keyOfFile } from '../../functions/data-requests/exports/export.ts';
import { columnsOf } from '../../functions/data-requests/exports/keep-exports.ts';
import { Manifest, manifestOf, textOfManifest } from '../../functions/data-requests/exports/manifest.ts';
import type { Reading } from '../../functions/data-requests/grants/gate.ts';
import { anExport } from './an-export.ts';

const now = new Date('2026-11-20T03:00:00.000Z');
const item = (the: object) => ({ ...the, pk: 'export#e', sk: 'export' });

describe('An export’s id', () => {
  it('is the same for the same question of the same snapshot under the same grant, whoever asks when', () => {
    const later = { ...anExport(), orderedAt: '2026-11-20T09:00:00.000Z', run: 2, version: 7, terms: 5 };
    expect(exportIdOf(later)).toBe(anExport().exportId);
  });

  it.each([
    ['another grant', { grantId: 'g-check-actions.d-k7m2.9876543210' }],
    ['another snapshot', { snapshot: { feed: 4, windows: 8 } }],
    ['another format', { format: 'ndjson' as const }],
    ['other fields', { columns: anExport().columns.slice(0, 1) }],
    ['other filters', { filters: [{ field: 'object_name', is: ['甲'] }] }],
    ['another decision of the gate', { decision: 'b'.repeat(64) }],
  ])('is another for %s', (_name, more) => {
    expect(anExport(more).exportId).not.toBe(anExport().exportId);
  });

  it('ordered again after its end, it has other objects under the same id', () => {
    expect(keyOfFile(anExport({ run: 2 }), 1)).not.toBe(keyOfFile(anExport(), 1));
  });
});

describe('What the gate decided', () => {
  const reading: Reading = {
    ...{ grantId: 'g-check-actions.d-k7m2.0123456789', version: 1, resourceId: 'r-check-actions.d-k7m2', kind: 'records' },
    ...{
      purpose: 'p',
      useRange: '1',
      quota: { rowsPerDay: 10, callsPerMinute: 1 },
      channel: 'file',
      day: '2026-11-20',
      minute: '11:00',
      left: 5,
    },
    ...{
      within: undefined,
      fields: [{ name: 'a', as: 'clear' }],
      granted: [{ name: 'a', as: 'clear' }],
      columns: [{ name: 'a', level: 1 }],
    },
    ...{ subject: undefined, level: 2, clearance: 3, rows: [], filters: [] },
  };
  it('does not follow from time, use, purpose, or a clearance beyond what is granted', () => {
    const same = {
      ...reading,
      version: 9,
      purpose: 'q',
      day: '2026-11-21',
      left: 0,
      clearance: 4,
      columns: [...reading.columns, { name: 'b', level: 4 }],
    };
    expect(decisionOf(same)).toBe(decisionOf(reading));
  });
  it.each<[string, Partial<Reading>]>([
    ['a field is masked', { fields: [{ name: 'a', as: 'masked' }] }],
    ['a field is gone', { fields: [] }],
    ['fewer rows are granted', { rows: [{ field: 'a', is: ['x'] }] }],
    ['a field has another level', { columns: [{ name: 'a', level: 3 }] }],
    ['the level is lower', { level: 1 }],
    ['the clearance is lower than what is granted', { clearance: 1 }],
  ])('is another where %s', (_name, more) => {
    expect(decisionOf({ ...reading, ...more })).not.toBe(decisionOf(reading));
  });
});

describe('The end of an export', () => {
  const { decision } = anExport();
  it.each([
    ['the gate refuses', anExport({ state: 'ready' }), { refusal: 'grant-revoked' }, { state: 'void', because: 'grant-revoked' }],
    ['the grant gives less', anExport({ state: 'ready' }), { decision: 'b'.repeat(64) }, { state: 'void', because: 'grant-narrowed' }],
    [
      'it is not made in time',
      anExport({ state: 'writing', deadline: now.toISOString() }),
      { decision },
      { state: 'failed', because: 'not-in-time' },
    ],
    [
      'it was kept long enough',
      anExport({ state: 'ready', keptUntil: now.toISOString() }),
      { decision },
      { state: 'expired', because: 'kept-long-enough' },
    ],
  ])('comes where %s', (_name, the, gate, ending) => {
    expect(endingOf(the, gate, now)).toEqual(ending);
  });
  it('does not come while the gate decides as it did; and comes once', () => {
    for (const state of ['waiting', 'writing', 'ready'] as const)
      expect(endingOf(anExport({ state, keptUntil: '2026-11-25T00:00:00.000Z' }), { decision }, now)).toBeUndefined();
    expect(endingOf(anExport({ state: 'expired' }), { refusal: 'grant-revoked' }, now)).toBeUndefined();
  });
});

describe('What the stream tells', () => {
  it('of an order: a message for each file; again only when it is ordered again', () => {
    const the = anExport({ files: 3 });
    expect(filesToWrite({ after: item(the) })).toEqual([1, 2, 3].map((file) => ({ exportId: the.exportId, file })));
    expect(filesToWrite({ before: item(the), after: item({ ...the, version: 2, state: 'writing' }) })).toEqual([]);
    expect(filesToWrite({ before: item({ ...the, state: 'void' }), after: item({ ...the, run: 2 }) })).toHaveLength(3);
  });

  it('of an end: the files have to go; of what is cleared, nothing', () => {
    const [going, ended] = [item(anExport({ state: 'writing' })), item(anExport({ state: 'void', because: 'grant-revoked' }))];
    expect(exportsToVoid({ before: going, after: ended })).toEqual([{ grantId: anExport().grantId }]);
    expect(exportsToVoid({ before: ended, after: { ...ended, cleared: true } })).toEqual([]);
  });

  it('of a grant that moved: its exports are looked at; of one that is made, nothing', () => {
    const terms = { pk: 'grant#g', sk: '~terms', grantId: 'g-1', version: 2, state: 'suspended' };
    expect(exportsToVoid({ before: { ...terms, version: 1, state: 'active' }, after: terms })).toEqual([{ grantId: 'g-1' }]);
    expect(exportsToVoid({ after: terms })).toEqual([]);
  });
});

describe('The columns of statistics', () => {
  it('are said as they are given, in clear, at the level at which the statistics were approved, whoever ordered them', () => {
    const reading = {
      ...{ kind: 'statistics' as const, fields: [{ name: 'area', as: 'clear' as const }], columns: [{ name: 'area', level: 3 }] },
      ...{ level: 2, clearance: 2 },
    };
    const titles = new Map([['area', '区划']]);
    expect(columnsOf(reading, { titles, approved: 2 })).toEqual([{ name: 'area', title: '区划', as: 'clear', level: 2 }]);
    expect(columnsOf({ ...reading, kind: 'records' }, { titles, approved: 2 })).toMatchObject([{ as: 'masked', level: 3 }]);
  });
});

describe('A manifest', () => {
  const done = { rows: 2, bytes: 100, sha256: 'c'.repeat(64), subjects: 'd'.repeat(64) };
  const the = anExport({ files: 2, filesDone: 2, rows: 4, state: 'writing' });
  const files = [2, 1].map((n) => ({ exportId: the.exportId, n, run: 1, counted: 2, begun: 1, begunAt: now.toISOString(), done }));
  const text = textOfManifest(manifestOf(the, files, { purpose: '双随机检查前核实', useRange: '1' }, now));

  it('says what was given to whom for what, and each file’s digest, in their order', () => {
    const manifest = Manifest.parse(JSON.parse(text));
    expect(manifest).toMatchObject({
      exportId: the.exportId,
      grantId: the.grantId,
      holder: 'd-h0ld',
      owner: 'd-k7m2',
      rows: 4,
      purpose: '双随机检查前核实',
    });
    expect(manifest.files.map(({ n, sha256 }) => [n, sha256])).toEqual([
      [1, done.sha256],
      [2, done.sha256],
    ]);
    expect(manifest.condition).toContain('第二十五条');
  });

  it('is the same text whatever order its parts were put in, and another time changes nothing but the time', () => {
    const turned: unknown = JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value,
    );
    expect(canonical(turned)).toBe(text);
    const later = textOfManifest(
      manifestOf(the, files, { purpose: '双随机检查前核实', useRange: '1' }, new Date('2026-11-21T00:00:00.000Z')),
    );
    expect(later.replace('2026-11-21T00:00:00.000Z', now.toISOString())).toBe(text);
  });
});
