import type { MoveName } from '../move-name.ts';
import type { ClockName } from './clock-rules.ts';

/** What makes a clock run and stop, whatever its limit is; how long it may run is a rule (`clock-rules.ts`), and without a fitting rule there is no clock. */
interface ClockDefinition {
  title: string;
  /** Moves that start it. One that runs already is gone then, with its rule, and a new one begins. `register` starts at the time of receipt. */
  starts: readonly MoveName[];
  /** Moves it waits for. */
  stops: readonly MoveName[];
  /** Moves by which one that was stopped turns out not to have been kept: the same clock runs on, as if it had never stopped. */
  runsOnAfter?: readonly MoveName[];
  /** Moves that take it away from whom it bound; the end of the case does so too. */
  lapses?: readonly MoveName[];
  /** Not even the end of the case takes it away. */
  outlastsCase?: boolean;
  /** One for each `overlay` of its marks. */
  perOverlay?: boolean;
  /** Whom its alarms are for. Nobody: it only says how long something may be asked for. */
  for: readonly ('department' | 'desk')[];
}

/** After `reopen` a case counts as received again at that moment; its rules stay those of the day on which it first came. */
export const clockDefinitions: Readonly<Record<ClockName, ClockDefinition>> = {
  sign: { title: '签收', starts: ['dispatch'], stops: ['sign'], lapses: ['return-approve'], for: ['department'] },
  return: { title: '申请退回', starts: ['dispatch'], stops: ['accept', 'refuse', 'return-request'], lapses: ['return-approve'], for: [] },
  // The law counts from receipt by the authority, not by the department that it comes to in the end: a return or a new lead wins no time.
  accept: { title: '受理', starts: ['register', 'reopen'], stops: ['accept', 'refuse'], for: ['department'] },
  verify: {
    title: '核查',
    starts: ['register', 'reopen'],
    stops: ['submit', 'refuse'],
    runsOnAfter: ['review-reject'],
    for: ['department'],
  },
  // A reply that fails review was none. Were the time until then given back, an empty reply would be the cheapest extension; so the original limit stands.
  handle: {
    title: '办理',
    starts: ['dispatch'],
    stops: ['submit', 'refuse'],
    runsOnAfter: ['review-reject'],
    lapses: ['return-approve'],
    for: ['department'],
  },
  mediate: { title: '调解', starts: ['accept'], stops: ['review-approve'], for: ['department'] },
  // The upper platform waits for its answer, whatever became of the case.
  supervise: {
    title: '督办',
    starts: ['supervise'],
    stops: ['answer-supervision'],
    perOverlay: true,
    outlastsCase: true,
    for: ['department', 'desk'],
  },
  feedback: { title: '反馈', starts: ['review-approve', 'refuse'], stops: ['feed-back'], for: ['desk'] },
  whole: { title: '全程', starts: ['register', 'reopen'], stops: ['feed-back'], for: ['department', 'desk'] },
};
