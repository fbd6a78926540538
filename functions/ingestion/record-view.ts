/*
 * What a UTF-16 unit may mean for whoever reads a cell, as bits; the traits of a cell are those of its units together. A cell without a certain trait needs no
 * second look: `standardise.ts` says which trait spoils what.
 */
/** Ends a cell or opens a quote; of a cell: its text is not the units between its ends. */
export const STRUCTURE = 1;
/** Not what codes are written in: visible ASCII and common Han. */
export const ODD = 2;
/** Text with it has to be cleaned or can't be read. */
export const SUSPICIOUS = 4;
export const SPACE = 8;
/** JSON may write it otherwise. */
export const ESCAPED = 16;
export const LOWER = 32;
/** Parts the items of a list. */
export const SEPARATOR = 64;
export const HYPHEN = 128;

const traitsOfUnits = new Uint8Array(0x10000);
const mark = (from: number, to: number, trait: number): void => {
  for (let unit = from; unit <= to; unit += 1) traitsOfUnits[unit] = (traitsOfUnits[unit] ?? 0) | trait;
};
mark(0, 0xffff, ODD);
for (const [from, to] of [
  [0x21, 0x7e],
  [0x4e00, 0x9fff],
] as const)
  for (let unit = from; unit <= to; unit += 1) traitsOfUnits[unit] = 0;
for (const [from, to = from] of [
  [0, 0x1f],
  [0x7f, 0xa0],
  [0xad],
  [0x1680],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x2064],
  [0x3000],
  [0xfeff],
  [0xfffd],
] as const)
  mark(from, to, SUSPICIOUS);
mark(0x20, 0x20, SPACE);
for (const [from, to = from] of [[0, 0x1f], [0x7f, 0x9f], [0x22], [0x5c], [0xd800, 0xdfff]] as const) mark(from, to, ESCAPED);
mark(0x61, 0x7a, LOWER);
for (const separator of ';；、,，|\n') mark(separator.charCodeAt(0), separator.charCodeAt(0), SEPARATOR);
mark(0x2d, 0x2d, HYPHEN);
// The guard before a formula, which is taken off again.
mark(0x27, 0x27, ODD | SUSPICIOUS);

/** The traits of every unit where these units end a cell or open a quote. */
export const traitsWhere = (structure: string): Uint8Array => {
  const traits = traitsOfUnits.slice();
  for (const one of structure) traits[one.charCodeAt(0)] = (traits[one.charCodeAt(0)] ?? 0) | STRUCTURE;
  return traits;
};

const noUnits = new Uint16Array(1);

/** A row of a chunk as it was handed in: cells as places in the chunk's text. One view serves all rows, one after the other, so nobody may keep it. */
export class RecordView {
  count = 0;
  text = '';
  /** Of the text, and one more. */
  units: Uint16Array = noUnits;
  starts = new Uint32Array(256);
  ends = new Uint32Array(256);
  traits = new Uint8Array(256);
  /** The traits of all cells. */
  all = 0;
  /** What is wrong with the row as a whole, or with a cell's form; only JSON lines can have such a fault. */
  faults: readonly RecordFault[] = [];
  private readonly own = new Map<number, string>();

  begin(): void {
    this.count = 0;
    this.all = 0;
    if (this.own.size > 0) this.own.clear();
  }

  add(start: number, end: number, traits: number): void {
    const at = this.count;
    if (at === this.starts.length) this.grown();
    this.starts[at] = start;
    this.ends[at] = end;
    this.traits[at] = traits;
    this.all |= traits;
    this.count = at + 1;
  }

  /** A cell whose text stands nowhere in the chunk as it is. */
  addOwn(cell: string, traits: number): void {
    this.own.set(this.count, cell);
    this.add(0, cell.length, traits | STRUCTURE);
  }

  cell(at: number): string {
    if (at < 0 || at >= this.count) return '';
    return ((this.traits[at] ?? 0) & STRUCTURE) === 0 ? this.text.slice(this.starts[at], this.ends[at]) : (this.own.get(at) ?? '');
  }

  cells(): string[] {
    return Array.from({ length: this.count }, (_, at) => this.cell(at));
  }

  /** Makes room for as many cells again. */
  grown(): this {
    const { starts, ends, traits } = this;
    const length = starts.length * 2;
    this.starts = new Uint32Array(length);
    this.ends = new Uint32Array(length);
    this.traits = new Uint8Array(length);
    this.starts.set(starts);
    this.ends.set(ends);
    this.traits.set(traits);
    return this;
  }
}

export type RecordFault = { kind: 'no-object' } | { kind: 'nested'; place: number } | { kind: 'twice'; place: number };
