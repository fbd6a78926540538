import { describe, expect, it } from 'vitest';
import { sameActTwice } from '../../functions/subjects/q016-same-act-twice.ts';
import type { DatasetFace, Projection, Registration, Stub } from '../../functions/subjects/subject.ts';
import { registeredFacts, shownFace, shownRecord, stubFacts } from '../../functions/subjects/view.ts';
import { checkFace, marketFace, record, smallRegister } from './small-register.ts';

const projections = (...contents: Record<string, string>[]): Projection[] => {
  const hub = smallRegister();
  hub.take(checkFace, 'd-safe', ...contents.map((content, index) => record(`r${String(index)}`, content)));
  return [...hub.projections.values()];
};
const act = (its: Record<string, string> = {}) => ({
  administrative_cp: '苏州甲乙科技有限公司',
  administrative_cp_na: '2',
  supervise_item_implement_code: '01320500100010',
  check_date: '2026-11-02 09:30:00',
  ...its,
});

const faces = new Map([marketFace, checkFace].map((face) => [face.dataset, face]));
const twiceIn = (records: readonly Projection[]) => sameActTwice(records, faces);

describe('Q016', () => {
  it('two ids for the same items on the same day are named with each other', () => {
    const found = twiceIn(projections(act(), act({ check_date: '2026-11-02 15:00:00' }), act({ check_date: '2026-11-03' })));
    expect([...found.values()]).toMatchObject([
      { code: 'Q016', message: expect.stringContaining('r1') as string },
      { code: 'Q016', message: expect.stringContaining('r0') as string },
    ]);
  });

  it.each([
    ['another item', act({ supervise_item_implement_code: '01320500100020' })],
    ['another body', act({ implement_institution_code: '113205050140000210' })],
    ['no day', act({ check_date: '' })],
  ])('%s is another act', (_what, other) => {
    expect(twiceIn(projections(act(), other)).size).toBe(0);
  });

  it('what is deleted is no act any more', () => {
    const [one, other] = projections(act(), act());
    expect(twiceIn([...(one ? [one] : []), ...(other ? [{ ...other, deleted: true }] : [])]).size).toBe(0);
  });
});

describe('What is shown', () => {
  const number = '320505199001010011';
  const [person, organisation] = projections(
    act({
      administrative_cp: '王小明',
      administrative_cp_na: '1',
      administrative_cp_ui_code: number,
      address_registered: '苏州市虎丘区狮山路一号院二幢',
    }),
    act({ administrative_cp_ui_code: '91320505MA1X000760', address_registered: '苏州市虎丘区狮山路一号院二幢' }),
  );

  it('of a natural person, everything that has a mask is masked, whoever is cleared for what', () => {
    const text = JSON.stringify(person && shownRecord(person, checkFace, 4, undefined));
    for (const secret of ['王小明', number, '二幢']) expect(text).not.toContain(secret);
    expect(JSON.stringify(organisation && shownRecord(organisation, checkFace, 4, undefined))).toContain('二幢');
  });

  it('without the face of its dataset, nothing', () => {
    const text = JSON.stringify(organisation && shownRecord(organisation, undefined, 4, undefined).content);
    expect(text).not.toMatch(/苏州|2026/);
  });

  it('a stub’s name is as secret as its column, a person’s always', () => {
    const stub: Stub = { subjectId: 's', department: 'd-safe', person: false, name: '苏州甲乙科技有限公司', normalised: 'x', nameLevel: 2 };
    expect(stubFacts('s', stub, 2).facts.name).toBe('苏州甲乙科技有限公司');
    expect(stubFacts('s', stub, 1).facts.name).toContain('*');
    expect(stubFacts('s', { ...stub, person: true, name: '王小明' }, 4).facts).toMatchObject({ kind: 'person', name: '王*明' });
    expect(stubFacts('s', { ...stub, person: true }, 4).findings).toEqual([]);
    expect(stubFacts('s', stub, 2).findings).toMatchObject([{ code: 'Q019' }]);
  });
});

describe('A business with several rows', () => {
  const row = (mark: string, its: Partial<Registration>): Registration => ({
    dataset: 'market-entities',
    department: 'd-mark',
    key: mark,
    mark,
    subjectId: 's',
    face: { name: '甲', values: {} },
    normalised: '甲',
    formerly: [],
    businessTime: '2026-01-01',
    deleted: false,
    ...its,
  });
  const factsOf = (rows: Registration[], handIn = ['*']) =>
    registeredFacts('s', rows, new Map([['market-entities', { ...marketFace, handIn }]]));

  it('is spoken for by the newest that is not deleted, and the page says where they disagree', () => {
    const facts = factsOf([
      row('1', {}),
      row('2', { face: { name: '乙', values: {} }, normalised: '乙', businessTime: '2026-02-01', formerly: ['甲', '丙'] }),
      row('3', { face: { name: '丁', values: {} }, normalised: '丁', businessTime: '2026-03-01', deleted: true }),
    ]);
    expect(facts).toMatchObject({ facts: { name: '乙', deleted: false }, formerNames: ['丙'], findings: [{ code: 'H101' }] });
    expect(factsOf([row('1', {})])?.findings).toEqual([]);
    expect(factsOf([])).toBeUndefined();
  });

  it('is spoken for by the departments that the contract names, however new what others have said', () => {
    const named = row('1', {});
    const other = row('2', { department: 'd-other', face: { name: '乙', values: {} }, normalised: '乙', businessTime: '2026-03-01' });
    expect(factsOf([named, other], ['d-mark'])).toMatchObject({ facts: { name: '甲' }, findings: [] });
    expect(factsOf([{ ...named, deleted: true }, other], ['d-mark'])).toMatchObject({ facts: { name: '甲', deleted: true } });
    expect(factsOf([named, other], ['d-new1']), 'where none of them has said anything, by all').toMatchObject({ facts: { name: '乙' } });
  });

  it.each([
    ['state', '登记状态（存续、注销）', { regstate_cn: '存续' }, { regstate_cn: '注销' }],
    ['address', '住所（狮山路1号、滨河路2号）', { dom: '狮山路1号' }, { dom: '滨河路2号' }],
    ['nothing, where one says nothing of it', undefined, { regstate_cn: '存续' }, { dom: '滨河路2号' }],
  ])('rows that disagree in %s', (_what, words, one, other) => {
    const [finding] =
      factsOf([row('1', { face: { name: '甲', values: one } }), row('2', { face: { name: '甲', values: other }, department: 'd-mkt2' })])
        ?.findings ?? [];
    if (words === undefined) expect(finding).toBeUndefined();
    else expect(finding?.message).toContain(words);
  });
});

describe('A registered business', () => {
  const hub = smallRegister();
  const row = {
    pripid: 'A',
    entname: '苏州甲乙科技有限公司',
    uniscid: '91320505MA1X000760',
    regstate: '1',
    dom: '',
    oploc: '狮山路一号',
    industryco: '3911',
  };
  hub.take(marketFace, 'd-mark', record('A', row));
  const [registration] = [...hub.registrations.values()];
  const shownBy = (face: DatasetFace | undefined) => registration && shownFace(registration.face, face);
  const withLevel = (column: string, level: number): DatasetFace => ({
    ...marketFace,
    columns: marketFace.columns.map((one) => (one.name === column ? { ...one, level } : one)),
  });

  it('shows what its contract names, of several columns the first that says something', () => {
    expect(shownBy(marketFace)).toEqual({
      name: '苏州甲乙科技有限公司',
      code: '91320505MA1X000760',
      state: expect.stringMatching(/\p{Script=Han}/u) as string,
      address: '狮山路一号',
      industry: '3911',
    });
  });

  it('shows nothing of a column that was tightened since the row was handed in', () => {
    expect(shownBy(withLevel('oploc', 3))).not.toHaveProperty('address');
    expect(shownBy(withLevel('uniscid', 2))).not.toHaveProperty('code');
    expect(shownBy(withLevel('entname', 2))?.name).toContain('*');
    expect(Object.keys(shownBy(undefined) ?? {})).toEqual(['name']);
  });
});
