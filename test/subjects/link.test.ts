import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CuratedRecord } from '../../functions/ingestion/messages.ts';
import { ownerOf } from '../../functions/subjects/link.ts';
import type { DatasetFace } from '../../functions/subjects/subject.ts';
import { checkFace, marketFace, record, smallRegister } from './small-register.ts';

/** The rows of the table behind a mark in docs/subjects.md. */
const rowsOf = (mark: string): string[][] => {
  const lines = readFileSync('docs/subjects.md', 'utf8').split('\n');
  const table = lines.slice(lines.indexOf(`<!-- test: ${mark} -->`) + 2);
  return table
    .slice(
      2,
      table.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
};

const company = (key: string, name: string, code: string, its: Partial<CuratedRecord> = {}): CuratedRecord =>
  record(key, { pripid: key, entname: name, ...(code !== '' && { uniscid: code }) }, its);
const check = (key: string, name: string, number = '', type = '', nature = '2', its: Partial<CuratedRecord> = {}): CuratedRecord =>
  record(
    key,
    {
      administrative_cp: name,
      ...(number !== '' && { administrative_cp_ui_code: number }),
      ...(type !== '' && { administrative_cp_ce_type: type }),
      ...(nature !== '' && { administrative_cp_na: nature }),
    },
    its,
  );

const market = 'd-mark';
const safety = 'd-safe';
const checkOf = (key: string) => ({ dataset: 'check-actions', department: safety, key });
const companyOf = (key: string) => ({ dataset: 'market-entities', department: market, key });

describe('The worked examples of docs/subjects.md', () => {
  const register = rowsOf('register');
  const examples = rowsOf('examples');

  it('are there', () => {
    expect(register).toHaveLength(5);
    expect(examples.length).toBeGreaterThan(15);
  });

  it.each(examples)('%s %s (type %s, nature %s): %s', (name = '', number = '', type = '', nature = '', linked = '') => {
    const hub = smallRegister();
    hub.take(marketFace, market, ...register.map(([key = '', its = '', code = '']) => company(key, its, code.split(' ')[0] ?? '')));
    hub.take(checkFace, safety, check('it', name, number, type, nature));
    const found = hub.subjectOf(checkOf('it'));
    const business = register.map(([key = '']) => key).find((key) => hub.subjectOf(companyOf(key))?.subjectId === found?.subjectId);
    const by = { uscc: 'by code', name: 'by name', itself: 'itself' }[found?.by ?? ''] ?? '';
    expect(by === 'itself' ? by : `${business ?? 'a stub'} ${by}`).toBe(linked);
  });
});

describe('A stub', () => {
  it('of a code is taken over by the register with its id', () => {
    const hub = smallRegister();
    hub.take(checkFace, safety, check('it', '写错了的名称', '91320505MA1X000760', '001'));
    const before = hub.subjectOf(checkOf('it'));
    hub.take(marketFace, market, company('A', '苏州甲乙科技有限公司', '91320505MA1X000760'));
    expect(before?.registered).toBe(false);
    expect(hub.subjectOf(checkOf('it'))).toEqual({ ...before, registered: true });
    expect(hub.subjectOf(companyOf('A'))?.subjectId).toBe(before?.subjectId);
  });

  it('of a name becomes the business that bears it, and nobody’s again when a second one does', () => {
    const hub = smallRegister();
    hub.take(checkFace, safety, check('it', '苏州同名商行'));
    const stub = hub.subjectOf(checkOf('it'));
    hub.take(marketFace, market, company('C', '苏州同名商行', '91320505MA1X00420Y'));
    expect(hub.subjectOf(checkOf('it'))?.subjectId).toBe(hub.subjectOf(companyOf('C'))?.subjectId);
    hub.take(marketFace, market, company('D', '苏州同名商行', '91320505MA1X001211'));
    expect(hub.subjectOf(checkOf('it'))).toEqual(stub);
    hub.take(marketFace, market, company('D', '苏州改名商行', '91320505MA1X001211', { version: 2 }));
    expect(hub.subjectOf(checkOf('it'))?.subjectId).toBe(hub.subjectOf(companyOf('C'))?.subjectId);
  });

  it('stays with a business that was renamed or deleted', () => {
    const hub = smallRegister();
    hub.take(marketFace, market, company('A', '苏州旧名有限公司', '91320505MA1X000760'));
    hub.take(checkFace, safety, check('it', '苏州旧名有限公司'));
    hub.take(marketFace, market, company('A', '苏州新名有限公司', '91320505MA1X000760', { version: 2 }));
    const business = hub.subjectOf(companyOf('A'))?.subjectId;
    expect(hub.subjectOf(checkOf('it'))?.subjectId).toBe(business);
    hub.take(marketFace, market, record('A', { pripid: 'A' }, { version: 3, deleted: true }));
    expect(hub.subjectOf(checkOf('it'))?.subjectId).toBe(business);
    expect([...hub.registrations.values()]).toMatchObject([{ deleted: true, face: { name: '苏州新名有限公司' } }]);
  });
});

describe('A register row', () => {
  it('whose code is corrected leaves nothing behind', () => {
    const hub = smallRegister();
    hub.take(marketFace, market, company('A', '苏州甲乙科技有限公司', '91320505MA1X00420Y'));
    hub.take(checkFace, safety, check('it', '苏州甲乙科技有限公司'));
    hub.take(marketFace, market, company('A', '苏州甲乙科技有限公司', '91320505MA1X000760', { version: 2 }));
    expect(hub.registrations.size).toBe(1);
    expect(hub.projectionsOf(companyOf('A'))).toHaveLength(1);
    expect(hub.subjectOf(checkOf('it'))?.subjectId).toBe(hub.subjectOf(companyOf('A'))?.subjectId);
  });

  it('that gets a code is found by the id that it had without one', () => {
    const hub = smallRegister();
    hub.take(marketFace, market, company('A', '苏州甲乙科技有限公司', ''));
    const alone = hub.subjectOf(companyOf('A'))?.subjectId ?? '';
    hub.take(marketFace, market, company('A', '苏州甲乙科技有限公司', '91320505MA1X00420Y', { version: 2 }));
    hub.take(marketFace, market, company('A', '苏州甲乙科技有限公司', '91320505MA1X000760', { version: 3 }));
    expect(hub.leads).toEqual(new Map([[alone, hub.subjectOf(companyOf('A'))?.subjectId]]));
  });

  it('with the code of another is the same business', () => {
    const hub = smallRegister();
    hub.take(
      marketFace,
      market,
      company('A1', '苏州甲乙科技有限公司', '91320505MA1X000760'),
      company('A2', '苏州甲乙分部', '91320505MA1X000760'),
    );
    expect(hub.subjectOf(companyOf('A1'))?.subjectId).toBe(hub.subjectOf(companyOf('A2'))?.subjectId);
  });
});

it('a deletion, which names the record alone, is shown where the record was, with what it said', () => {
  const hub = smallRegister();
  hub.take(checkFace, safety, check('it', '苏州甲乙科技有限公司', '91320505MA1X000760', '001'));
  const before = hub.subjectOf(checkOf('it'));
  hub.take(checkFace, safety, record('it', { record_unique_identity: 'it' }, { version: 2, deleted: true, businessTime: '2026-04-01' }));
  expect(hub.subjectOf(checkOf('it'))).toEqual(before);
  expect(hub.projectionsOf(checkOf('it'))).toMatchObject([{ deleted: true, businessTime: '2026-04-01' }]);
  expect(hub.projectionsOf(checkOf('it'))[0]?.content).toContain('苏州甲乙科技有限公司');
});

describe('Whose is a name', () => {
  const bears = (subjectId: string, former = false) => ({ subjectId, former });
  it.each([
    [[], undefined],
    [[bears('a')], 'a'],
    [[bears('a'), bears('a')], 'a'],
    [[bears('a'), bears('b')], undefined],
    [[bears('a'), bears('b', true)], 'a'],
    [[bears('a', true)], 'a'],
    [[bears('a', true), bears('b', true)], undefined],
  ])('%j: %s', (bearers, owner) => {
    expect(ownerOf(bearers)).toBe(owner);
  });
});

/** Few names and codes, so that they meet. */
const name = fc.constantFrom('苏州甲乙科技有限公司', '苏州甲乙科技 有限公司', '苏州丙丁餐饮有限公司', '苏州同名商行', '张三');
const code = fc.constantFrom('', '91320505MA1X000760', '91320505MA1X00420Y', '91320505MA1X001211');
const aCompany = fc.record({ what: fc.constant('company' as const), key: fc.constantFrom('p1', 'p2', 'p3', 'p4'), name, code });
const aCheck = fc.record({
  what: fc.constant('check' as const),
  key: fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5'),
  name,
  code,
  nature: fc.constantFrom('1', '2', '3'),
  version: fc.integer({ min: 1, max: 3 }),
  day: fc.constantFrom('2026-03-01', '2026-04-01'),
});

interface Handed {
  face: DatasetFace;
  department: string;
  record: CuratedRecord;
}

/** Of one key and version there is one content. */
const handedOf = (said: readonly (typeof aCompany | typeof aCheck extends fc.Arbitrary<infer Said> ? Said : never)[]): Handed[] => [
  ...new Map(
    said.map((one): [string, Handed] =>
      one.what === 'company'
        ? [one.key, { face: marketFace, department: market, record: company(one.key, one.name, one.code) }]
        : [
            `${one.key} ${String(one.version)}`,
            {
              face: checkFace,
              department: safety,
              record: check(one.key, one.name, one.code, one.code === '' ? '' : '001', one.nature, {
                version: one.version,
                businessTime: one.day,
              }),
            },
          ],
    ),
  ).values(),
];

const handed = fc.array(fc.oneof(aCompany, aCheck), { minLength: 1, maxLength: 14 }).map(handedOf);

describe('In whatever order uploads come', () => {
  const run = (uploads: readonly Handed[]) => {
    const hub = smallRegister();
    for (const { face, department, record: one } of uploads) hub.take(face, department, one);
    return hub;
  };
  const seen = (hub: ReturnType<typeof smallRegister>) =>
    new Map([...hub.links.values()].map((link) => [`${link.dataset} ${link.key}`, hub.subjectOf(link)]));

  it('the same records belong to the same businesses, once each and in their newest version, and a repeat changes nothing', () => {
    fc.assert(
      fc.property(
        handed.chain((uploads) =>
          fc.tuple(fc.constant(uploads), fc.shuffledSubarray([...uploads, ...uploads], { minLength: uploads.length * 2 })),
        ),
        ([uploads, shuffled]) => {
          const [one, other] = [run(uploads), run(shuffled)];
          expect(seen(other)).toEqual(seen(one));
          for (const hub of [one, other])
            for (const link of hub.links.values()) {
              const versions = uploads.filter(({ face, record: { key } }) => face.dataset === link.dataset && key === link.key);
              const newest = Math.max(...versions.map(({ record: { version } }) => version));
              expect(hub.projectionsOf(link).map(({ version }) => version)).toEqual([newest]);
            }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('natural persons share a subject with nobody', () => {
    fc.assert(
      fc.property(handed, (uploads) => {
        const hub = run(uploads);
        const persons = [...hub.projections.values()].filter(({ person }) => person);
        for (const { subjectId } of persons) {
          const others = [...hub.projections.values()].filter((one) => one.subjectId === subjectId);
          expect(others).toHaveLength(1);
        }
      }),
    );
  });
});

describe('Whatever a turn had written when it died', () => {
  const suspect = '91320505MA1X000761';
  const aVersion = fc.record({
    of: fc.constantFrom('company', 'check'),
    name,
    code: fc.oneof(code, fc.constant(suspect)),
    day: fc.constantFrom('2026-03-01', '2026-04-01'),
    deleted: fc.boolean(),
    broken: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
  });
  type Version = typeof aVersion extends fc.Arbitrary<infer Said> ? Said : never;
  /** One row for each upload, of one key of each dataset; the version counts up. */
  const history = fc.array(aVersion, { minLength: 1, maxLength: 8 });
  const uploadsOf = (versions: readonly Version[]) =>
    versions.map(({ of, name: its, code: number, day, deleted, broken }, index) => {
      const about = { version: index + 1, businessTime: day, deleted };
      const face = of === 'company' ? marketFace : checkFace;
      // A deletion names the record, and now and then says more.
      const [says, bears] = deleted && index % 2 === 0 ? ['', ''] : [its, number];
      const row = of === 'company' ? company('A', says, bears, about) : check('it', says, bears, bears === '' ? '' : '001', '2', about);
      return { face, department: of === 'company' ? market : safety, row, broken };
    });
  const tableOf = (hub: ReturnType<typeof smallRegister>) => ({
    links: hub.links,
    projections: hub.projections,
    registrations: hub.registrations,
    names: hub.names,
    leads: hub.leads,
    stubs: hub.stubs,
  });

  it('the next one makes the same of it as if nothing had happened', () => {
    fc.assert(
      fc.property(history.map(uploadsOf), (uploads) => {
        const [whole, broken] = [smallRegister(), smallRegister()];
        for (const { face, department, row, broken: most } of uploads) {
          whole.take(face, department, row);
          if (most !== undefined) broken.takeUpTo(most, face, department, row);
          broken.take(face, department, row);
        }
        expect(tableOf(broken)).toEqual(tableOf(whole));
      }),
      { numRuns: 400 },
    );
  });

  it('a record lies where its link says and nowhere else, even if the turn comes again long after newer ones, or the register knows more by then', () => {
    const said = history.map((versions) => versions.map((one) => ({ ...one, deleted: false }))).map(uploadsOf);
    fc.assert(
      fc.property(said, (uploads) => {
        const hub = smallRegister();
        for (const { face, department, row, broken } of uploads) hub.takeUpTo(broken ?? Infinity, face, department, row);
        for (const { face, department, row } of uploads) hub.take(face, department, row);
        for (const link of hub.links.values()) {
          const newest = uploads.findLast(({ row }) => row.key === link.key)?.row;
          expect(hub.projectionsOf(link)).toMatchObject([
            { subjectId: link.subjectId, businessTime: link.businessTime, version: newest?.version },
          ]);
          const named = [...hub.names.values()].filter(({ mark }) => mark === link.mark).map(({ normalised }) => normalised);
          expect(named.sort()).toEqual([...link.names].sort());
          const rows = [...hub.registrations.values()].filter(({ mark }) => mark === link.mark);
          expect(rows.map(({ subjectId }) => subjectId)).toEqual(link.dataset === marketFace.dataset ? [link.subjectId] : []);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('a deletion that brings another time is found by the turn that comes again', () => {
    const hub = smallRegister();
    hub.take(checkFace, safety, check('it', '苏州甲乙科技有限公司', '91320505MA1X000760', '001'));
    const deletion = record('it', { record_unique_identity: 'it' }, { version: 2, deleted: true, businessTime: '2026-04-01' });
    // Moved and taken away from the old place; the link still says the old one.
    hub.takeUpTo(3, checkFace, safety, deletion);
    expect(hub.links.get('check-actions#d-safe#it')?.version).toBe(1);
    hub.take(checkFace, safety, deletion);
    expect(hub.projectionsOf(checkOf('it'))).toMatchObject([{ version: 2, deleted: true, linkedBy: 'uscc' }]);
    expect(hub.projectionsOf(checkOf('it'))[0]?.content).toContain('苏州甲乙科技有限公司');
  });
});
