import { randomInt } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { cutter } from '../../../functions/ingestion/csv/cutter.ts';
import { eachRecord } from '../../../functions/ingestion/each-record.ts';
import { Fingerprints } from '../../../functions/ingestion/fingerprints.ts';
import { Layout } from '../../../functions/ingestion/layout.ts';
import { matchHeader } from '../../../functions/ingestion/match-header.ts';
import { readRows } from '../../../functions/ingestion/read-rows.ts';
import { rowJudge } from '../../../functions/ingestion/row-judge.ts';
import { checks, contract, type Found, ruleSet } from './checks.ts';

/*
 * `node ours.ts FILE cut|judged|written CUTS`: the functions that read a file in production, and what they found. `cut` finds the chunks and writes down what it found in the file CUTS, which
 * the others read: in production too these are two workers. `judged`: chunk after chunk is parsed, cleaned, standardised and judged. `written`: and the accepted rows leave their canonical
 * content with its digest, sorted by section, as `read-chunk` writes them.
 */
const [file = '', mode = 'judged', found = ''] = process.argv.slice(2);
const chunkBytes = 4 * 1_048_576;
const Chunks = z.object({ layout: Layout, cuts: z.array(z.object({ from: z.int(), to: z.int(), firstRow: z.int() })) });
const descriptor = openSync(file, 'r');
const { size } = fstatSync(descriptor);

/** Bytes of the file; memory that is used again, because the file is larger than what a worker has. */
const reader = () => {
  let memory = Buffer.allocUnsafeSlow(chunkBytes + 65_536);
  return (from: number, to: number): Buffer => {
    if (to - from > memory.length) memory = Buffer.allocUnsafeSlow(to - from);
    readSync(descriptor, memory, 0, to - from, from);
    return memory.subarray(0, to - from);
  };
};

const cutUp = (): z.input<typeof Chunks> => {
  const machine = cutter({ chunkBytes });
  const bytesOf = reader();
  const events = [];
  for (let from = 0; from < size; from += 65_536) events.push(...machine.push(bytesOf(from, Math.min(size, from + 65_536))));
  events.push(...machine.end());
  const layout = events.find((event) => event.type === 'header');
  if (!layout || events.some(({ type }) => type === 'fault')) throw new Error('the file of the bench has a fault');
  return { layout, cuts: events.filter((event) => event.type === 'cut') };
};

/** Of all threads of this process: on a busy machine the clock on the wall measures the others. */
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

if (mode === 'cut') {
  const begun = cpuSeconds();
  const chunks = cutUp();
  process.stdout.write(JSON.stringify({ seconds: cpuSeconds() - begun, rows: chunks.cuts.length, found: {} }));
  writeFileSync(found, JSON.stringify(chunks));
  process.exit(0);
}

const { layout, cuts } = Chunks.parse(JSON.parse(readFileSync(found, 'utf8')));
const how = { ...layout, contract, ruleSet, sections: 16, today: '2026-11-23', now: '2026-11-23T04:00:00.000Z' };
const counts: Record<string, number> = {};
const fingerprints = new Fingerprints(randomInt(2 ** 32));
const bytesOf = reader();
let rows = 0;
let duplicate = 0;

const begun = cpuSeconds();

const judged = (): void => {
  const match = matchHeader(layout.header, contract);
  if (match.outcome === 'refused') throw new Error(match.fault.message);
  const judge = rowJudge({ ...how, match });
  for (const { from, to } of cuts)
    eachRecord(bytesOf(from, to), how, (record) => {
      rows += 1;
      const { key, findings } = judge.judge(record, rows);
      for (const { code } of findings) counts[code] = (counts[code] ?? 0) + 1;
      if (key !== '' && fingerprints.add(key) === 'seen') duplicate += 1;
    });
};

const written = (): void => {
  for (const { from, to, firstRow } of cuts) {
    const { read, accepted, refused, findingCounts } = readRows(bytesOf(from, to), { ...how, firstRow });
    if (accepted.length + refused.length !== read) throw new Error('a row is neither accepted nor refused');
    rows += read;
    for (const [code, { error, warning }] of Object.entries(findingCounts)) counts[code] = (counts[code] ?? 0) + error + warning;
    for (const { key } of accepted) if (fingerprints.add(key) === 'seen') duplicate += 1;
  }
};

if (mode === 'judged') judged();
else written();
const seconds = cpuSeconds() - begun;
closeSync(descriptor);

const sums: Found = {
  required: counts[checks.required] ?? 0,
  length: counts[checks.length] ?? 0,
  pattern: counts[checks.pattern] ?? 0,
  dictionary: counts[checks.dictionary] ?? 0,
  order: counts[checks.order] ?? 0,
  duplicate,
};
process.stdout.write(
  JSON.stringify({
    seconds,
    rows,
    found: sums,
    peakMib: process.resourceUsage().maxRSS / 1024,
    keyBytes: fingerprints.bytes,
    keys: fingerprints.size,
  }),
);
