import * as z from 'zod';
import type { Complaint } from './complaint.ts';
import type { Outgoing } from './outgoing.ts';
import { sharesOf } from './projections.ts';

/** What anybody who ever had a share may know: that and when something was done, and no words of it. */
const bare = ['version', 'at', 'move', 'state', 'track', 'urgency', 'as'];
const bareOf = (body: Outgoing['body']): Outgoing['body'] =>
  Object.fromEntries(Object.entries(z.record(z.string(), z.json()).safeParse(body).data ?? {}).filter(([name]) => bare.includes(name)));

/** In milliseconds: who looks at a case for every message reads twice as much, and hardly anything is taken away within a minute. */
export const waitedLong = 60_000;

/** As it is sent to a department: what it said when it was written, but no words of a case that has been taken away from the department meanwhile. */
export const withheldFrom = (message: Outgoing, the: Pick<Complaint, 'lead' | 'helpers' | 'copied'> | undefined): Outgoing =>
  the && sharesOf(the).has(message.destination) ? message : { ...message, body: bareOf(message.body) };
