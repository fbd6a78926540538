import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../functions/data-requests/delivery/row.ts';
import {
  type Asking,
  gateRefusals,
  giveRow,
  isGranted,
  levelOfFilterField,
  mayRead,
  type Policy,
  type Reading,
  useOf,
} from '../../functions/data-requests/grants/gate.ts';
import { GrantState, type GrantTerms, type ResourceTerms, type Use } from '../../functions/data-requests/grants/terms.ts';
import { type RowFilter, ShareClass, Treatment } from '../../functions/data-requests/sharing.ts';
import { reachOf } from '../../shared/identity/policy.ts';
import { Role } from '../../shared/identity/principal.ts';
import { mask } from '../../shared/text/mask.ts';
import { asking, grant, holder, keyOf, now, other, owner, resource, rowsOf, system, terms, today, used } from './granted.ts';

const answerOf = (policy: Policy, asked: Asking): string => {
  const decided = mayRead(policy, asked);
  return 'outcome' in decided ? decided.because : 'given';
};
const opened = (policy: Policy, asked: Asking): Reading => {
  const decided = mayRead(policy, asked);
  if ('outcome' in decided) throw new Error(decided.because);
  return decided;
};
const pseudonymOf = keyOf(grant().grantId).pseudonym;

describe('The table of decisions in docs/data-gate.md', () => {
  const person = { memberId: 'm-clerk-000', kind: 'person' as const, departmentId: holder, clearance: 2 };
  const who: Record<string, Partial<Asking>> = {
    'a system of another department': { principal: { ...person, memberId: system, kind: 'system', departmentId: other } },
    "the owner's custodian": { principal: { ...person, departmentId: owner } },
    'a clerk': { principal: person },
    'a system that is not named': { principal: { ...person, memberId: 'm-other-000', kind: 'system' } },
    'from another network': { address: '10.2.2.3' },
  };
  const ended = '2026-11-25T01:30:00.000Z';
  const grants: Record<string, Partial<GrantTerms>> = {
    revoked: { state: 'revoked' },
    closed: { state: 'closed' },
    expired: { state: 'expired' },
    'run out': { until: ended },
    'not begun': { from: '2026-11-25T01:30:00.001Z' },
    suspended: { state: 'suspended' },
    'suspended and run out': { state: 'suspended', until: ended },
    'approved as unconditional': { shareClass: 'unconditional' },
    'for files only': { channels: ['file'] },
    'without a row filter': { rows: [] },
    'without a row filter, at level 3': { rows: [], level: 3 },
  };
  const { fields } = resource();
  const without = (...names: string[]) => ({ fields: fields.filter(({ name }) => !names.includes(name)) });
  const resources: Record<string, Partial<ResourceTerms>> = {
    revoked: { state: 'revoked' },
    'withdrawal under review': { state: 'revoke-review' },
    withheld: { shareClass: 'withheld' },
    unconditional: { shareClass: 'unconditional' },
    'a granted field at level 3': { fields: fields.map((field) => (field.name === 'tel' ? { ...field, level: 3 } : field)) },
    'the row filter’s field at level 3': { fields: fields.map((field) => (field.name === 'certificate' ? { ...field, level: 3 } : field)) },
    'another field at level 4': { level: 4, fields: fields.map((field) => (field.name === 'note' ? { ...field, level: 4 } : field)) },
    'without a granted field': without('tel'),
    'without any granted field': without('name', 'tel', 'code'),
    statistics: { kind: 'statistics' },
    'statistics at level 3': { kind: 'statistics', level: 3 },
  };
  const by = (field: string, more = {}): Partial<Asking> => ({ filters: [{ field, is: ['x'], ...more }] });
  const asks: Record<string, Partial<Asking>> = {
    'a field less': { fields: ['name'] },
    'a field more': { fields: ['name', 'note'] },
    'a field that there is not': { fields: ['nothing'] },
    'a field that is gone': { fields: ['tel'] },
    'filter by a clear field': by('name'),
    'filter by a masked field': by('tel'),
    'filter by a pseudonym': by('code'),
    'range of pseudonyms': { filters: [{ field: 'code', from: 'p' }] },
    'filter by a field more': by('note'),
    'filter by a field that there is not': by('nothing'),
  };
  const uses: Record<string, Use> = {
    'all but one': used({ rows: 999 }),
    all: used({ rows: 1000 }),
    'all calls of the minute': used({ minute: '09:30', minuteCalls: 10 }),
    'all of yesterday': used({ day: '2026-11-24', rows: 1000, minute: '09:30', minuteCalls: 10 }),
  };
  const meaning = <Meant>(words: Record<string, Meant>, word: string): Meant | undefined => {
    if (word !== '' && !(word in words)) throw new Error(`the table says "${word}"`);
    return words[word];
  };

  it.each(rowsOf('decisions'))('%s | %s | %s | %s | %s | %s: %s', (whoAsks, channel, ofGrant, ofResource, asksFor, use, answer) => {
    const asked = asking({
      ...meaning(who, whoAsks),
      ...(channel === 'file' && { channel }),
      ...meaning(asks, asksFor),
    });
    const policy = {
      grant: terms({ rows: [{ field: 'certificate', is: ['001'] }], ...meaning(grants, ofGrant) }),
      resource: resource(meaning(resources, ofResource)),
      use: meaning(uses, use),
    };
    expect(answerOf(policy, asked)).toBe(answer);
  });

  it('has every answer of the gate but the one that only counting finds', () => {
    const answers = new Set(rowsOf('decisions').map((row) => row.at(-1)));
    expect([...answers, 'grant-changed'].sort()).toEqual(['given', ...Object.keys(gateRefusals)].sort());
  });
});

/** Long enough that no mask shows all of it: masks keep up to half of the beginning, or four characters of the end. */
const filler = '甲乙丙丁戊己庚辛壬癸子丑';
const businessOf = (values: Record<string, string>): Row => ({
  key: 'k-1',
  content: { name: '苏州某某餐饮有限公司', certificate: '001', ...values },
});

describe('The table of fields in docs/data-gate.md', () => {
  it.each(rowsOf('fields'))('%s at level %s of %s, approved for %s, cleared for %s: %s', (as, level, of, approved, cleared, given) => {
    const policy = {
      resource: resource({
        fields: [
          { name: 'name', level: 1 },
          { name: 'tel', level: Number(level), mask: 'phone' },
          { name: 'certificate', level: 1 },
        ],
      }),
      grant: terms({ level: Number(approved), fields: [{ name: 'tel', as: Treatment.parse(as) }] }),
      use: undefined,
    };
    const reading = opened(policy, asking({ principal: { ...asking().principal, clearance: Number(cleared) } }));
    const secret = `${filler}13800001111`;
    const shown = giveRow(reading, pseudonymOf)(businessOf({ tel: secret, certificate: of === 'a person' ? '111' : '001' }))?.values['tel'];
    const expected: Record<string, string | undefined> = {
      clear: secret,
      masked: mask('phone', secret),
      pseudonym: pseudonymOf('tel', secret),
      nothing: undefined,
    };
    expect(Object.keys(expected)).toContain(given);
    expect(shown).toBe(expected[given]);
  });
});

describe('Role × department × class × level × treatment × channel × state of grant', () => {
  const states = ['active', 'suspended', 'revoked', 'closed', 'expired'] as const satisfies readonly GrantState[];
  const secret = `${filler}机密丁卯一二三四`;

  /** The policy once more, in other words: what of the secret this caller gets. */
  const plainly = (the: {
    role: Role;
    department: string;
    shareClass: string;
    level: number;
    as: string;
    channel: string;
    state: string;
    clearance: number;
  }): string => {
    const readers = new Set<string>(['department-clerk', 'department-system', 'data-custodian']);
    if (!readers.has(the.role)) return 'not-permitted';
    if (the.department !== holder) return 'grant-unknown';
    if (the.state !== 'active') return `grant-${the.state}`;
    if (the.shareClass === 'withheld' || the.level === 4) return 'grant-outdated';
    if (the.channel === 'api' && the.role !== 'department-system') return 'system-not-granted';
    if (the.as === 'pseudonym') return pseudonymOf('tel', secret);
    return the.as === 'clear' && the.clearance >= the.level ? secret : mask('phone', secret);
  };

  it('gives each what the plain policy gives, and nothing else', () => {
    let count = 0;
    for (const role of Role.options)
      for (const department of [holder, owner, other])
        for (const shareClass of ShareClass.options)
          for (const level of [1, 2, 3, 4])
            for (const as of Treatment.options)
              for (const channel of ['api', 'file'] as const)
                for (const state of states)
                  for (const clearance of [1, 2, 3]) {
                    count += 1;
                    const principal = {
                      memberId: role === 'department-system' ? system : 'm-person-00',
                      kind: role === 'department-system' ? ('system' as const) : ('person' as const),
                      departmentId: department,
                      clearance,
                    };
                    const policy = {
                      grant: terms({ state, level: 3, fields: [{ name: 'tel', as }] }),
                      resource: resource({
                        shareClass,
                        fields: [
                          { name: 'name', level: 1 },
                          { name: 'tel', level, mask: 'phone' },
                          { name: 'note', level: 1 },
                        ],
                      }),
                      use: undefined,
                    };
                    const decided = mayRead(policy, asking({ principal, channel }));
                    const given =
                      'outcome' in decided ? undefined : giveRow(decided, pseudonymOf)(businessOf({ tel: secret, note: '别处的机密' }));
                    const answer =
                      reachOf({ roles: [role] }, 'shared-data:read') === undefined
                        ? 'not-permitted'
                        : 'outcome' in decided
                          ? decided.because
                          : given?.values['tel'];
                    const expected = plainly({ role, department, shareClass, level, as, channel, state, clearance });
                    if (answer !== expected)
                      expect({ role, department, shareClass, level, as, channel, state, clearance, answer }).toEqual({ answer: expected });
                    if (given) expect(Object.keys(given.values)).toEqual(['tel']);
                    else expect(JSON.stringify(decided)).not.toMatch(/机密/);
                  }
    expect(count).toBe(Role.options.length * 3 * 3 * 4 * 3 * 2 * 5 * 3);
  });
});

describe('A row filter by what names somebody', () => {
  const secret = '张三';
  const person: Row = { key: 'k-2', content: { name: secret, certificate: '111' } };

  it.each(['name', 'tel', 'code'])('counts as level 3, by a masked field too: %s', (field) => {
    const policy = (level: number) => ({ resource: resource(), grant: terms({ level, rows: [{ field, is: [secret] }] }), use: undefined });
    expect(answerOf(policy(2), asking())).toBe('grant-outdated');
    expect(answerOf(policy(3), asking())).toBe('given');
    expect(levelOfFilterField(resource(), field)).toBe(3);
    const { subject: _, ...ofNobody } = resource();
    expect(levelOfFilterField(ofNobody, field)).toBeLessThan(3);
  });

  it('is refused of statistics, whatever it is by: what is counted of some and of all tells of the rest', () => {
    const policy = (rows: RowFilter[]) => ({ resource: resource({ kind: 'statistics' }), grant: terms({ rows }), use: undefined });
    for (const field of ['name', 'certificate'])
      expect(answerOf(policy([{ field, is: ['001'] }]), asking({ channel: 'file' }))).toBe('grant-outdated');
    expect(answerOf(policy([]), asking({ channel: 'file' }))).toBe('given');
  });

  it('chooses no person where less than level 3 was approved', () => {
    const { kind, fields: columns, subject } = resource();
    const business = businessOf({});
    const rows: RowFilter[] = [{ field: 'name', is: [secret, '苏州某某餐饮有限公司'] }];
    const chosenAt = (level: number, row: Row) => isGranted({ kind, columns, subject, rows, level }, row);
    expect([chosenAt(2, person), chosenAt(2, business)]).toEqual([false, true]);
    expect([chosenAt(3, person), chosenAt(3, business)]).toEqual([true, true]);
    expect(isGranted({ kind, columns, subject, level: 2, rows: [{ field: 'certificate', is: ['111'] }] }, person)).toBe(true);
  });
});

/* Random resources, grants, questions and rows, each cell with a secret of its own. */
const names = ['name', 'code', 'certificate', 'fa', 'fb', 'fc', 'fd'];
const maskOf = fc.constantFrom('person-id', 'person-name', 'phone', 'address', 'licence', undefined);
const aField = (name: string) =>
  fc.record({
    name: fc.constant(name),
    level: fc.integer({ min: 1, max: 4 }),
    mask: name === 'certificate' ? fc.constant(undefined) : maskOf,
  });

interface Case {
  fields: { name: string; level: number; mask: 'person-id' | 'person-name' | 'phone' | 'address' | 'licence' | undefined }[];
  granted: { name: string; as: Treatment }[];
  approved: number;
  clearance: number;
  asked: string[] | undefined;
  rows: RowFilter[];
  filters: RowFilter[];
  people: boolean[];
  channel: 'api' | 'file';
}

const people = 6;
const secretOf = (field: string, row: number): string => `${field}密${String(row)}秘${field}之`;
const cellOf = (field: string, row: number, person: boolean): string =>
  field === 'certificate' ? (person ? '111' : '001') : `${filler}${secretOf(field, row)}`;

const aFilter = fc.oneof(
  fc
    .record({ field: fc.constantFrom(...names, 'none'), row: fc.nat({ max: people }), pseudonym: fc.boolean() })
    .map(({ field, row, pseudonym }): RowFilter => {
      const value = cellOf(field, row, row % 2 === 0);
      return { field, is: [pseudonym ? pseudonymOf(field, value) : value, cellOf(field, 0, false)] };
    }),
  fc
    .record({ field: fc.constantFrom(...names), row: fc.nat({ max: people }) })
    .map(({ field, row }): RowFilter => ({ field, from: cellOf(field, row, false) })),
);

const aCase: fc.Arbitrary<Case> = fc.record({
  fields: fc.subarray(names, { minLength: 1 }).chain((some) => fc.tuple(...some.map(aField))),
  granted: fc
    .subarray(names, { minLength: 1 })
    .chain((some) => fc.tuple(...some.map((name) => fc.record({ name: fc.constant(name), as: fc.constantFrom(...Treatment.options) })))),
  // Mostly high enough, or most cases would end there.
  approved: fc.oneof({ weight: 3, arbitrary: fc.constant(4) }, fc.integer({ min: 1, max: 4 })),
  clearance: fc.integer({ min: 1, max: 4 }),
  asked: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.subarray(names, { minLength: 1 })),
  rows: fc.array(aFilter, { maxLength: 1 }),
  filters: fc.oneof({ weight: 2, arbitrary: fc.constant<RowFilter[]>([]) }, fc.array(aFilter, { maxLength: 2 })),
  people: fc.array(fc.boolean(), { minLength: people, maxLength: people }),
  channel: fc.constantFrom('api' as const, 'file' as const),
});

const rowsIn = (the: Case): Row[] =>
  the.people.map((person, row) => ({
    key: `key密${String(row)}`,
    content: Object.fromEntries(names.map((name) => [name, cellOf(name, row, person)])),
  }));

const policyOf = (the: Case): Policy => ({
  resource: resource({ fields: the.fields, level: 4 }),
  grant: terms({ fields: the.granted, level: the.approved, rows: the.rows }),
  use: undefined,
});
const askingOf = (the: Case): Asking =>
  asking({ fields: the.asked, filters: the.filters, channel: the.channel, principal: { ...asking().principal, clearance: the.clearance } });

/** What a caller may see of a cell, said once more without the gate: the text, or nothing. */
const plainCell = (the: Case, name: string, row: number): string | undefined => {
  const its = the.fields.find((field) => field.name === name);
  const as = the.granted.find((field) => field.name === name)?.as;
  if (!its || !as) return undefined;
  const ofPerson = the.people[row] === true && (its.mask !== undefined || name === 'name' || name === 'code');
  const level = ofPerson && its.level < 3 ? 3 : its.level;
  const value = cellOf(name, row, the.people[row] === true);
  if (as === 'pseudonym') return pseudonymOf(name, value);
  if (level === 4) return undefined;
  return as === 'clear' && level <= the.approved && level <= the.clearance ? value : mask(its.mask, value);
};

const plainMatch = (value: string, filter: RowFilter): boolean =>
  'is' in filter
    ? filter.is.includes(value)
    : (filter.from === undefined || value >= filter.from) && (filter.to === undefined || value <= filter.to);

/** Whether the question can be asked at all, and which rows answer it. */
const plainAnswer = (the: Case): Map<number, Record<string, string>> | 'refused' => {
  const present = the.granted.filter(({ name }) => the.fields.some((field) => field.name === name));
  if (present.length === 0) return 'refused';
  const levelOf = (name: string): number => the.fields.find((field) => field.name === name)?.level ?? 1;
  const isNaming = (name: string): boolean =>
    name === 'name' || name === 'code' || the.fields.find((field) => field.name === name)?.mask !== undefined;
  const told = [
    ...present.map(({ name }) => levelOf(name)),
    ...the.rows.map(({ field }) => (isNaming(field) ? Math.max(3, levelOf(field)) : levelOf(field))),
  ];
  if (told.some((level) => level > the.approved)) return 'refused';
  if (the.asked?.some((name) => !the.granted.some((field) => field.name === name))) return 'refused';
  for (const filter of the.filters) {
    const as = present.find(({ name }) => name === filter.field)?.as;
    const level = the.fields.find(({ name }) => name === filter.field)?.level ?? 4;
    const clear = as === 'clear' && level < 4 && level <= the.clearance;
    if (!clear && !(as === 'pseudonym' && 'is' in filter)) return 'refused';
  }
  const rows = the.people.flatMap((person, row) => {
    const inGrant = the.rows.every((filter) => names.includes(filter.field) && plainMatch(cellOf(filter.field, row, person), filter));
    const answers = the.filters.every((filter) => {
      const shown = plainCell(the, filter.field, row);
      const as = the.granted.find(({ name }) => name === filter.field)?.as;
      const hidden = as === 'clear' && shown !== cellOf(filter.field, row, person);
      return shown !== undefined && !hidden && plainMatch(shown, filter);
    });
    if (!inGrant || !answers) return [];
    const values = names.flatMap((name) => {
      const shown = the.asked && !the.asked.includes(name) ? undefined : plainCell(the, name, row);
      return shown === undefined ? [] : [[name, shown] as const];
    });
    return [[row, Object.fromEntries(values)] as const];
  });
  return new Map(rows);
};

describe('Random grants and questions against a plain model of the policy', () => {
  it('give what the model gives, row by row and field by field; no other cell’s secret stands anywhere in answer, refusal or audit', () => {
    let answered = 0;
    fc.assert(
      fc.property(aCase, (the) => {
        const expected = plainAnswer(the);
        const decided = mayRead(policyOf(the), askingOf(the));
        const rows = rowsIn(the);
        if ('outcome' in decided || expected === 'refused') {
          expect(['outcome' in decided, expected === 'refused']).toEqual([true, true]);
          expect(JSON.stringify(decided)).not.toMatch(/密/);
          return;
        }
        answered += 1;
        const give = giveRow(decided, pseudonymOf);
        const given = rows.map((row) => give(row));
        expect(given.map((one) => one?.values)).toEqual(rows.map((_row, at) => expected.get(at)));

        const said = JSON.stringify([
          given,
          useOf(
            decided,
            given.flatMap((one) => one?.id ?? []),
          ),
        ]);
        rows.forEach((_row, at) => {
          expect(said).not.toContain(`key密${String(at)}`);
          for (const name of names)
            if (name !== 'certificate' && expected.get(at)?.[name] !== cellOf(name, at, the.people[at] === true))
              expect(said).not.toContain(secretOf(name, at));
        });
      }),
      { numRuns: 2000 },
    );
    expect(answered).toBeGreaterThan(500);
  });

  it('answer the same whatever stands in what is not shown', () => {
    fc.assert(
      fc.property(aCase, fc.integer({ min: 1, max: 9 }), (the, salt) => {
        const decided = mayRead(policyOf(the), askingOf(the));
        fc.pre(!('outcome' in decided));
        if ('outcome' in decided) return;
        const give = giveRow(decided, pseudonymOf);
        const filtered = new Set(the.rows.map(({ field }) => field));
        for (const [at, row] of rowsIn(the).entries()) {
          const { content } = row;
          // Masks keep no more of it than the beginning and the last four characters.
          const changed = Object.fromEntries(
            Object.entries(content).map(([name, value]) => {
              const shown = plainCell(the, name, at);
              const hidden =
                !filtered.has(name) &&
                name !== 'certificate' &&
                (shown === undefined || shown === mask(the.fields.find((field) => field.name === name)?.mask, String(value)));
              return [name, hidden ? String(value).replace(`密${String(at)}`, `谜${String(salt)}`) : value];
            }),
          );
          expect(give({ ...row, content: changed })).toEqual(give(row));
        }
      }),
      { numRuns: 700 },
    );
  });

  it('tell who does not hold the grant the same as of a grant that there is not, whatever is true of it', () => {
    fc.assert(
      fc.property(aCase, fc.constantFrom(...GrantState.options), fc.constantFrom(owner, other), (the, state, departmentId) => {
        const policy = policyOf(the);
        const asked = { ...askingOf(the), principal: { ...askingOf(the).principal, departmentId } };
        const told = mayRead({ ...policy, grant: policy.grant && { ...policy.grant, state } }, asked);
        expect(told).toEqual(mayRead({ resource: undefined, grant: undefined, use: undefined }, asked));
        expect(told).toEqual({ outcome: 'refused', because: 'grant-unknown' });
      }),
    );
  });
});

describe('A row', () => {
  it('of a list gives each item by itself, and one of them suffices for a filter', () => {
    const policy = { resource: resource(), grant: terms(), use: undefined };
    const row: Row = { key: 'k', content: { name: ['苏州甲公司甲公司', '苏州乙公司乙公司'], code: ['1', '2'], certificate: '001' } };
    const give = (filters: RowFilter[]) => giveRow(opened(policy, asking({ filters })), pseudonymOf)(row)?.values;
    expect(give([{ field: 'name', is: ['苏州乙公司乙公司'] }])).toEqual({
      name: ['苏州甲公司甲公司', '苏州乙公司乙公司'],
      code: [pseudonymOf('code', '1'), pseudonymOf('code', '2')],
    });
    expect(give([{ field: 'code', is: [pseudonymOf('code', '2')] }])).toBeDefined();
    expect(give([{ field: 'code', is: ['2'] }])).toBeUndefined();
    expect(give([{ field: 'name', from: '苏州龙' }])).toBeUndefined();
  });

  it('of a person is not found by its name where the name is masked, though the same filter finds businesses', () => {
    const policy = { resource: resource(), grant: terms(), use: undefined };
    const give = giveRow(opened(policy, asking({ filters: [{ field: 'name', is: ['欧阳小明'] }] })), pseudonymOf);
    const row = (certificate: string): Row => ({ key: 'k', content: { name: '欧阳小明', certificate, code: '' } });
    expect(give(row('111'))).toBeUndefined();
    // So short a name may be a person's, whatever the record says of it.
    expect(give({ key: 'k', content: { name: '欧阳小明餐饮店', certificate: '001' } })).toBeUndefined();
    const shop = giveRow(opened(policy, asking({ filters: [{ field: 'name', is: ['欧阳小明餐饮店'] }] })), pseudonymOf);
    expect(shop({ key: 'k', content: { name: '欧阳小明餐饮店', certificate: '001' } })?.values['name']).toBe('欧阳小明餐饮店');
  });

  it('of statistics is never given', () => {
    const policy = { resource: resource({ kind: 'statistics' }), grant: terms({ rows: [] }), use: undefined };
    expect(giveRow(opened(policy, asking({ channel: 'file' })), pseudonymOf)(businessOf({ tel: '1' }))).toBeUndefined();
  });

  it('comes in the order of the contract’s columns, whatever the order in grant and question', () => {
    const policy = {
      resource: resource(),
      grant: terms({
        fields: [
          { name: 'tel', as: 'masked' },
          { name: 'name', as: 'clear' },
        ],
      }),
      use: undefined,
    };
    expect(opened(policy, asking({ fields: ['tel', 'name'] })).fields.map(({ name }) => name)).toEqual(['name', 'tel']);
  });
});

describe('A use in the audit', () => {
  it('names grant and purpose, counts rows, and has a digest that depends on each of them and their order', () => {
    const reading = opened({ resource: resource(), grant: terms(), use: undefined }, asking());
    const one = useOf(reading, ['pa', 'pb']);
    expect(one).toMatchObject({ grant: grant().grantId, purpose: '核对检查结果', rows: 2 });
    const others = [['pb', 'pa'], ['pa'], [], ['pa', 'pc'], ['papb']].map((ids) => useOf(reading, ids).subjects);
    expect(new Set([one.subjects, ...others]).size).toBe(6);
  });

  it('of a day is the day of Shanghai', () => {
    const reading = opened({ resource: resource(), grant: terms(), use: undefined }, asking({ now: new Date('2026-11-25T16:00:00.000Z') }));
    expect([reading.day, reading.minute]).toEqual(['2026-11-26', '00:00']);
    expect(opened({ resource: resource(), grant: terms(), use: undefined }, asking({ now })).day).toBe(today);
  });
});
