import * as z from 'zod';
import { clocksOf, nearestDue } from '../clocks/clock-of.ts';
import type { ClockRules } from '../clocks/clock-rules.ts';
import { hasReachedProvider } from './actors-of.ts';
import { Part, type RequestState, UseRequest } from './request.ts';
import { runsOf } from './request-runs.ts';
import { signedParts } from './request-step.ts';

/** As lists show it. */
export const RequestEntry = UseRequest.pick({
  requestId: true,
  version: true,
  state: true,
  title: true,
  applicant: true,
  owner: true,
}).extend({
  resourceId: z.string(),
  purpose: z.string().optional(),
  /** Of its last move; those that stand still are counted anew when the request is read. */
  due: z.string().optional(),
  at: z.string(),
  signed: z.array(Part),
  partial: z.boolean().optional(),
  /** It was ended as a draft: nobody but its department knows of it. */
  neverSubmitted: z.boolean().optional(),
});
export type RequestEntry = z.infer<typeof RequestEntry>;

export const entryOf = (the: UseRequest, rules: ClockRules): RequestEntry => {
  const at = the.move.at;
  const due = nearestDue(clocksOf(runsOf(the), rules, new Date(at)));
  const { requestId, version, state, title, applicant, owner, form, decision } = the;
  return {
    ...{ requestId, version, state, title, applicant, owner, resourceId: form.resourceId, at, signed: signedParts(the) },
    ...(form.purpose !== undefined && { purpose: form.purpose }),
    ...(due !== undefined && { due }),
    ...(!the.marks.some(({ move }) => move === 'submit') && { neverSubmitted: true }),
    ...(state === 'granted' && decision && { partial: decision.partial }),
  };
};

/** The provider's boxes: what its custodian has to do, what is to be signed, and the rest. */
const boxOf: Readonly<Partial<Record<RequestState, 'to-review' | 'to-sign'>>> = {
  'provider-review': 'to-review',
  negotiating: 'to-review',
  countersigning: 'to-sign',
};

/** In whose lists it stands, and where: what waits by its limit, all else by time. */
export const placesOf = (the: UseRequest, entry: RequestEntry): { department: string; listKey: string }[] => {
  const box = boxOf[the.state];
  const last = `${the.move.at}#${the.requestId}`;
  return [
    { department: the.applicant, listKey: `asked#${last}` },
    ...(hasReachedProvider(the)
      ? [{ department: the.owner, listKey: box ? `${box}#${entry.due ?? '~'}#${the.requestId}` : `done#${last}` }]
      : []),
  ];
};
