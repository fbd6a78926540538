import { createHash } from 'node:crypto';
import { partyOf, type SubjectColumns } from '../../../shared/party/party.ts';
import type { Content } from '../../../shared/text/mask-record.ts';
import type { Statistics } from '../catalogue/resource.ts';
import type { Row } from './row.ts';

/**
 * Statistics that name nobody (k-匿名, GB/T 37964-2019 个人信息去标识化指南; the thresholds are ours [D]): cells of all records of a snapshot, without any total. A cell is said only where it is about `smallestCell` subjects at
 * least, and a sum only where no subject makes up nearly all of it. As totals may be known from elsewhere, no line of cells keeps back a single one: subtraction would tell it.
 */
export interface Cell {
  /** In the order of `by`; of a record without a value an empty text. */
  of: string[];
  records: number;
  distinct?: number;
  /** Absent where it is kept back. */
  sum?: string;
}

/** Of one cell, while rows are added. Subjects as hashes: two that meet in one count as one, so a cell is rather kept back. */
interface Counted {
  of: string[];
  records: number;
  /** Each subject's share of the sum. */
  subjects: Map<number, number>;
  distinct: Set<number> | undefined;
  sum: bigint;
}

export interface Tally {
  definition: Statistics;
  cells: Map<string, Counted>;
  /** `too-many`: there are more cells, or more subjects in them, than this machine may keep; counted by less or by month there would be fewer. */
  add(row: Row): 'added' | 'too-many';
}

/** So many subjects for each cell that there may be, on the average: bounds the memory. */
const subjectsPerCell = 40;
/** A sum of which one subject makes up more says what that subject has (the dominance rule of official statistics). */
const mostOfSum = 0.85;

const hashOf = (text: string): number => createHash('sha256').update(text).digest().readUIntBE(0, 6);

const textOf = (content: Content, field: string): string => {
  const value = content[field];
  return value === undefined ? '' : typeof value === 'string' ? value : value.toSorted().join(';');
};

/** Whom a row is about: what its contract says; of a dataset about nobody, each record is a subject of its own. */
const subjectOf = ({ key, content }: Row, columns: SubjectColumns | undefined): string => {
  if (!columns) return key;
  const party = partyOf(content, columns);
  if (party.kind === 'organisation') return party.code ?? party.normalised;
  return [columns.code ?? '', columns.name].map((field) => textOf(content, field)).join('#');
};

export const startTally = (definition: Statistics, subject: SubjectColumns | undefined, { mostCells }: { mostCells: number }): Tally => {
  const cells = new Map<string, Counted>();
  const months = new Set(definition.months);
  let pairs = 0;
  return {
    definition,
    cells,
    add(row) {
      const of = definition.by.map((field) => {
        const text = textOf(row.content, field);
        return months.has(field) ? text.slice(0, 7) : text;
      });
      const place = JSON.stringify(of);
      const cell = cells.get(place) ?? {
        of,
        records: 0,
        subjects: new Map<number, number>(),
        distinct: definition.distinct === undefined ? undefined : new Set<number>(),
        sum: 0n,
      };
      cells.set(place, cell);
      const held = cell.subjects.size + (cell.distinct?.size ?? 0);
      // Amounts are whole numbers of 分.
      const amount = definition.sum === undefined ? '' : textOf(row.content, definition.sum);
      const value = /^-?\d{1,18}$/.test(amount) ? BigInt(amount) : 0n;
      const who = hashOf(subjectOf(row, subject));
      cell.records += 1;
      cell.subjects.set(who, (cell.subjects.get(who) ?? 0) + Number(value));
      const one = definition.distinct === undefined ? '' : textOf(row.content, definition.distinct);
      if (one !== '') cell.distinct?.add(hashOf(one));
      cell.sum += value;
      pairs += cell.subjects.size + (cell.distinct?.size ?? 0) - held;
      return cells.size > mostCells || pairs > mostCells * subjectsPerCell ? 'too-many' : 'added';
    },
  };
};

const sizeOf = ({ subjects, distinct }: Counted): number => Math.min(subjects.size, distinct?.size ?? Infinity);

const isDominated = ({ subjects }: Counted): boolean => {
  let [all, largest] = [0, 0];
  for (const share of subjects.values()) {
    all += Math.abs(share);
    largest = Math.max(largest, Math.abs(share));
  }
  return largest > all * mostOfSum;
};

/** Of which together so few subjects are the total of them may not be told either. */
const unionOf = (cells: readonly Counted[]): number => new Set(cells.flatMap(({ subjects }) => [...subjects.keys()])).size;

/** Keeps back more, the smallest first, until no line (cells that differ in one field alone) keeps back one cell only, or so few that their total would tell. */
const complete = (
  cells: readonly Counted[],
  hidden: Set<Counted>,
  dimensions: number,
  isSafe: (those: readonly Counted[]) => boolean,
): void => {
  const lines = Array.from({ length: dimensions }, (_, dimension) => [
    ...Map.groupBy(cells, ({ of }) => JSON.stringify(of.toSpliced(dimension, 1))).values(),
  ]).flat();
  for (let grown = true; grown;) {
    grown = false;
    for (const line of lines) {
      const [kept, open] = [line.filter((cell) => hidden.has(cell)), line.filter((cell) => !hidden.has(cell))];
      if (kept.length === 0 || open.length === 0 || isSafe(kept)) continue;
      hidden.add(open.reduce((smallest, cell) => (sizeOf(cell) < sizeOf(smallest) ? cell : smallest)));
      grown = true;
    }
  }
};

const inOrder = (one: Counted, other: Counted): number => {
  const at = one.of.findIndex((text, index) => text !== other.of[index]);
  return at < 0 ? 0 : (one.of[at] ?? '') < (other.of[at] ?? '') ? -1 : 1;
};

/** What may be said, in the order of the cells' values; `keptBack`: how many cells are not among them. Which they are is not said: that there is somebody would say too much. */
export const cellsOf = (
  { definition, cells: counted }: Pick<Tally, 'definition' | 'cells'>,
  { smallestCell }: { smallestCell: number },
): { cells: Cell[]; keptBack: number } => {
  const cells = [...counted.values()].sort(inOrder);
  const dimensions = definition.by.length;

  const hidden = new Set(cells.filter((cell) => sizeOf(cell) < smallestCell));
  complete(cells, hidden, dimensions, (those) => those.length > 1 && unionOf(those) >= smallestCell);

  const sumless = new Set(cells.filter((cell) => hidden.has(cell) || (definition.sum !== undefined && isDominated(cell))));
  complete(cells, sumless, dimensions, (those) => those.length > 1);

  return {
    cells: cells
      .filter((cell) => !hidden.has(cell))
      .map((cell) => ({
        of: cell.of,
        records: cell.records,
        ...(cell.distinct && { distinct: cell.distinct.size }),
        ...(definition.sum !== undefined && !sumless.has(cell) && { sum: cell.sum.toString() }),
      })),
    keptBack: hidden.size,
  };
};
