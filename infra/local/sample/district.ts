import { type CheckRow, checkColumns, entityColumns, type EntityRow } from './columns.ts';
import { checkAt } from './checks.ts';
import { checkDirt, type Dirt, entityDirt } from './dirt.ts';
import { drawFor } from './draw.ts';
import { entityAt } from './entities.ts';
import { inspectorates } from './inspectorates.ts';
import type { Truth } from './truth.ts';

interface District {
  seed: number;
  entities: number;
  /** Shared out among the inspectorates. */
  checks: number;
  /** How many rows of every kind of dirt each file gets; 0 makes clean files. */
  dirt: number;
  /** `yyyy-MM-dd`: nothing in the district is later than this day, except what is meant to be wrong. */
  asOf?: string;
}

export interface SampleFile {
  name: string;
  dataset: 'market-entities' | 'check-actions';
  /** Whose file it is. */
  departmentId: string;
  truth: Truth;
  /** The records, header first, each with its line end; made on the way, so a million of them need no memory. */
  lines: () => Generator<string>;
}

/** A district that is not there: businesses and the checks of them, as the departments would export them, with known dirt. The same arguments, the same bytes. */
export const generateDistrict = ({ seed, entities, checks, dirt, asOf = '2026-10-31' }: District): SampleFile[] => {
  const market = inspectorates[0].department.departmentId;
  const shares = inspectorates.map(({ share }) => Math.floor(checks * share));
  // What rounding left over is the first one's.
  shares[0] = checks - shares.slice(1).reduce((sum, share) => sum + share, 0);
  return [
    sampleFile<EntityRow>({
      name: '市场主体.csv',
      dataset: 'market-entities',
      departmentId: market,
      seed,
      stream: 10,
      rows: entities,
      rowAt: (index) => entityAt(seed, index, asOf),
      kinds: entityDirt,
      dirt,
      layout: { columns: Object.keys(entityColumns) as (keyof EntityRow)[], delimiter: ',', lineEnd: '\r\n', mark: '\uFEFF' },
    }),
    ...inspectorates.map((inspectorate, at) => {
      const { department, number, layout } = inspectorate;
      const columns = Object.keys(checkColumns) as (keyof CheckRow)[];
      return sampleFile<CheckRow>({
        name: `${department.name.slice(1)}行政检查.csv`,
        dataset: 'check-actions',
        departmentId: department.departmentId,
        seed,
        stream: 10 + Number(number),
        rows: shares[at] ?? 0,
        rowAt: (index, party) => checkAt(seed, index, asOf, entities, inspectorate, party),
        kinds: checkDirt,
        dirt,
        layout: { ...layout, columns, ...(layout.titled && { titles: checkColumns }) },
      });
    }),
  ];
};

interface Layout<Row> {
  columns: readonly (keyof Row & string)[];
  /** Absent: the columns' names stand in the header. */
  titles?: Record<keyof Row, string>;
  delimiter: string;
  lineEnd: string;
  /** UTF-8's byte order mark, or nothing. */
  mark: string;
  /** A column that no contract knows, and what stands in it. */
  extra?: { title: string; value: string };
}

interface Making<Row> {
  name: string;
  dataset: SampleFile['dataset'];
  departmentId: string;
  seed: number;
  stream: number;
  rows: number;
  rowAt: (index: number, party: Dirt<Row>['party']) => Row;
  kinds: readonly Dirt<Row>[];
  dirt: number;
  layout: Layout<Row>;
}

const sampleFile = <Row extends Record<string, string>>(making: Making<Row>): SampleFile => {
  const { name, dataset, departmentId, rows, kinds, dirt, layout } = making;
  if (kinds.length * dirt > rows)
    throw new Error(`${name}: ${String(rows)} rows do not hold ${String(dirt)} of each of ${String(kinds.length)} kinds of dirt`);
  return { name, dataset, departmentId, truth: truthOf(rows, kinds, dirt, layout.extra?.title), lines: () => linesOf(making) };
};

const truthOf = <Row>(rows: number, kinds: readonly Dirt<Row>[], each: number, extra: string | undefined): Truth => {
  const findings: Record<string, number> = {};
  let refused = 0;
  let superseded = 0;
  for (const { leads } of kinds) {
    if (leads.to === 'superseded') superseded += each;
    if (leads.to === 'refused') refused += each;
    const finding =
      leads.to === 'refused'
        ? `${leads.code} error`
        : leads.to === 'accepted' && leads.warning !== undefined
          ? `${leads.warning} warning`
          : undefined;
    if (finding !== undefined && each > 0) findings[finding] = (findings[finding] ?? 0) + each;
  }
  return {
    read: rows + superseded,
    accepted: { new: rows - refused, changed: 0 },
    unchanged: 0,
    superseded,
    refused,
    findings,
    unknownColumns: extra === undefined ? [] : [extra],
  };
};

/** Which row gets which dirt: as many buckets as there is dirt, one row of each, the kinds shuffled over them. */
const planOf = <Row>({ seed, stream, rows, kinds, dirt }: Making<Row>): Map<number, Dirt<Row>> => {
  const all = kinds.flatMap((kind) => Array.from({ length: dirt }, () => kind));
  const draw = drawFor(seed, stream, 0);
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = draw.below(last + 1);
    const [one, two] = [all[last], all[other]];
    if (one && two) [all[last], all[other]] = [two, one];
  }
  return new Map(
    all.map((kind, at) => {
      const from = Math.floor((at * rows) / all.length);
      const to = Math.floor(((at + 1) * rows) / all.length);
      return [from + draw.below(to - from), kind];
    }),
  );
};

/** The second row of a key comes up to so many rows later: in a large file into another chunk. */
const furthest = 5000;

function* linesOf<Row extends Record<string, string>>(making: Making<Row>): Generator<string> {
  const { seed, stream, rows, rowAt, layout } = making;
  const { columns, titles, delimiter, lineEnd, mark, extra } = layout;
  const plan = planOf(making);
  const special = new RegExp(`["\\r\\n${delimiter}]|^\\s|\\s$`);
  const quoted = (cell: string): string => (special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const line = (cells: readonly string[]): string => cells.map(quoted).join(delimiter) + lineEnd;
  const cellsOf = (row: Row): string[] => [...columns.map((column) => row[column] ?? ''), ...(extra ? [extra.value] : [])];

  yield mark + line([...columns.map((column) => titles?.[column] ?? column), ...(extra ? [extra.title] : [])]);
  let waiting: { due: number; line: string }[] = [];
  for (let index = 0; index < rows; index += 1) {
    const dirt = plan.get(index);
    const row = rowAt(index, dirt?.party);
    if (dirt) {
      const draw = drawFor(seed, stream, index + 1);
      if (dirt.does === 'spoil') yield line(cellsOf(dirt.spoil(row, draw)));
      else if (dirt.does === 'tear') yield line(dirt.tear(cellsOf(row)));
      else {
        yield line(cellsOf(row));
        if (dirt.does === 'pad') for (const text of dirt.lines) yield text + lineEnd;
        else waiting.push({ due: index + 1 + draw.below(furthest), line: line(cellsOf(dirt.again(row, draw))) });
      }
    } else yield line(cellsOf(row));
    if (waiting.some(({ due }) => due <= index)) {
      for (const { due, line: again } of waiting) if (due <= index) yield again;
      waiting = waiting.filter(({ due }) => due > index);
    }
  }
  for (const { line: again } of waiting) yield again;
}
