import * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { move } from '../../shared/runtime/move.ts';
import { type Refusal, refuse } from '../../shared/runtime/outcome.ts';
import type { ClockRules } from './clocks/clock-rules.ts';
import { clocksOf, isOver, runningOf } from './clocks/clocks.ts';
import { type CaseState, type Complaint, Mark, type Track } from './complaint.ts';
import { ruleSetOn } from './grounds.ts';
import type { MoveName } from './move-name.ts';
import { Act, type DownwardKind, moves, type Part, payloads, results, stateTitles, toldOf, type UpwardKind, ways } from './moves.ts';
import type { Outgoing } from './outgoing.ts';
import { type Outlook, outlookOf, sharesOf } from './projections.ts';

/** `by`: the member, `upper:<source>` or `system:<function>`. `department`: of a member. */
export interface Actor {
  by: string;
  part: Part;
  department?: string | undefined;
}

/** What a move needs to know beside the case itself. */
export interface Context {
  now: Date;
  /** In force on the day of receipt. */
  rules: ClockRules;
  /** Departments with a system of their own that wants to be told; the others have their inbox alone. */
  destinations: ReadonlySet<string>;
  /** Of `merge`: the case into which it goes; of `update` to a merged one: the case in which it is handled. */
  into?: Complaint | undefined;
  /** Of `split`: what the new case will be called, and every case of the document. */
  beside?: { complaintId: string; cases: readonly Pick<Complaint, 'part' | 'track'>[] } | undefined;
}

/** One move of one case, as it is stored beside it and never changed. */
export const Moved = z.object({ complaintId: z.string(), number: z.int().min(1), act: Act, mark: Mark });
export type Moved = z.infer<typeof Moved>;

/** A move that was made, and all that follows from it. */
export interface Stepped {
  outcome: 'stepped';
  before?: Complaint | undefined;
  complaint: Complaint;
  moved: Moved;
  messages: Outgoing[];
  outlook: Outlook;
  /** Of `merge`, and of `update` to a merged case: the case that took it in; of `split`: the new case. Stored with it or not at all. */
  others: Stepped[];
}

export type Because =
  | 'move-illegal'
  | 'too-many'
  | 'own-decision'
  | 'designated'
  | 'return-too-late'
  | 'extension-too-late'
  | 'extension-too-long'
  | 'owner-missing'
  | 'owner-unfit'
  | 'ground-unfit'
  | 'supervision-unknown'
  | 'update-superseded'
  | 'merge-unfit'
  | 'split-unfit';

/** The facts with which a case begins. */
export type Registration = Pick<
  Complaint,
  | 'complaintId'
  | 'source'
  | 'upperId'
  | 'part'
  | 'track'
  | 'urgency'
  | 'content'
  | 'contentVersion'
  | 'receivedAt'
  | 'personKeys'
  | 'proposals'
  | 'duplicates'
> & { dueAt?: string | undefined };

/** Of what lies over a case, who made that one. */
const lastBy = ({ marks }: Complaint, name: MoveName, overlay?: string): string | undefined =>
  marks.findLast((mark) => mark.move === name && (overlay === undefined || mark.overlay === overlay))?.by;

const isUpper = (by: string): boolean => by.startsWith('upper:');

/** A case that one side moves without end could be read and moved by nobody. */
const tooMany = ({ marks }: Complaint, name: MoveName, { part }: Actor): Refusal<Because> | undefined => {
  const { atMost, title } = moves[name];
  const most = part === 'upper' ? atMost?.upper : atMost?.district;
  if (most === undefined) return undefined;
  const made = marks.filter(({ move, by }) => move === name && isUpper(by) === (part === 'upper')).length;
  return made < most ? undefined : refuse('too-many', `“${title}”一件最多${String(most)}次，本件已达上限`);
};

/** From this on a case is no longer taken from whoever has not signed; what was returned is still dispatched. */
const mostDispatched = 10;

type Timing = Pick<Context, 'now' | 'rules'>;

/** Of what may still be extended: asked before it is over, and by no more than the rule gives. */
const extensible = (the: Complaint, { now, rules }: Timing, days = 1): Refusal<Because> | undefined => {
  const may = runningOf(clocksOf(the, rules, now)).filter(({ mayExtendBy }) => mayExtendBy > 0);
  if (may.length === 0) return refuse('extension-too-long', '本件的期限不能延长，或已延长过');
  const inTime = may.filter(({ due }) => due > now.toISOString());
  if (inTime.length === 0) return refuse('extension-too-late', '延期须在期限届满前申请');
  const most = Math.max(...inTime.map(({ mayExtendBy }) => mayExtendBy));
  return days > most ? refuse('extension-too-long', `最多可延长${String(most)}日`) : undefined;
};

/** What the table and the law say against this move now, whatever it carries. */
const forbidden = (
  the: Complaint,
  name: MoveName,
  actor: Actor,
  { now, rules }: Timing,
  overlay?: string,
): Refusal<Because> | undefined => {
  const rule = moves[name];
  if (!rule.from.includes(the.state) || !rule.by.includes(actor.part)) return refuse('move-illegal');
  const many = tooMany(the, name, actor);
  if (many) return many;
  if (name === 'dispatch' && the.state === 'dispatched') {
    if (actor.part === 'system') return refuse('move-illegal');
    if (the.marks.filter((mark) => mark.move === 'dispatch').length >= mostDispatched)
      return refuse('too-many', `本件已派单${String(mostDispatched)}次，不能再改派`);
  }
  const unanswered = the.supervisions.filter(({ answeredAt }) => answeredAt === undefined);
  if (name === 'answer-supervision' && unanswered.length === 0) return refuse('supervision-unknown', '没有待答复的督办');
  // While it is not said which, one that others issued is enough.
  const overlays =
    name !== 'answer-supervision' ? [undefined] : overlay !== undefined ? [overlay] : unanswered.map((one) => one.supervisionId);
  if (rule.differsFrom?.some((other) => overlays.every((one) => lastBy(the, other, one) === actor.by)))
    return refuse(
      'own-decision',
      `“${rule.title}”须由他人作出：本件的${rule.differsFrom.map((other) => moves[other].title).join('或')}是您本人办的`,
    );
  if (rule.notByHandlingBody && actor.part === 'desk' && actor.department !== undefined && actor.department === the.lead)
    return refuse('own-decision', `“${rule.title}”不得由承办部门自己作出`);
  if (name === 'return-request' && the.designated) return refuse('designated', '本件已指定承办，不得再申请退回');
  if (name === 'return-request' && isOver(clocksOf(the, rules, now), 'return', now))
    return refuse('return-too-late', '已超过申请退回的期限，应当继续办理');
  if (name === 'extension-request') return extensible(the, { now, rules });
  return undefined;
};

/** What this actor may do with the case now: the buttons. */
export const allowed = (the: Complaint, actor: Actor, timing: Timing): MoveName[] =>
  (Object.keys(payloads) as (keyof typeof payloads)[]).filter((name) => !forbidden(the, name, actor, timing));

const illegal = (the: Complaint, actor: Actor, timing: Timing): Refusal<Because> => {
  const legal = allowed(the, actor, timing).map((name) => moves[name].title);
  const now = `本件当前状态为“${stateTitles[the.state]}”`;
  return refuse('move-illegal', legal.length > 0 ? `${now}，您现在可以：${legal.join('、')}` : `${now}，您现在没有可做的操作`);
};

type Titles = Readonly<Record<string, string>>;

/** Each with its title: who must choose one reads this. */
const unfit = (kind: string, fitting: Titles): Refusal<Because> => {
  const choice = Object.entries(fitting).map(([code, title]) => `${code} ${title}`);
  return refuse('ground-unfit', choice.length > 0 ? `本件可用的${kind}：${choice.join('；')}` : `本件没有可用的${kind}`);
};

const fitting = (names: Readonly<Record<string, { title: string; tracks: readonly Track[] }>>, track: Track): Titles =>
  Object.fromEntries(Object.entries(names).flatMap(([name, { title, tracks }]) => (tracks.includes(track) ? [[name, title]] : [])));

/** Each is answered on its own when the case ends, in the one transaction of that move, which holds a hundred items. */
const mostMerged = 50;

/** What is wrong with what the move carries. */
const faultOf = (the: Complaint, act: Act, { into, beside, ...timing }: Context): Refusal<Because> | undefined => {
  const law = ruleSetOn(shanghaiDate(new Date(the.receivedAt)));
  switch (act.move) {
    case 'dispatch': {
      const all = [act.lead, ...act.helpers, ...act.copied];
      if (new Set(all).size < all.length) return refuse('owner-unfit', '同一部门只能是主办、协办、抄送之一');
      // Else its own limits could be begun anew for it.
      return the.state === 'dispatched' && act.lead === the.lead ? refuse('owner-unfit', '改派须另定主办部门') : undefined;
    }
    case 'return-request':
      if (act.reason !== '不属本职') return undefined;
      if (act.suggestedOwner === undefined) return refuse('owner-missing', '以“不属本职”退回的，须写明应由哪个部门承办（suggestedOwner）');
      return act.suggestedOwner === the.lead ? refuse('owner-unfit', '建议的承办部门不能是本部门') : undefined;
    case 'extension-request':
      return extensible(the, timing, act.days);
    case 'accept': {
      const fit = fitting(ways, the.track);
      return act.way in fit ? undefined : unfit('受理方式', fit);
    }
    case 'refuse': {
      const grounds: Titles = law.refusal[the.track] ?? {};
      return act.ground in grounds ? undefined : unfit(`不予受理理由（${law.title}）`, grounds);
    }
    case 'submit': {
      const fit = fitting(results, the.track);
      if (!(act.result in fit)) return unfit('办理结果', fit);
      const grounds: Titles = act.result === 'terminated' ? law.termination : {};
      const fits = act.result === 'terminated' ? (act.ground ?? '') in grounds : act.ground === undefined;
      return fits ? undefined : unfit(`终止调解理由（${law.title}）`, grounds);
    }
    case 'answer-supervision':
      return the.supervisions.some(({ supervisionId, answeredAt }) => supervisionId === act.supervisionId && answeredAt === undefined)
        ? undefined
        : refuse('supervision-unknown', '没有这个待答复的督办');
    case 'supervise':
      return the.supervisions.some(({ supervisionId }) => supervisionId === act.supervisionId)
        ? refuse('supervision-unknown', '该督办已登记')
        : undefined;
    case 'update':
      // An older word that came later may still be the only one about urgency.
      return act.contentVersion > the.contentVersion ||
        (act.contentVersion === the.contentVersion && act.urgency !== undefined && act.urgency !== the.urgency)
        ? undefined
        : refuse('update-superseded', '已有更新的内容');
    case 'merge':
      if (!into || into.complaintId === the.complaintId) return refuse('merge-unfit', '没有可并入的件');
      if (into.track !== the.track) return refuse('merge-unfit', '投诉、举报、诉求应当分别处理，不能互相并案');
      // Else the limits that run from receipt would be won anew by merging.
      if (into.receivedAt > the.receivedAt) return refuse('merge-unfit', '只能并入先收到的件：请反过来，把后收到的件并入本件');
      if (the.merged.length + into.merged.length >= mostMerged) return refuse('merge-unfit', `一件最多并入${String(mostMerged)}件`);
      return moves.absorb.from.includes(into.state)
        ? undefined
        : refuse('merge-unfit', `要并入的件当前状态为“${stateTitles[into.state]}”，不能再并入`);
    case 'split':
      if (!beside) return refuse('split-unfit');
      return beside.cases.some(({ track }) => track === act.track) ? refuse('split-unfit', '该工单已有此类别的件') : undefined;
    default:
      return undefined;
  }
};

/** What of the act the clocks, figures and four eyes will need. */
const markOf = (the: Complaint | undefined, act: Act, actor: Actor, at: string): Mark => {
  const base = { move: act.move, at, by: actor.by };
  const own = actor.part === 'lead' || actor.part === 'helper' ? { department: actor.department } : {};
  const more = (): Partial<Mark> => {
    switch (act.move) {
      case 'dispatch':
        return { department: act.lead };
      case 'suspend':
      case 'return-request':
        return { reason: act.reason };
      case 'refuse':
        return { reason: act.ground };
      case 'accept':
        return { reason: act.way };
      case 'submit':
        return { reason: act.result };
      case 'supervise':
        return { overlay: supervisionIdOf(the, act, actor), level: act.level, ...(act.dueAt !== undefined && { dueAt: act.dueAt }) };
      case 'answer-supervision':
        return { overlay: act.supervisionId };
      case 'update':
        return { urgency: act.urgency ?? the?.urgency, category: act.content.category, dueAt: act.dueAt };
      case 'extension-request':
        return { days: act.days };
      case 'extension-approve':
        return { days: the?.marks.findLast((mark) => mark.move === 'extension-request')?.days };
      case 'visit':
      case 'evaluate':
        return { contacted: act.contacted, resolved: act.resolved, satisfaction: act.satisfaction };
      default:
        return {};
    }
  };
  return Mark.parse({ ...base, ...own, ...more() });
};

const supervisionIdOf = (the: Complaint | undefined, act: Extract<Act, { move: 'supervise' }>, actor: Actor): string =>
  actor.part === 'upper' && act.supervisionId !== undefined ? act.supervisionId : `district-${String((the?.version ?? 0) + 1)}`;

/** The whole is in the move's own item. */
const kept = (requirement: string): string => {
  const signs = [...requirement];
  return signs.length <= 300 ? requirement : `${signs.slice(0, 300).join('')}……（全文见经过）`;
};

/** What the act changes beside state and marks. */
const changed = (the: Complaint, act: Act, actor: Actor, at: string): Partial<Complaint> => {
  switch (act.move) {
    case 'dispatch':
      // 指定承办 binds the department on which it was laid, whenever the case comes back to it.
      return { lead: act.lead, helpers: act.helpers, copied: act.copied, designated: the.designated && act.lead === the.lead };
    case 'return-approve':
      return { lead: undefined, helpers: [], copied: [] };
    case 'return-reject':
      return { designated: true };
    case 'refuse':
      return { answer: { reply: act.explanation, result: 'refused', ground: act.ground } };
    case 'submit': {
      const { reply, result, ground, repliedAt } = act;
      return { answer: { reply, result, ...(ground !== undefined && { ground }), ...(repliedAt !== undefined && { repliedAt }) } };
    }
    case 'urge':
      return { urged: the.urged + 1 };
    case 'supervise': {
      const { level, requirement, dueAt } = act;
      const supervisionId = supervisionIdOf(the, act, actor);
      const source = actor.part === 'upper' ? 'upper' : 'district';
      return {
        supervisions: [
          ...the.supervisions,
          { supervisionId, source, level, requirement: kept(requirement), issuedAt: at, ...(dueAt !== undefined && { dueAt }) },
        ],
      };
    }
    case 'answer-supervision':
      return {
        supervisions: the.supervisions.map((one) => (one.supervisionId === act.supervisionId ? { ...one, answeredAt: at } : one)),
      };
    case 'update': {
      const { content, contentVersion, urgency } = act;
      return { content, contentVersion, ...(urgency !== undefined && { urgency }) };
    }
    case 'merge':
      return { mergedInto: act.into };
    default:
      return {};
  }
};

const destined = (the: Complaint, act: Act, state: CaseState): CaseState => {
  const { to, staysIn } = moves[act.move];
  if (to === undefined || staysIn?.includes(state)) return state;
  // One complainant's withdrawal does not end what others wait for whose cases were merged into it.
  return act.move === 'withdraw' && the.merged.length > 0 ? state : to;
};

/** The act's own words, without what is told otherwise. */
const wordsOf = (act: Act, only?: readonly string[]): object =>
  Object.fromEntries(Object.entries(act).filter(([name]) => (only ? only.includes(name) : name !== 'content' && name !== 'move')));

/** As it is stored and sent: what is undefined is not there. */
const asJson = (body: object): Outgoing['body'] => z.json().parse(JSON.parse(JSON.stringify(body)));

const messagesOf = (before: Complaint | undefined, after: Complaint, act: Act, { destinations }: Context, mark: Mark): Outgoing[] => {
  const { upward, upwardIfMoved, saysUp = [], downward, saysDown } = moves[act.move];
  const { complaintId, source, state, track, urgency } = after;
  const queued: Omit<Outgoing, 'messageId' | 'sequence'>[] = [];
  const say = (destination: string, kind: UpwardKind | DownwardKind, body: object): void => {
    queued.push({ destination, complaintId, kind, body: asJson(body), queuedAt: mark.at, state: 'waiting', attempts: 0, nextAt: mark.at });
  };

  const supervision = act.move === 'answer-supervision' && after.supervisions.find((one) => one.supervisionId === act.supervisionId);
  if (upward && !(supervision && supervision.source === 'district') && !(upwardIfMoved && before?.state === state)) {
    const ends = upward === 'result' || upward === 'refusal';
    const words = {
      at: mark.at,
      move: act.move,
      state,
      ...(after.lead !== undefined && { department: after.lead }),
      ...wordsOf(act, saysUp),
      ...(act.move === 'extension-approve' && mark.days !== undefined && { days: mark.days }),
      ...(ends && after.answer && { answer: after.answer }),
    };
    say(source, upward, { upperId: after.upperId, part: after.part, track, ...words });
    // What was merged into this case ends with it, and each complainant is answered.
    if (ends) for (const one of after.merged) say(one.source, upward, { upperId: one.upperId, part: one.part, track, ...words });
  }

  const now = sharesOf(after);
  const facts = { version: after.version, at: mark.at, move: act.move, state, track, urgency };
  if (downward)
    for (const [department, as] of now)
      if (destinations.has(department) && toldOf[downward].includes(as))
        say(department, downward, { ...facts, as, content: after.content, ...wordsOf(act, saysDown) });
  for (const [department, as] of before ? sharesOf(before) : [])
    if (!now.has(department) && destinations.has(department)) say(department, 'taken-away', { ...facts, as });

  const sequences = { ...after.sequences };
  return queued.map((one) => {
    const sequence = (sequences[one.destination] ?? 0) + 1;
    sequences[one.destination] = sequence;
    return { ...one, messageId: `${complaintId}.${one.destination}.${String(sequence)}`, sequence };
  });
};

const made = (before: Complaint | undefined, draft: Complaint, act: Act, mark: Mark, context: Context): Omit<Stepped, 'others'> => {
  const messages = messagesOf(before, draft, act, context, mark);
  const sequences = { ...draft.sequences };
  for (const { destination, sequence } of messages) sequences[destination] = sequence;
  const complaint = { ...draft, sequences };
  return {
    outcome: 'stepped',
    before,
    complaint,
    moved: { complaintId: complaint.complaintId, number: complaint.version, act, mark },
    messages,
    outlook: outlookOf(complaint, context.rules, context.now),
  };
};

/** A case begins. */
export const registered = ({ dueAt, ...facts }: Registration, actor: Actor, context: Context): Stepped => {
  const at = context.now.toISOString();
  const act: Act = { move: 'register' };
  const { urgency, content } = facts;
  const mark = Mark.parse({
    ...markOf(undefined, act, actor, at),
    urgency,
    ...(content.category !== undefined && { category: content.category }),
    ...(dueAt !== undefined && { dueAt }),
  });
  const complaint: Complaint = {
    ...facts,
    version: 1,
    state: 'registered',
    helpers: [],
    copied: [],
    designated: false,
    supervisions: [],
    urged: 0,
    marks: [mark],
    merged: [],
    sequences: {},
    move: { ...move('complaints:register', context.now), by: actor.by },
  };
  return { ...made(undefined, complaint, act, mark, context), others: [] };
};

const moving = (before: Complaint, act: Act, actor: Actor, context: Context): Stepped => {
  const at = context.now.toISOString();
  const mark = markOf(before, act, actor, at);
  const draft: Complaint = {
    ...before,
    ...changed(before, act, actor, at),
    state: destined(before, act, before.state),
    version: before.version + 1,
    marks: [...before.marks, mark],
    move: {
      ...move(`complaints:${act.move}`, context.now, {
        ...(actor.department !== undefined && { department: actor.department }),
        ...(mark.reason !== undefined && { reason: mark.reason }),
      }),
      by: actor.by,
    },
  };
  return { ...made(before, draft, act, mark, context), others: [] };
};

/** One move, by the table and the law; what it carries has been parsed. */
export const step = (before: Complaint, act: Act, actor: Actor, context: Context): Stepped | Refusal<Because> => {
  const no = forbidden(before, act.move, actor, context, act.move === 'answer-supervision' ? act.supervisionId : undefined);
  if (no) return no.because === 'move-illegal' ? illegal(before, actor, context) : no;
  const fault = faultOf(before, act, context);
  if (fault) return fault;

  const stepped = moving(before, act, actor, context);
  if (act.move === 'merge' && context.into) {
    const { complaintId, source, upperId, part, merged } = before;
    const absorb: Act = { move: 'absorb', complaintId, source, upperId, part };
    const taken = moving(
      { ...context.into, merged: [...context.into.merged, { complaintId, source, upperId, part }, ...merged] },
      absorb,
      { by: actor.by, part: 'system' },
      context,
    );
    return { ...stepped, others: [{ ...taken, before: context.into }] };
  }
  // Who handles it hears what is new of it; what has ended meanwhile is left as it is.
  if (act.move === 'update' && context.into && moves.absorb.from.includes(context.into.state) && !tooMany(context.into, 'absorb', actor)) {
    const { complaintId, source, upperId, part } = before;
    const absorb: Act = { move: 'absorb', complaintId, source, upperId, part, news: act.content };
    return { ...stepped, others: [moving(context.into, absorb, { by: actor.by, part: 'system' }, context)] };
  }
  if (act.move === 'split' && context.beside) {
    const { source, upperId, urgency, content, contentVersion, receivedAt, personKeys } = before;
    const dueAt = before.marks[0]?.dueAt;
    const part = Math.max(...context.beside.cases.map((one) => one.part)) + 1;
    const facts = { source, upperId, urgency, content, contentVersion, receivedAt, personKeys, proposals: [], duplicates: [] };
    const beside = { complaintId: context.beside.complaintId, part, track: act.track, dueAt };
    return { ...stepped, others: [registered({ ...facts, ...beside }, { by: actor.by, part: 'system' }, context)] };
  }
  return stepped;
};
