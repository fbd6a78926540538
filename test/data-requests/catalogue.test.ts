import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as described, highestOf, type SaidDescription } from '../../functions/data-requests/catalogue/describe.ts';
import { CatalogueCode, KeptContract, type Resource, termsOf } from '../../functions/data-requests/catalogue/resource.ts';
import { type ResourceMoveName, resourceMoves, resourceStateTitles } from '../../functions/data-requests/catalogue/resource-moves.ts';
import { runsOfResource } from '../../functions/data-requests/catalogue/runs-of-resource.ts';
import { freshnessOf, givenAs, says, seesResource, shownEntry } from '../../functions/data-requests/catalogue/show-resource.ts';
import { allowedOf, createResource, stepResource } from '../../functions/data-requests/catalogue/step-resource.ts';
import { ShareClass } from '../../functions/data-requests/sharing.ts';
import { readableStates, ResourceState, type ResourceTerms } from '../../functions/data-requests/grants/terms.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { after, contract, created, custodian, hub, now, published, resourceId, saidOf, steward } from './small-catalogue.ts';

const faultsOf = (said: SaidDescription, kind: 'records' | 'statistics' = 'records') =>
  described(said, contract, kind).faults.map(({ path }) => path);
const reader = (more: Partial<Principal> = {}): Principal => ({
  ...{ memberId: 'm-000000cc', kind: 'person', departmentId: 'd-p4x9', roles: ['department-clerk'], clearance: 2 },
  ...more,
});

/** Whatever a custodian may say of the records. */
const anySaid: fc.Arbitrary<SaidDescription> = fc
  .record({
    fields: fc.uniqueArray(fc.record({ at: fc.nat(contract.columns.length - 1), raised: fc.option(fc.integer({ min: 1, max: 4 })) }), {
      selector: ({ at }) => at,
      minLength: 1,
    }),
    shareClass: fc.constantFrom(...ShareClass.options),
    level: fc.option(fc.integer({ min: 1, max: 4 })),
    words: fc.constantFrom('用于监管', '仅供核对'),
  })
  .map(({ fields, shareClass, level, words }) => {
    const { conditions: _conditions, ...rest } = saidOf();
    return {
      ...rest,
      title: words,
      shareClass,
      ...(shareClass === 'conditional' && { conditions: words }),
      ...(shareClass === 'withheld' && { basis: { type: '1' as const, text: words } }),
      fields: fields.map(({ at, raised }) => ({
        name: contract.columns[at]!.name,
        ...(raised !== null && { level: Math.max(raised, contract.columns[at]!.level) }),
      })),
      ...(level !== null && { level }),
    };
  })
  .filter((said) => described(said, contract, 'records').faults.length === 0);

const strictness = (shareClass: ShareClass) => ShareClass.options.indexOf(shareClass);
/** What the gate gives by the later terms it gave by the earlier ones too. */
const isNoLooser = (later: ResourceTerms, earlier: ResourceTerms): boolean =>
  strictness(later.shareClass) >= strictness(earlier.shareClass) &&
  later.level >= earlier.level &&
  later.fields.every(({ name, level, mask }) => {
    const was = earlier.fields.find((field) => field.name === name);
    return was !== undefined && level >= was.level && (was.mask === undefined || mask !== undefined);
  });

describe('An entry says what its class needs', () => {
  const { conditions: _conditions, ...bare } = saidOf();
  const low = [{ name: 'act_id' }, { name: 'checked_on' }];
  const basis = { type: '1' as const, text: '某法第几条' };
  it.each<[string, SaidDescription, string[]]>([
    ['unconditional up to level 2', { ...bare, shareClass: 'unconditional', fields: low }, []],
    ['not above', { ...bare, shareClass: 'unconditional' }, ['body.shareClass']],
    ['and without conditions', { ...bare, shareClass: 'unconditional', fields: low, conditions: '须审批' }, ['body.conditions']],
    ['conditional with its conditions', saidOf(), []],
    ['and never without', { ...bare, shareClass: 'conditional' }, ['body.conditions']],
    ['withheld with its basis', { ...bare, shareClass: 'withheld', basis }, []],
    ['and never without', { ...bare, shareClass: 'withheld' }, ['body.basis']],
    ['nor a basis where nothing is withheld', saidOf({ basis }), ['body.basis']],
    ['a field of the contract', saidOf({ fields: [{ name: 'nothing' }] }), ['body.fields.0.name']],
    ['each once', saidOf({ fields: [{ name: 'area' }, { name: 'area' }] }), ['body.fields.1.name']],
    ['no field below its contract', saidOf({ fields: [{ name: 'area' }, { name: 'party_code', level: 2 }] }), ['body.fields.1.level']],
    ['no resource below its fields', saidOf({ level: 2 }), ['body.level']],
    ['more than its fields, where together they tell more', saidOf({ level: 4 }), []],
  ])('%s', (_what, said, paths) => {
    expect(faultsOf(said)).toEqual(paths);
  });

  it('and every fault says in Chinese how to mend it', () => {
    const { faults } = described(
      saidOf({ level: 1, fields: [{ name: 'nothing' }, { name: 'party_code', level: 1 }], basis }),
      contract,
      'records',
    );
    expect(faults.length).toBeGreaterThan(2);
    for (const { message } of faults) expect(message).toMatch(/请|可用/);
  });

  it('has the highest level of its fields, whichever they are', () => {
    fc.assert(
      fc.property(anySaid, (said) => {
        const { description } = described(said, contract, 'records');
        expect(description.level).toBeGreaterThanOrEqual(highestOf(description.fields));
        for (const { name, level } of description.fields)
          expect(level).toBeGreaterThanOrEqual(contract.columns.find((column) => column.name === name)!.level);
        if (said.level === undefined) expect(description.level).toBe(highestOf(description.fields));
      }),
    );
  });

  it.each([
    [`30701505053${'0'.repeat(15)}`, true],
    [`30701505053${'0'.repeat(14)}`, false],
    [`32701505053${'0'.repeat(15)}`, false],
  ])('a catalogue code %s', (code, fits) => {
    expect(CatalogueCode.safeParse(code).success).toBe(fits);
  });
});

describe('Statistics', () => {
  const by = (statistics: object, names: string[], more: object = {}) =>
    saidOf({ fields: names.map((name) => ({ name })), statistics, ...more });

  it.each<[string, SaidDescription, string[]]>([
    [
      'are counted by fields that are named',
      by({ by: ['area', 'checked_on'], months: ['checked_on'], distinct: 'informant', sum: 'fine' }, ['area', 'checked_on']),
      [],
    ],
    ['by no other', by({ by: ['area'] }, ['area', 'checked_on']), ['body.fields.1.name']],
    ['never by what is hidden', by({ by: ['informant'] }, ['informant']), ['body.statistics.by.0']],
    ['never by what names somebody', by({ by: ['party'] }, ['party']), ['body.statistics.by.0']],
    ['by months of dates alone', by({ by: ['area'], months: ['area'] }, ['area']), ['body.statistics.months.0']],
    ['sums of amounts alone', by({ by: ['area'], sum: 'area' }, ['area']), ['body.statistics.sum']],
    ['say how they count', saidOf(), ['body.statistics', 'body.fields.0.name', 'body.fields.1.name', 'body.fields.2.name'].slice(0, 1)],
  ])('%s', (_what, said, paths) => {
    expect(faultsOf(said, 'statistics')).toEqual(paths);
  });

  it('have a lower level than their fields only where the data bureau says so expressly', () => {
    const the = created(by({ by: ['checked_on'] }, ['checked_on'], { level: 1 }), 'statistics');
    const waiting = after(the, [{ move: 'submit' }, custodian]);
    expect(stepResource(waiting, { move: 'publish' }, steward, now)).toMatchObject({ because: 'lower-level-not-approved' });
    expect(after(waiting, [{ move: 'publish', approveLowerLevel: true }, steward])).toMatchObject({ state: 'published', level: 1 });
  });

  it('of a dataset whose contract names no subject, though it has columns that name persons, count something else than records: one person may have many', () => {
    const ofNobody = { ...contract, subject: undefined };
    const faults = (statistics: object) => described(by(statistics, ['area']), ofNobody, 'statistics').faults.map(({ path }) => path);
    expect(faults({ by: ['area'] })).toEqual(['body.statistics.distinct']);
    expect(faults({ by: ['area'], distinct: 'party_code' })).toEqual([]);
  });
});

describe('The life of an entry', () => {
  it('leads from nowhere to every state, and only by moves of the table', () => {
    const reached = new Set<ResourceState>(['created']);
    for (const _round of ResourceState.options)
      for (const { from, to } of Object.values(resourceMoves)) if (to && from.some((state) => reached.has(state))) reached.add(to);
    expect([...reached].sort()).toEqual([...ResourceState.options].sort());
    expect(Object.keys(resourceStateTitles).sort()).toEqual([...ResourceState.options].sort());
  });

  it('is published by another person than kept it, whatever parts that person has', () => {
    const both = { ...steward, by: custodian.by };
    const waiting = after(created(), [{ move: 'submit' }, custodian]);
    expect(stepResource(waiting, { move: 'publish' }, both, now)).toMatchObject({ because: 'own-decision' });
    expect(stepResource(waiting, { move: 'publish' }, steward, now)).toMatchObject({ resource: { state: 'published', keptBy: [] } });
    // Nor after somebody else handed in what they wrote.
    const rejected = after(
      waiting,
      [{ move: 'reject', text: '条件不清' }, steward],
      [{ move: 'submit' }, { ...custodian, by: 'm-000000dd' }],
    );
    expect(stepResource(rejected, { move: 'publish' }, both, now)).toMatchObject({ because: 'own-decision' });
  });

  it('is moved by its own department’s custodian, and by the hub only as contracts ask', () => {
    expect(stepResource(created(), { move: 'submit' }, { ...custodian, department: 'd-p4x9' }, now)).toMatchObject({
      because: 'move-illegal',
    });
    expect(allowedOf(created(), hub)).toEqual(['follow-contract']);
  });

  it('refuses what the table does not have, and says what may be done instead', () => {
    for (const name of Object.keys(resourceMoves) as ResourceMoveName[]) {
      const { from, by } = resourceMoves[name];
      if (from.includes('created') || by === 'system' || name === 'create') continue;
      const refused = stepResource(created(), { move: name } as never, by === 'custodian' ? custodian : steward, now);
      expect(refused).toMatchObject({ outcome: 'refused', because: 'move-illegal' });
    }
    expect(stepResource(created(), { move: 'ask-withdrawal', text: '停用' }, custodian, now)).toMatchObject({
      detail: '条目当前状态为“已创建”，您现在可以：修改、提交发布、删除',
    });
  });

  it('can be made anew where it was deleted, and not before', () => {
    const again = (before: Resource) =>
      createResource({ resourceId, kind: 'records', before }, { move: 'create', said: saidOf(), contract }, custodian, now);
    expect(again(created())).toMatchObject({ because: 'move-illegal' });
    const deleted = after(created(), [{ move: 'delete' }, custodian]);
    expect(again(deleted)).toMatchObject({ resource: { state: 'created', version: 3 } });
  });

  it('has the review’s limit while something is to be reviewed', () => {
    const names = (the: Resource) => runsOfResource(the).runs.map(({ name }) => name);
    expect(names(created())).toEqual([]);
    expect(names(after(created(), [{ move: 'submit' }, custodian]))).toEqual(['catalogue-review']);
    expect(names(published())).toEqual([]);
  });
});

describe('A change of what is published', () => {
  const change = (the: Resource, said: SaidDescription) => stepResource(the, { move: 'change', said, contract }, custodian, now);

  it('never gives more before somebody else has looked at it', () => {
    fc.assert(
      fc.property(anySaid, anySaid, (first, second) => {
        const the = published(first);
        const stepped = change(the, second);
        if (stepped.outcome === 'refused') {
          expect(stepped.errors?.map(({ path }) => path)).toEqual(['body.fields']);
          return;
        }
        const { resource } = stepped;
        expect(isNoLooser(termsOf(resource), termsOf(the))).toBe(true);
        expect(resource.level).toBeGreaterThanOrEqual(highestOf(resource.fields));
        if (resource.shareClass === 'unconditional') expect(resource.level).toBeLessThanOrEqual(2);
        // What it says in the end is what was said, once it is reviewed.
        const wanted = described(second, contract, 'records').description;
        const end = resource.proposed ? after(resource, [{ move: 'approve-change' }, steward]) : resource;
        expect(end).toMatchObject({ title: wanted.title, shareClass: wanted.shareClass, fields: wanted.fields, level: wanted.level });
        expect(end.conditions).toBe(wanted.conditions);
      }),
    );
  });

  it('protects more at once, without review', () => {
    const { conditions: _conditions, ...bare } = saidOf();
    const stepped = change(published(), { ...bare, shareClass: 'withheld', basis: { type: '1', text: '某法第几条' } });
    expect(stepped).toMatchObject({ resource: { state: 'published', shareClass: 'withheld', proposed: undefined, version: 4 } });
  });

  it('that waits can be rejected, and all stays as it was', () => {
    const the = published();
    const waiting = after(the, [
      {
        move: 'change',
        said: saidOf({ fields: [{ name: 'act_id' }, { name: 'area' }, { name: 'party' }, { name: 'party_code' }] }),
        contract,
      },
      custodian,
    ]);
    expect(waiting.proposed?.fields).toHaveLength(4);
    expect(stepResource(waiting, { move: 'approve-change' }, { ...steward, by: custodian.by }, now)).toMatchObject({
      because: 'own-decision',
    });
    expect(stepResource(waiting, { move: 'ask-withdrawal', text: '停用' }, custodian, now)).toMatchObject({ because: 'move-illegal' });
    const rejected = after(waiting, [{ move: 'reject-change', text: '没有必要' }, steward]);
    expect({ ...termsOf(rejected), version: 0 }).toEqual({ ...termsOf(the), version: 0 });
    expect(rejected.rejection).toBe('没有必要');
  });
});

describe('A contract that is heard of later', () => {
  const raised = KeptContract.parse({
    ...contract,
    version: 2,
    columns: contract.columns.map((column) => ({ ...column, level: Math.min(column.level + 2, 4) })),
  });

  it('raises levels at once, and what was unconditional is not any more', () => {
    const { conditions: _conditions, ...bare } = saidOf();
    const the = published({ ...bare, shareClass: 'unconditional', fields: [{ name: 'act_id' }, { name: 'area' }] });
    const its = after(the, [{ move: 'follow-contract', contract: raised }, hub]);
    expect(its).toMatchObject({ shareClass: 'conditional', level: 3, fields: [{ level: 3 }, { level: 3 }], contractVersion: 2 });
    expect(runsOfResource(its).runs).toMatchObject([{ name: 'catalogue-update', department: 'd-k7m2' }]);
  });

  it('never lowers anything', () => {
    fc.assert(
      fc.property(anySaid, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 7, maxLength: 7 }), (said, levels) => {
        const newer = {
          ...contract,
          version: 2,
          columns: contract.columns.map((column, at) => ({ ...column, level: levels[at]!, mask: undefined })),
        };
        const the = published(said);
        expect(isNoLooser(termsOf(after(the, [{ move: 'follow-contract', contract: newer }, hub])), termsOf(the))).toBe(true);
      }),
    );
  });
});

describe('Who looks for data', () => {
  it('sees what is published, and of all else the owner and the data bureau', () => {
    for (const [who, sees] of [
      [reader(), false],
      [reader({ roles: ['leader'] }), false],
      [reader({ departmentId: 'd-k7m2' }), true],
      [reader({ roles: ['data-steward'] }), true],
    ] as const)
      expect(seesResource(who, created())).toBe(sees);
    for (const state of ResourceState.options)
      expect(seesResource(reader(), { ...published(), state })).toBe(readableStates.includes(state));
    expect(seesResource(reader({ departmentId: 'd-k7m2' }), { ...created(), state: 'deleted' })).toBe(false);
  });

  it('is told at once what may be had without asking', () => {
    const the = published();
    const basis = { type: '1' as const, text: '某法第几条' };
    expect(shownEntry(reader(), the)).toMatchObject({ mayHave: 'ask', why: '有条件共享：用于履行监管职责' });
    expect(shownEntry(reader({ departmentId: 'd-k7m2' }), the)).toMatchObject({ mayHave: 'own' });
    expect(shownEntry(reader(), { ...the, shareClass: 'unconditional' })).toMatchObject({ mayHave: 'now' });
    expect(shownEntry(reader(), { ...the, shareClass: 'withheld', basis })).toMatchObject({
      mayHave: 'no',
      why: '不予共享：法律法规，某法第几条',
    });
  });

  it('finds by words of the entry and of its fields', () => {
    expect(says(published(), '检查 证件')).toBe(true);
    expect(says(published(), '检查 排污')).toBe(false);
  });

  it('sees that level 4 is never given but as a pseudonym', () => {
    expect(givenAs(4)).toEqual(['pseudonym']);
    expect(givenAs(3)).toEqual(['clear', 'masked', 'pseudonym']);
  });

  it('sees whether the data keep their cycle', () => {
    const lane = (days: number) => ({
      visible: 1,
      feeds: 1,
      rows: 5,
      wanted: true,
      at: new Date(now.getTime() - days * 86_400_000).toISOString(),
    });
    expect(freshnessOf('weekly', undefined, now)).toEqual({ state: 'none' });
    expect(freshnessOf('weekly', lane(3), now)).toMatchObject({ state: 'current', rows: 5 });
    expect(freshnessOf('weekly', lane(30), now)).toMatchObject({ state: 'overdue' });
    expect(freshnessOf('irregular', lane(3000), now)).toMatchObject({ state: 'current' });
  });
});
