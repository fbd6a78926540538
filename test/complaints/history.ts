import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { clockRuleSeed } from '../../functions/complaints/clocks/clock-rule-seed.ts';
import { ClockRules, type ClockRule } from '../../functions/complaints/clocks/clock-rules.ts';
import type { Clock, Timed } from '../../functions/complaints/clocks/clocks.ts';
import { Mark } from '../../functions/complaints/complaint.ts';
import { instantOf, shanghaiTime } from '../../shared/calendar/shanghai-time.ts';

/** `2026-02-28 09:00` of Shanghai; `24:00` is the end of that day. */
export const at = (local: string): Date =>
  local.endsWith(' 24:00') ? new Date(instantOf(local.slice(0, 10)).getTime() + 86_400_000) : instantOf(`${local}:00`);

/** The other way round; a midnight is the end of the day before it. */
export const shown = (instant: string): string => {
  const time = shanghaiTime(new Date(instant));
  return time.endsWith('00:00:00')
    ? `${shanghaiTime(new Date(Date.parse(instant) - 1)).slice(0, 10)} 24:00`
    : time.slice(0, time.endsWith(':00') ? 16 : 19);
};

/** `2026-02-11 16:00 dispatch department=d-hous`. */
export const mark = (line: string): Mark => {
  const [date = '', time = '', move, ...more] = line.split(' ');
  const given = Object.fromEntries(more.map((one) => one.split('=') as [string, string]));
  const { days, dueAt, ...rest } = z.record(z.string(), z.string()).parse(given);
  return Mark.parse({
    move,
    at: at(`${date} ${time}`).toISOString(),
    by: 'm-00000000',
    ...rest,
    ...(days !== undefined && { days: Number(days) }),
    ...(dueAt !== undefined && { dueAt: at(dueAt.replace('T', ' ')).toISOString() }),
  });
};

/** A case that was received when its first mark says. */
export const history = (
  track: Timed['track'],
  lines: readonly string[],
  its: Partial<Timed & Pick<Mark, 'urgency' | 'category'>> = {},
): Timed => {
  const { urgency = 'ordinary', category, ...more } = its;
  const marks = lines
    .map(mark)
    .map((one): Mark => (one.move === 'register' ? { ...one, urgency, ...(category !== undefined && { category }) } : one));
  return { track, receivedAt: marks[0]?.at ?? '', marks, ...more };
};

/** The seed with some rules more. */
export const rulesWith = (...more: Partial<z.input<typeof ClockRule>>[]): ClockRules =>
  ClockRules.parse({
    ...clockRuleSeed,
    rules: [...clockRuleSeed.rules, ...more.map((rule) => ({ validFrom: '2020-01-01', lawRef: '试验', ...rule }))],
  });

export const briefly = ({ id, due, stoppedAt }: Clock): string => `${id} ${stoppedAt === undefined ? 'until' : 'was until'} ${shown(due)}`;

/** The rows of the table behind a mark in docs/complaint-clocks.md. */
export const rowsOf = (name: string): string[][] => {
  const lines = readFileSync('docs/complaint-clocks.md', 'utf8').split('\n');
  const table = lines.slice(lines.indexOf(`<!-- test: ${name} -->`) + 4);
  return table
    .slice(
      0,
      table.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
};
