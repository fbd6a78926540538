import type { Contract } from '../contract.ts';
import { columnFinder, isOurs } from '../match-header.ts';
import { ESCAPED, ODD, type RecordFault, type RecordView, SUSPICIOUS } from '../record-view.ts';

const everyTrait = ODD | SUSPICIOUS | ESCAPED;
/** A file may make up a name per line. */
const mostNames = 1000;
const namesTold = 50;

/**
 * Fills the view from one JSON object a line: the cells stand in the order of `header`, found by name, title or alias as in a CSV header. Numbers keep the digits that were
 * written. A line that is no object becomes a row of
 * empty cells and, behind them, the line itself. Answers the names that the contract does not know.
 */
export const scanLines = (
  record: RecordView,
  header: readonly string[],
  contract: Contract,
  take: (record: RecordView) => void,
): string[] => {
  const columnOf = columnFinder(contract);
  const placeInHeader = new Map(header.map((name, place) => [name, place]));
  const known = new Map<string, number>();
  const unknown = new Set<string>();

  const placeOf = (key: string): number => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const at = columnOf(key);
    const place = placeInHeader.get(contract.columns[at]?.name ?? '') ?? -1;
    if (place === -1 && !isOurs(key) && unknown.size < namesTold) unknown.add(key.slice(0, 60).toWellFormed());
    if (known.size < mostNames) known.set(key, place);
    return place;
  };

  for (const line of linesOf(record.text)) {
    // Blank as the cutter understands it: `trim` would take more away, and rows would be counted otherwise.
    if (/^[ \t]*$/.test(line)) continue;
    record.begin();
    const object = objectIn(line);
    if (!object) {
      record.faults = [{ kind: 'no-object' }];
      // Behind the columns, so that it goes back and is not taken for the first one's value.
      for (const cell of [...header.map(() => ''), line.toWellFormed()]) record.addOwn(cell, everyTrait);
      take(record);
      continue;
    }
    const faults: RecordFault[] = [];
    const cells = header.map(() => '');
    for (const [key, value] of Object.entries(object)) {
      const place = placeOf(key);
      if (place === -1) continue;
      const cell = cellOf(value);
      if (cell === undefined) faults.push({ kind: 'nested', place });
      const written = (cell ?? JSON.stringify(value)).toWellFormed();
      if (cells[place] !== '' && written !== '' && cells[place] !== written) faults.push({ kind: 'twice', place });
      else if (written !== '') cells[place] = written;
    }
    for (const cell of cells) record.addOwn(cell, everyTrait);
    record.faults = faults;
    take(record);
  }
  return [...unknown];
};

function* linesOf(text: string): Generator<string> {
  const end = /\r\n?|\n/g;
  let from = 0;
  for (let found = end.exec(text); found !== null; found = end.exec(text)) {
    yield text.slice(from, found.index);
    from = end.lastIndex;
  }
  if (from < text.length) yield text.slice(from);
}

/** The reviver's third argument (ES2026) is not in the compiler's library yet. */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const digitsAsWritten: Reviver = (_, value, { source }) => (typeof value === 'number' ? source : value);

/** Undefined when the line is none: no JSON, another value, or nested too deeply to be read. */
const objectIn = (line: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(line, digitsAsWritten as (key: string, value: unknown) => unknown);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Undefined when the value is nested: only scalars, and lists of them, are cells. */
const cellOf = (value: unknown): string | undefined => {
  if (Array.isArray(value)) {
    const items = value.map(scalarOf);
    return items.every((item) => item !== undefined) ? items.filter((item) => item !== '').join(';') : undefined;
  }
  return scalarOf(value);
};

const scalarOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'boolean' ? String(value) : undefined;
};
