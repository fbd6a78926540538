import * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { nextLookAt } from './clocks/alarms.ts';
import { ClockName, type ClockRules } from './clocks/clock-rules.ts';
import { clocksOf, runningOf } from './clocks/clocks.ts';
import { CaseState, type Complaint, Content, openStates, Respondent, Track, Urgency } from './complaint.ts';
import { objectOf } from './duplicates/keys-of.ts';
import { Instant } from './instant.ts';

/** A case in a list. */
export const Entry = z.object({
  complaintId: z.string(),
  version: z.int(),
  source: z.string(),
  upperId: z.string(),
  part: z.int(),
  track: Track,
  state: CaseState,
  urgency: Urgency,
  title: z.string(),
  category: Content.shape.category,
  area: Content.shape.area,
  respondent: Respondent.shape.name,
  receivedAt: Instant,
  lead: DepartmentId.optional(),
  /** The nearest limit that binds somebody, as it was known at the last look. */
  due: Instant.optional(),
  clock: ClockName.optional(),
  /** The limit passes days whose holidays are not published. */
  provisional: z.boolean(),
  /** Supervisions that wait for an answer. */
  supervised: z.int(),
  urged: z.int(),
  duplicates: z.int(),
});
export type Entry = z.infer<typeof Entry>;

/** What follows from a case, the rules and the calendar at one moment. */
export interface Outlook {
  entry: Entry;
  /** When somebody has to look at its clocks next. */
  lookAt?: string | undefined;
}

export const outlookOf = (the: Complaint, rules: ClockRules, now: Date, saidUntil?: Date): Outlook => {
  const clocks = clocksOf(the, rules, now);
  const nearest = runningOf(clocks).sort((one, other) => (one.due < other.due ? -1 : 1))[0];
  const { complaintId, version, source, upperId, part, track, state, urgency, receivedAt, lead, urged, content } = the;
  return {
    entry: {
      ...{ complaintId, version, source, upperId, part, track, state, urgency, receivedAt, urged },
      title: content.title,
      ...(content.category !== undefined && { category: content.category }),
      ...(content.area !== undefined && { area: content.area }),
      ...(content.respondent?.name !== undefined && { respondent: content.respondent.name }),
      ...(lead !== undefined && { lead }),
      ...(nearest && { due: nearest.due, clock: nearest.clock }),
      provisional: nearest?.provisional ?? false,
      supervised: the.supervisions.filter(({ answeredAt }) => answeredAt === undefined).length,
      duplicates: the.duplicates.length,
    },
    lookAt: nextLookAt(clocks, rules, now, saidUntil),
  };
};

export type Share = 'lead' | 'helper' | 'copied';

/** What part each department has in a case; the others do not see it. */
export const sharesOf = ({ lead, helpers, copied }: Pick<Complaint, 'lead' | 'helpers' | 'copied'>): Map<string, Share> =>
  new Map<string, Share>([
    ...copied.map((department) => [department, 'copied'] as const),
    ...helpers.map((department) => [department, 'helper'] as const),
    ...(lead === undefined ? [] : [[lead, 'lead'] as const]),
  ]);

/** In whose hands it is until the reply is approved. */
const withDepartments: readonly CaseState[] = [
  'dispatched',
  'signed',
  'return-requested',
  'handling',
  'suspended',
  'extension-requested',
  'submitted',
];

export const inboxKeyOf = ({ entry }: Outlook, at: string): string =>
  withDepartments.includes(entry.state) || (entry.supervised > 0 && entry.lead !== undefined)
    ? `open#${entry.due ?? '~'}#${entry.complaintId}`
    : `done#${at}#${entry.complaintId}`;

/** Open ones by due time, the others by their end. */
export const stateKeyOf = ({ entry }: Outlook, at: string): string =>
  `${openStates.includes(entry.state) ? (entry.due ?? '~') : at}#${entry.complaintId}`;

/** For scoring: what was complained of, without persons. */
export const Fact = z.object({
  complaintId: z.string(),
  track: Track,
  receivedAt: Instant,
  /** 统一社会信用代码, where it is a valid one. */
  objectCode: z.string().optional(),
  /** Of an organisation alone. */
  objectName: z.string().optional(),
  category: Content.shape.category,
  area: Content.shape.area,
  item: Content.shape.item,
  amount: Content.shape.amount,
  injury: Content.shape.injury,
  happenedAt: Content.shape.happenedAt,
  /** Withdrawn: no longer to be counted. Not what was decided before, nor what goes on for others. */
  removed: z.boolean(),
});
export type Fact = z.infer<typeof Fact>;

/** Whoever complains of a neighbour names a person; what a business is called ends otherwise. */
const organisation =
  /(公司|企业|集团|合作社|商行|经营部|工作室|事务所|中心|超市|商场|市场|酒店|饭店|餐厅|餐馆|店|厂|院|校|园|馆|局|站|所|社)$/;

export const factOf = (the: Complaint): Fact => {
  const { complaintId, track, receivedAt, content, state } = the;
  const { code } = objectOf(content);
  const name = content.respondent?.name?.trim();
  const { category, area, item, amount, injury, happenedAt } = content;
  const said = Object.entries({ category, area, item, amount, injury, happenedAt }).filter(([, value]) => value !== undefined);
  return {
    ...{ complaintId, track, receivedAt },
    ...(code !== undefined && { objectCode: code }),
    ...(name !== undefined && (code !== undefined || organisation.test(name)) && { objectName: name }),
    ...Object.fromEntries(said),
    removed: state === 'withdrawn',
  };
};

/** The months of receipt (Shanghai) by which facts are listed. */
export const monthOf = (receivedAt: string): string => shanghaiDate(new Date(receivedAt)).slice(0, 7);

export const monthsBetween = (from: string, to: string): string[] => {
  const months: string[] = [];
  for (let month = from.slice(0, 7); month <= to.slice(0, 7);) {
    months.push(month);
    const [year = 0, number = 0] = month.split('-').map(Number);
    month = number === 12 ? `${String(year + 1)}-01` : `${String(year)}-${String(number + 1).padStart(2, '0')}`;
  }
  return months;
};
