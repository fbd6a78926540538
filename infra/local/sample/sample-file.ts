import { type Dirt } from './dirt.ts';
import { drawFor } from './draw.ts';
import type { Truth } from './truth.ts';
import { bytesOf, linesOf, type Writing, type Written } from './write-rows.ts';

export type Dataset = 'market-entities' | 'officers' | 'check-actions' | 'penalties' | 'enforcements' | 'other-actions';

export interface SampleFile {
  name: string;
  dataset: Dataset;
  /** Whose file it is. */
  departmentId: string;
  /** Files of a wave are handed in when those of the waves before are done: what they refer to is there then. */
  wave: 1 | 2 | 3 | 4;
  writing: Writing;
  truth: Truth;
  /** The text, line by line, header first; made on the way, so a million rows need no memory. Of a workbook: its sheet as CSV. */
  lines: () => Generator<string>;
  /** As it is handed in. */
  bytes: () => Generator<Buffer>;
}

/** What a file is made of. */
export interface Making<Row> {
  name: string;
  dataset: Dataset;
  departmentId: string;
  wave: SampleFile['wave'];
  seed: number;
  stream: number;
  rows: number;
  rowAt: (index: number, party?: Dirt<Row>['party']) => Row;
  kinds: readonly Dirt<Row>[];
  dirt: number;
  /** Rows before this one stay clean, because others refer to them. */
  cleanUpTo?: number;
  columns: Readonly<Record<keyof Row & string, string>>;
  writing: Writing;
}

/** The kinds of dirt that a file of this kind can have. */
export const withKinds = <Row>(writing: Writing, kinds: readonly Dirt<Row>[]): { writing: Writing; kinds: Dirt<Row>[] } => ({
  writing,
  kinds: kinds.filter(({ only }) => only === undefined || only.includes(writing.format)),
});

/** `truth`: where rows of earlier files matter; else it follows from the dirt. */
export const sampleFile = <Row extends Record<string, string>>(making: Making<Row>, truth?: Truth): SampleFile => {
  const { name, dataset, departmentId, wave, rows, kinds, dirt, writing } = making;
  const header = headerOf(making);
  return {
    name,
    dataset,
    departmentId,
    wave,
    writing,
    truth: truth ?? truthOf(rows, kinds, dirt, writing.extra?.title),
    lines: () => linesOf(writing, header, written(making)),
    bytes: () => bytesOf(writing, name.replace(/\..*/, ''), header, written(making)),
  };
};

const headerOf = <Row>({ columns, writing }: Making<Row>): string[] => [
  ...Object.entries<string>(columns).map(([column, title]) => (writing.titled ? title : column)),
  ...(writing.extra ? [writing.extra.title] : []),
];

const truthOf = <Row>(rows: number, kinds: readonly Dirt<Row>[], each: number, extra: string | undefined): Truth => {
  const findings: Record<string, number> = {};
  const count = (finding: string | undefined): void => {
    if (finding !== undefined && each > 0) findings[finding] = (findings[finding] ?? 0) + each;
  };
  let [read, fresh, refused, superseded, refusedAgain] = [rows, rows, 0, 0, 0];
  for (const { leads, does } of kinds) {
    if (does === 'repeat') read += each;
    else if (leads.to === 'refused') fresh -= each;
    if (leads.to === 'refused') {
      refused += each;
      count(`${leads.code} error`);
      count(leads.also);
    } else if (leads.to === 'superseded') {
      superseded += each;
      if (leads.again === 'refused') refusedAgain += each;
    } else count(leads.warning && `${leads.warning} warning`);
  }
  return {
    read,
    accepted: { new: fresh, changed: 0 },
    unchanged: 0,
    superseded,
    refused,
    findings,
    unknownColumns: extra === undefined ? [] : [extra],
    refusedAgain,
  };
};

/** Which row gets which dirt: as many buckets as there is dirt, one row of each, the kinds shuffled over them. */
export const planOf = <Row>({ seed, stream, rows, kinds, dirt, cleanUpTo = 0 }: Making<Row>): Map<number, Dirt<Row>> => {
  const all = kinds.flatMap((kind) => Array.from({ length: dirt }, () => kind));
  const draw = drawFor(seed, stream, 0);
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = draw.below(last + 1);
    const [one, two] = [all[last], all[other]];
    if (one && two) [all[last], all[other]] = [two, one];
  }
  const place = (at: number): number => cleanUpTo + Math.floor((at * (rows - cleanUpTo)) / all.length);
  return new Map(all.map((kind, at) => [place(at) + draw.below(place(at + 1) - place(at)), kind]));
};

/** The second row of a key comes up to so many rows later: in a large file into another chunk. */
const furthest = 5000;

function* written<Row extends Record<string, string>>(making: Making<Row>): Generator<Written> {
  const { seed, stream, rows, rowAt, columns, writing } = making;
  const plan = planOf(making);
  const header = headerOf(making);
  const names = Object.keys(columns);
  const cellsOf = (row: Row): string[] => [...names.map((column) => row[column] ?? ''), ...(writing.extra ? [writing.extra.value] : [])];

  let waiting: { due: number; cells: string[] }[] = [];
  for (let index = 0; index < rows; index += 1) {
    const dirt = plan.get(index);
    const row = rowAt(index, dirt?.party);
    if (dirt) {
      const draw = drawFor(seed, stream, index + 1);
      if (dirt.does === 'spoil') yield { cells: cellsOf(dirt.spoil(row, draw)) };
      else if (dirt.does === 'tear') yield* dirt.tear(cellsOf(row), header);
      else {
        yield { cells: cellsOf(row) };
        waiting.push({ due: index + 1 + draw.below(furthest), cells: cellsOf(dirt.again(row, draw)) });
      }
    } else yield { cells: cellsOf(row) };
    if (waiting.some(({ due }) => due <= index)) {
      for (const { due, cells } of waiting) if (due <= index) yield { cells };
      waiting = waiting.filter(({ due }) => due > index);
    }
  }
  for (const { cells } of waiting) yield { cells };
}
