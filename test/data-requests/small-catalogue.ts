import { KeptContract, type Resource } from '../../functions/data-requests/catalogue/resource.ts';
import { SaidDescription } from '../../functions/data-requests/catalogue/describe.ts';
import { createResource, type Keeper, type LaterAct, stepResource } from '../../functions/data-requests/catalogue/step-resource.ts';

/** A dataset of six columns: two public, one internal, two about a person, one that nobody is shown. */
export const contract = KeptContract.parse({
  dataset: 'check-actions',
  title: '行政检查',
  version: 1,
  validFrom: '2026-01-01',
  handIn: ['d-k7m2'],
  recordKey: 'act_id',
  subject: { as: 'party', name: 'party', code: 'party_code' },
  columns: [
    { name: 'act_id', title: '检查编号', level: 1, type: 'code', maxLength: 40 },
    { name: 'area', title: '区划', level: 1, type: 'area' },
    { name: 'checked_on', title: '检查日期', level: 2, type: 'date' },
    { name: 'party', title: '对象名称', level: 2, type: 'text', maxLength: 100, mask: 'person-name' },
    { name: 'party_code', title: '证件号码', level: 3, type: 'code', maxLength: 30, mask: 'certificate' },
    { name: 'informant', title: '举报人', level: 4, type: 'text', maxLength: 50, mask: 'person-name' },
    { name: 'fine', title: '罚款', level: 1, type: 'amount' },
  ],
});

export const resourceId = 'r-check-actions.d-k7m2';
export const custodian: Keeper = { by: 'm-000000aa', part: 'custodian', department: 'd-k7m2' };
export const steward: Keeper = { by: 'm-000000bb', part: 'steward', department: 'd-h9c4' };
export const hub: Keeper = { by: 'system', part: 'system' };
export const now = new Date('2026-11-25T02:00:00.000Z');

export const saidOf = (more: object = {}): SaidDescription =>
  SaidDescription.parse({
    title: '行政检查记录',
    description: '本局的行政检查',
    shareClass: 'conditional',
    conditions: '用于履行监管职责',
    fields: [{ name: 'act_id' }, { name: 'area' }, { name: 'party_code' }],
    updateCycle: 'daily',
    ...more,
  });

export const created = (said: SaidDescription = saidOf(), kind: 'records' | 'statistics' = 'records'): Resource => {
  const id = kind === 'records' ? resourceId : `${resourceId}.by-area`;
  const stepped = createResource({ resourceId: id, kind }, { move: 'create', said, contract }, custodian, now);
  if (stepped.outcome === 'refused') throw new Error(JSON.stringify(stepped));
  return stepped.resource;
};

/** One move after the other; whoever may make it. */
export const after = (the: Resource, ...acts: (readonly [LaterAct, Keeper])[]): Resource =>
  acts.reduce((its, [act, keeper]) => {
    const stepped = stepResource(its, act, keeper, now);
    if (stepped.outcome === 'refused') throw new Error(JSON.stringify(stepped));
    return stepped.resource;
  }, the);

export const published = (said?: SaidDescription): Resource =>
  after(created(said), [{ move: 'submit' }, custodian], [{ move: 'publish' }, steward]);
