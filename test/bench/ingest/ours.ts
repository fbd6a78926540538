import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { cutter } from '../../../functions/ingestion/csv/cutter.ts';
import { eachRecord } from '../../../functions/ingestion/each-record.ts';
import { Fingerprints } from '../../../functions/ingestion/fingerprints.ts';
import { matchHeader } from '../../../functions/ingestion/match-header.ts';
import { readRows } from '../../../functions/ingestion/read-rows.ts';
import { rowJudge } from '../../../functions/ingestion/row-judge.ts';
import { checks, contract, type Found, ruleSet } from './checks.ts';

/*
 * `node ours.ts FILE judged|written`: the functions that read a chunk in production, chunk after chunk in one process, and what they found. `judged`: rows are parsed, cleaned,
 * standardised and judged. `written`: and the accepted ones leave their canonical content with its digest, sorted by section, as `read-chunk` would write them.
 */
const [file = '', mode = 'judged'] = process.argv.slice(2);
const chunkBytes = 4 * 1_048_576;
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

const cutUp = () => {
  const machine = cutter({ chunkBytes });
  const bytesOf = reader();
  const events = [];
  for (let from = 0; from < size; from += 1_048_576) events.push(...machine.push(bytesOf(from, Math.min(size, from + 1_048_576))));
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
const begun = cpuSeconds();
const { layout, cuts } = cutUp();
const cut = cpuSeconds();

const how = { ...layout, contract, ruleSet, sections: 16, today: '2026-11-23', now: '2026-11-23T04:00:00.000Z' };
const counts: Record<string, number> = {};
const fingerprints = new Fingerprints();
const bytesOf = reader();
let rows = 0;
let duplicate = 0;

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
const done = cpuSeconds();
closeSync(descriptor);

const found: Found = {
  required: counts[checks.required] ?? 0,
  length: counts[checks.length] ?? 0,
  pattern: counts[checks.pattern] ?? 0,
  dictionary: counts[checks.dictionary] ?? 0,
  order: counts[checks.order] ?? 0,
  duplicate,
};
process.stdout.write(
  JSON.stringify({
    seconds: done - cut,
    cutSeconds: cut - begun,
    rows,
    found,
    peakMib: process.resourceUsage().maxRSS / 1024,
    keyBytes: fingerprints.bytes,
    keys: fingerprints.size,
  }),
);
