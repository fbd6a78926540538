import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { compare, type Compared, type Feature, features } from '../../functions/complaints/duplicates/compare.ts';
import { duplicatesAmong } from '../../functions/complaints/duplicates/duplicates-among.ts';
import { keysOf } from '../../functions/complaints/duplicates/keys-of.ts';
import { mostCompared, suggestFrom, weights } from '../../functions/complaints/duplicates/weights.ts';
import { drawFor } from '../../infra/local/sample/draw.ts';
import type { Bench, Figure } from './figure.ts';

const file = path.resolve(import.meta.dirname, '../../../shared/data/chicago_food/sanitation_complaints_311_to_2013.csv');
/** The last year of the file. Weights and threshold come from the years before it. */
const scored = '2013';

const Row = z.object({
  Creation_Date: z.iso.date(),
  Status: z.string(),
  Completion_Date: z.string(),
  Service_Request_Number: z.string(),
  Type_of_Service_Request: z.string(),
  What_is_the_Nature_of_this_Code_Violation: z.string(),
  Street_Address: z.string(),
  Latitude: z.string(),
  Longitude: z.string(),
});

interface Request {
  number: string;
  day: string;
  /** What staff said; asked by nobody but the score. */
  marked: boolean;
  /** Of its own, for those that come after it. */
  completed: string;
  address: string;
  asCase: Compared;
}

const dayAfter = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** In the order in which they came: by day, and within a day by number. A number that comes again is the same request. */
const requests = (): Request[] => {
  const rows = z.array(Row).parse(parse(readFileSync(file), { columns: true, bom: true }));
  const once = new Map<string, z.infer<typeof Row>>();
  for (const row of rows) if (!once.has(row.Service_Request_Number)) once.set(row.Service_Request_Number, row);
  const sorted = [...once.values()].sort((a, b) =>
    `${a.Creation_Date} ${a.Service_Request_Number}` < `${b.Creation_Date} ${b.Service_Request_Number}` ? -1 : 1,
  );
  const onDay = new Map<string, number>();
  return sorted.map((row) => {
    const day = row.Creation_Date;
    // The file has days only. The time of day is guessed from what is known by then: how many came today, and how many come on such a day of the week.
    const before = onDay.get(day) ?? 0;
    const usual = [7, 14, 21, 28].reduce((sum, days) => sum + (onDay.get(dayAfter(day, -days)) ?? 0), 0) / 4;
    onDay.set(day, before + 1);
    const share = Math.min(0.98, before / Math.max(usual, 10));
    const nature = row.What_is_the_Nature_of_this_Code_Violation;
    return {
      number: row.Service_Request_Number,
      day,
      marked: row.Status.endsWith('Dup'),
      completed: row.Completion_Date,
      address: row.Street_Address,
      asCase: {
        complaintId: row.Service_Request_Number,
        source: 'c-chicago',
        upperId: row.Service_Request_Number,
        track: 'request',
        state: 'handling',
        receivedAt: new Date(Date.parse(day) + Math.floor(share * 86_400_000)).toISOString(),
        content: {
          title: row.Type_of_Service_Request,
          text: row.Type_of_Service_Request,
          ...(nature !== '' && { category: nature }),
          address: row.Street_Address,
          ...(row.Latitude !== '' && { latitude: Number(row.Latitude), longitude: Number(row.Longitude) }),
        },
        personKeys: [],
      },
    };
  });
};

interface Observed {
  request: Request;
  /** The plain rule: the same address within two days. */
  plain: boolean;
  /** Of the years before the last: what each comparison says, each once. */
  comparisons: number[][];
  /** Of the last year: what the product suggests. */
  suggested: boolean;
}

/** Each request as it came: only what came before it, and of that only what was known on its day. */
const observe = (all: readonly Request[]): Observed[] => {
  const byKey = new Map<string, Request[]>();
  const lastAt = new Map<string, string>();
  return all.map((request) => {
    const { day, address, asCase } = request;
    const keys = keysOf(asCase.content, []).map(({ kind, value }) => `${kind} ${value}`);
    const found = new Set(keys.flatMap((key) => (byKey.get(key) ?? []).slice(-mostCompared - 1)));
    const candidates = [...found]
      .sort((a, b) => (a.asCase.receivedAt < b.asCase.receivedAt ? 1 : -1))
      .slice(0, mostCompared)
      // Closed only if that was known: completed on a day before.
      .map((one): Compared => (one.completed !== '' && one.completed < day ? { ...one.asCase, state: 'closed' } : one.asCase));
    const last = day.startsWith(scored);
    const comparisons = last
      ? []
      : candidates.map((candidate) => compare(asCase, candidate).values).map((values) => features.map((feature) => values[feature]));
    const observed: Observed = {
      request,
      plain: (lastAt.get(address) ?? '') >= dayAfter(day, -2),
      comparisons: [...new Map(comparisons.map((values) => [values.join(), values])).values()],
      suggested: last && duplicatesAmong(asCase, candidates).length > 0,
    };
    lastAt.set(address, day);
    for (const key of keys) byKey.set(key, [...(byKey.get(key) ?? []).slice(-mostCompared), request]);
    return observed;
  });
};

interface Counts {
  right: number;
  wrong: number;
  missed: number;
}
const none: Counts = { right: 0, wrong: 0, missed: 0 };
const add = (a: Counts, b: Counts): Counts =>
  b === none ? a : { right: a.right + b.right, wrong: a.wrong + b.wrong, missed: a.missed + b.missed };
const countOf = (said: boolean, marked: boolean): Counts =>
  said || marked ? { right: Number(said && marked), wrong: Number(said && !marked), missed: Number(!said && marked) } : none;
const f1Of = ({ right, wrong, missed }: Counts): number => (2 * right) / (2 * right + wrong + missed);

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Logistic regression by Newton's method, with a weak pull to zero. Staff marked requests and not pairs, so the comparison that stands for a request is the likeliest one under the weights
 * so far; a few rounds of that settle.
 */
const fit = (observed: readonly Observed[]): { learned: number[]; score: (one: Observed) => number } => {
  const size = features.length + 1;
  let learned: number[] = [weights.intercept.weight, ...features.map((feature) => weights[feature].weight)];
  const scoreOf = (values: readonly number[]): number =>
    values.reduce((sum, value, at) => sum + value * (learned[at + 1] ?? 0), learned[0] ?? 0);
  const likeliest = ({ comparisons }: Observed): number[] | undefined =>
    comparisons.reduce<number[] | undefined>((best, one) => (best !== undefined && scoreOf(best) >= scoreOf(one) ? best : one), undefined);
  for (let round = 0; round < 6; round += 1) {
    const rows = observed.flatMap((one) => {
      const values = likeliest(one);
      return values === undefined ? [] : [{ x: [1, ...values], y: one.request.marked ? 1 : 0 }];
    });
    for (let step = 0; step < 12; step += 1) {
      const gradient = Array.from({ length: size }, (_, at) => 0.1 * (learned[at] ?? 0));
      const hessian = Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => Number(row === column) * 0.1));
      for (const { x, y } of rows) {
        const p = sigmoid(x.reduce((sum, value, at) => sum + value * (learned[at] ?? 0), 0));
        for (const [row, value] of x.entries()) {
          if (value === 0) continue;
          gradient[row] = (gradient[row] ?? 0) + (p - y) * value;
          const line = hessian[row] ?? [];
          for (const [column, other] of x.entries()) line[column] = (line[column] ?? 0) + p * (1 - p) * value * other;
        }
      }
      const change = solve(hessian, gradient);
      learned = learned.map((weight, at) => weight - (change[at] ?? 0));
    }
  }
  return {
    learned,
    score: (one) => {
      const values = likeliest(one);
      return values === undefined ? 0 : sigmoid(scoreOf(values));
    },
  };
};

/** Gauss, with the largest pivot. */
const solve = (matrix: readonly (readonly number[])[], right: readonly number[]): number[] => {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  const size = rows.length;
  for (let pivot = 0; pivot < size; pivot += 1) {
    const largest = rows.reduce(
      (best, row, at) => (at >= pivot && Math.abs(row[pivot] ?? 0) > Math.abs(rows[best]?.[pivot] ?? 0) ? at : best),
      pivot,
    );
    const top = rows[largest] ?? [];
    rows[largest] = rows[pivot] ?? [];
    rows[pivot] = top;
    for (const [at, row] of rows.entries()) {
      if (at === pivot) continue;
      const factor = (row[pivot] ?? 0) / (top[pivot] ?? 1);
      for (let column = pivot; column <= size; column += 1) row[column] = (row[column] ?? 0) - factor * (top[column] ?? 0);
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1));
};

/** The threshold of the best F1. */
const bestThreshold = (scores: readonly { score: number; marked: boolean }[]): { threshold: number; f1: number } => {
  const marked = scores.filter((one) => one.marked).length;
  const sorted = scores.toSorted((a, b) => b.score - a.score);
  let best = { threshold: 1, f1: 0 };
  let right = 0;
  for (const [at, { score, marked: isMarked }] of sorted.entries()) {
    if (isMarked) right += 1;
    const next = sorted[at + 1]?.score ?? 0;
    if (next === score) continue;
    const f1 = (2 * right) / (at + 1 + marked);
    if (f1 > best.f1) best = { threshold: (score + next) / 2, f1 };
  }
  return best;
};

/** Resampled by address, with all that came from it: requests of one address are no independent witnesses. */
const gainInterval = (observed: readonly Observed[]): [number, number] => {
  const byAddress = [...Map.groupBy(observed, ({ request }) => request.address).values()].map((its) =>
    its.reduce(
      (sum, { request, plain, suggested }) => ({
        ours: add(sum.ours, countOf(suggested, request.marked)),
        theirs: add(sum.theirs, countOf(plain, request.marked)),
      }),
      { ours: none, theirs: none },
    ),
  );
  const gains = Array.from({ length: 2000 }, (_, sample) => {
    const draw = drawFor(5, 1, sample);
    let [ours, theirs] = [none, none];
    for (const _ of byAddress) {
      const one = byAddress[draw.below(byAddress.length)];
      // Most addresses were complained of once, and nobody said anything of them.
      if (!one || (one.ours === none && one.theirs === none)) continue;
      ours = add(ours, one.ours);
      theirs = add(theirs, one.theirs);
    }
    return f1Of(ours) - f1Of(theirs);
  }).sort((a, b) => a - b);
  return [gains[49] ?? NaN, gains[1949] ?? NaN];
};

/**
 * Likely duplicates on complaints that staff have marked (Chicago, 2011 to 2013): the product's own keys, comparisons and weights, learned from the years before the last and scored on the
 * last, beside the plain rule. `--learned` prints what the years before teach, for functions/complaints/duplicates/weights.ts.
 */
export const bench: Bench = ({ say, args }) => {
  if (!existsSync(file)) {
    say(`skipped: ${file} is not there (55,343 sanitation complaints, some marked “Dup” by staff)`);
    return Promise.resolve([]);
  }
  const all = requests();
  say(`${all.length} requests …`);
  const observed = observe(all);
  const before = observed.filter(({ request }) => request.day < scored);
  const last = observed.filter(({ request }) => request.day.startsWith(scored));

  const { learned, score } = fit(before);
  const tuned = bestThreshold(before.map((one) => ({ score: score(one), marked: one.request.marked })));
  const names: readonly ('intercept' | Feature)[] = ['intercept', ...features];
  if (args.includes('--learned'))
    for (const [at, name] of names.entries())
      say(`${name.padEnd(16)} ${(learned[at] ?? 0).toFixed(2).padStart(6)}   ${weights[name].from}: ${weights[name].weight}`);
  say(
    `best before ${scored}: F1 ${tuned.f1.toFixed(4)} from ${tuned.threshold.toFixed(3)} on; the product suggests from ${suggestFrom} on`,
  );

  const ours = last.map(({ request, suggested }) => countOf(suggested, request.marked)).reduce(add);
  const theirs = last.map(({ request, plain }) => countOf(plain, request.marked)).reduce(add);
  const [low, high] = gainInterval(last);
  const round = (value: number): number => Number(value.toFixed(4));
  const figures: Figure[] = [
    { name: 'requests', value: last.length, unit: `of ${scored}` },
    { name: 'marked', value: ours.right + ours.missed, unit: 'as duplicates, by staff' },
    { name: 'precision', value: round(ours.right / (ours.right + ours.wrong)), unit: 'share' },
    { name: 'recall', value: round(ours.right / (ours.right + ours.missed)), unit: 'share' },
    { name: 'f1', value: round(f1Of(ours)), unit: '' },
    { name: 'plain-rule-precision', value: round(theirs.right / (theirs.right + theirs.wrong)), unit: 'share' },
    { name: 'plain-rule-recall', value: round(theirs.right / (theirs.right + theirs.missed)), unit: 'share' },
    { name: 'plain-rule-f1', value: round(f1Of(theirs)), unit: '' },
    { name: 'f1-gain', value: round(f1Of(ours) - f1Of(theirs)), unit: 'over the plain rule' },
    { name: 'f1-gain-low', value: round(low), unit: '95 % interval, by address', goal: '≥ 0.0001' },
    { name: 'f1-gain-high', value: round(high), unit: '95 % interval, by address' },
  ];
  return Promise.resolve(figures);
};
