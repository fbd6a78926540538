import { Resource } from '../../functions/data-requests/catalogue/resource.ts';
import { clockRuleSeed } from '../../functions/data-requests/clocks/clock-rule-seed.ts';
import { actorsOf } from '../../functions/data-requests/requests/actors-of.ts';
import type { Delegation } from '../../functions/data-requests/requests/delegation.ts';
import { RequestForm, type UseRequest } from '../../functions/data-requests/requests/request.ts';
import { RequestAct } from '../../functions/data-requests/requests/request-moves.ts';
import { type Because, type Context, created, step, type Stepped } from '../../functions/data-requests/requests/request-step.ts';
import { Principal, type Role } from '../../shared/identity/principal.ts';
import { instantOf } from '../../shared/calendar/shanghai-time.ts';
import type { Refusal } from '../../shared/runtime/outcome.ts';

export const market = 'd-mark';
export const environment = 'd-envi';
export const bureau = 'd-data';

export const at = (time: string): Date => instantOf(time.length === 10 ? time : `${time}:00`);

export const principal = (memberId: string, departmentId: string, ...roles: Role[]): Principal =>
  Principal.parse({ memberId: `m-${memberId}`, kind: 'person', departmentId, roles, clearance: 3 });

/** 市场监管 provides, 生态环境 asks. */
export const people = {
  clerk: principal('asking-clerk', environment, 'department-clerk'),
  asking: principal('asking-custodian', environment, 'data-custodian'),
  steward: principal('steward-1', bureau, 'data-steward'),
  steward2: principal('steward-2', bureau, 'data-steward'),
  custodian: principal('custodian', market, 'data-custodian'),
  lead: principal('lead-person', market, 'data-lead'),
  security: principal('security-person', market, 'data-security-officer'),
  allRoles: principal('all-roles-1', market, 'data-custodian', 'data-lead', 'data-security-officer'),
  bothLead: principal('lead-and-sec', market, 'data-lead', 'data-security-officer'),
  deputy: principal('deputy-person', market, 'department-clerk'),
  leader: principal('leader-person', 'd-gove', 'leader'),
  turncoat: principal('turncoat-1', environment, 'data-steward', 'data-lead'),
} as const;
export type Person = keyof typeof people;

export const resource = (more: object = {}): Resource =>
  Resource.parse({
    resourceId: `r-check-actions.${market}`,
    kind: 'records',
    lane: { dataset: 'check-actions', department: market },
    title: '行政检查行为',
    description: '检查记录',
    shareClass: 'conditional',
    conditions: '用于履行法定职责',
    fields: [
      { name: 'code', title: '编码', level: 1, type: 'text' },
      { name: 'result', title: '结果', level: 2, type: 'text' },
      { name: 'officer', title: '执法人员', level: 3, mask: 'person-name', type: 'text' },
      { name: 'certificate', title: '证件号', level: 4, mask: 'person-id', type: 'text' },
    ],
    level: 4,
    updateCycle: 'daily',
    state: 'published',
    version: 3,
    contractVersion: 1,
    keptBy: [],
    createdAt: '2026-01-05T01:00:00.000Z',
    publishedAt: '2026-01-06T01:00:00.000Z',
    move: { by: 'm-custodian', action: 'shared-resources:keep', at: '2026-01-06T01:00:00.000Z', correlationId: 'test' },
    ...more,
  });

export const form = (more: object = {}): RequestForm =>
  RequestForm.parse({
    resourceId: `r-check-actions.${market}`,
    purpose: '核对排污单位的检查情况',
    explanation: '由执法大队在立案前核对，不对外提供',
    useRange: '4',
    basis: { type: '1', text: '《政务数据共享条例》第十八条' },
    fields: [
      { name: 'code', as: 'clear' },
      { name: 'officer', as: 'clear' },
    ],
    rows: [{ field: 'result', is: ['合格'] }],
    period: { from: '2026-03-01', until: '2026-12-31' },
    volume: { rowsPerDay: 1000, callsPerMinute: 60 },
    channels: ['file'],
    ...more,
  });

export const contextAt = (now: Date, more: Partial<Context> = {}): Context => ({
  ...{ now, rules: clockRuleSeed, resource: resource(), held: [], longestMonths: 12, random: '0123456789' },
  ...more,
});

export const drafted = (its: RequestForm = form(), now = at('2026-02-12 10:00'), who: Principal = people.clerk): UseRequest =>
  created(
    { requestId: 'q-00000000000000000000000000', applicant: who.departmentId, owner: market, title: '行政检查行为', form: its },
    { by: who.memberId, part: 'applicant', department: who.departmentId },
    now,
  ).request;

/** As `actOnRequest` chooses the part. */
export const act = (
  the: UseRequest,
  who: Principal,
  asked: object,
  context: Context,
  delegations: readonly Delegation[] = [],
): Stepped | Refusal<Because> => {
  const outcomes = actorsOf(who, the, delegations, context.now).map((actor) => step(the, RequestAct.parse(asked), actor, context));
  return (
    outcomes.find(({ outcome }) => outcome === 'stepped') ??
    outcomes.find((one) => one.outcome === 'refused' && one.because !== 'move-illegal') ??
    outcomes[0] ?? { outcome: 'refused', because: 'move-illegal' }
  );
};

/** One act after the other, each by whom and when; throws where one is refused. */
export const play = (
  the: UseRequest,
  acts: readonly (readonly [who: Person, asked: object, when: string])[],
  more: Partial<Context> = {},
): Stepped => {
  let last: Stepped | undefined;
  for (const [who, asked, when] of acts) {
    const stepped = act(last?.request ?? the, people[who], asked, contextAt(at(when), more));
    if (stepped.outcome === 'refused') throw new Error(`${JSON.stringify(asked)} by ${who}: ${JSON.stringify(stepped)}`);
    last = stepped;
  }
  if (!last) throw new Error('nothing was done');
  return last;
};

export const whole = { move: 'decide', fields: form().fields };
export const refusal = { move: 'refuse', reason: '不属法定职责', basis: { type: '1', text: '《政务数据共享条例》' } };
