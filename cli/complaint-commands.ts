import * as z from 'zod';
import { acts, checkAct, unknownMove } from './act-words.ts';
import { asked, type Command, limitOf, namesFor, shanghai } from './asked.ts';
import { type CommandLine, UsageError } from './command-line.ts';
import {
  Acted,
  actBody,
  actedText,
  Alarms,
  alarmsText,
  Complaint,
  Complaints,
  complaintsText,
  complaintText,
  Figures,
  figuresText,
  type Others,
} from './complaint-words.ts';
import type { HubClient } from './hub.client.ts';

export const complaintCommands = {
  async complaints({ hub, line, show }) {
    const { state, department, cursor } = { state: line.text('state'), department: line.text('department'), cursor: line.text('cursor') };
    const box = line.values.done === true ? 'done' : undefined;
    const found = await hub.get(`/v1/complaints${asked({ state, department, box, limit: limitOf(line), cursor })}`, Complaints);
    const names = await namesFor(hub, line);
    show(found, () => complaintsText(found, names));
    return 0;
  },

  async complaint({ hub, line, show }) {
    const found = await hub.get(`/v1/complaints/${encodeURIComponent(line.words[0] ?? '')}`, Complaint);
    const [names, others] = await Promise.all([namesFor(hub, line), duplicatesOf(hub, line, found)]);
    show(found, () => complaintText(found, names, others));
    return 0;
  },

  async act({ hub, line, show }) {
    const [id = '', move = ''] = line.words;
    const path = `/v1/complaints/${encodeURIComponent(id)}`;
    if (Object.hasOwn(acts, move)) checkAct(move, line.values);
    const { complaint, allowed } = await hub.get(path, Complaint);
    if (!Object.hasOwn(acts, move)) throw unknownMove(move, allowed);
    const acted = await hub.post(`${path}/moves`, actBody(move, line.values), Acted, { 'if-match': `"${String(complaint.version)}"` });
    show(acted, () => actedText(acted));
    return 0;
  },

  async alarms({ hub, line, show }) {
    const page = asked({ department: line.text('department'), limit: limitOf(line), cursor: line.text('cursor') });
    const found = await hub.get(`/v1/complaint-alarms${page}`, Alarms);
    const names = await namesFor(hub, line);
    show(found, () => alarmsText(found, names));
    return 0;
  },

  async figures({ hub, line, show }) {
    const today = shanghai(new Date().toISOString()).slice(0, 10);
    for (const name of ['from', 'to'] as const)
      if (!z.iso.date().safeParse(line.text(name) ?? today).success) throw new UsageError(`--${name} 要填日期，如 ${today}`);
    const to = line.text('to') ?? today;
    if ((line.text('from') ?? to) > to) throw new UsageError('--from 不能晚于 --to');
    const found = await hub.get(`/v1/complaint-figures${asked({ from: line.text('from') ?? `${to.slice(0, 7)}-01`, to })}`, Figures);
    const names = await namesFor(hub, line);
    show(found, () => figuresText(found, names));
    return 0;
  },
} satisfies Record<string, Command>;

/** Of as many as somebody looks at. */
const shownDuplicates = 10;
const duplicatesOf = async (hub: HubClient, line: CommandLine, { complaint }: Complaint): Promise<Others> => {
  if (line.values.json === true) return new Map();
  const ids = complaint.duplicates.slice(0, shownDuplicates).map(({ complaintId }) => complaintId);
  const found = await Promise.all(ids.map((id) => hub.get(`/v1/complaints/${encodeURIComponent(id)}`, Complaint).catch(() => undefined)));
  return new Map(
    found.flatMap((one) => (one ? [[one.complaint.complaintId, { track: one.complaint.track, stateTitle: one.stateTitle }]] : [])),
  );
};
