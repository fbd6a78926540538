import { ESCAPED, type RecordView } from './record-view.ts';
import { isSeparator } from './quick-look.ts';
import type { Value } from './standard-row.ts';

const COMMA = 0x2c;
const QUOTE = 0x22;
const unitsOf = (text: string): Uint16Array => Uint16Array.from(text.split(''), (unit) => unit.charCodeAt(0));

/**
 * Writes the canonical JSON of a row as UTF-16 units into memory that is used again for every row: what comes out is one flat text, where joining texts would leave
 * a tree of slices that holds on to the whole chunk.
 */
export const contentWriter = (names: readonly string[]) => {
  const labels = names.map((name) => unitsOf(`,${JSON.stringify(name)}:`));
  let units = new Uint16Array(8192);
  let bytes = Buffer.from(units.buffer);
  let length = 0;

  const need = (more: number): void => {
    if (length + more <= units.length) return;
    const larger = new Uint16Array(2 * (length + more));
    larger.set(units.subarray(0, length));
    units = larger;
    bytes = Buffer.from(units.buffer);
  };
  const text = (written: string): void => {
    need(written.length);
    for (let at = 0; at < written.length; at += 1) units[length + at] = written.charCodeAt(at);
    length += written.length;
  };
  const quoted = (from: Uint16Array, start: number, end: number): void => {
    need(end - start + 3);
    let to = length;
    units[to] = QUOTE;
    to += 1;
    for (let at = start; at < end; at += 1, to += 1) units[to] = from[at] ?? 0;
    units[to] = QUOTE;
    length = to + 1;
  };
  const bare = (unit: number): void => {
    need(1);
    units[length] = unit;
    length += 1;
  };

  return {
    get length(): number {
      return length;
    },
    begin(): void {
      length = 0;
    },
    name(index: number): void {
      const label = labels[index] ?? unitsOf('');
      need(label.length);
      for (let at = 0; at < label.length; at += 1) units[length + at] = label[at] ?? 0;
      length += label.length;
    },
    value: (value: Value): void => text(JSON.stringify(value)),
    /** A cell whose value is what stands there. */
    cell(view: RecordView, place: number): void {
      if (((view.traits[place] ?? 0) & ESCAPED) === 0) quoted(view.units, view.starts[place] ?? 0, view.ends[place] ?? 0);
      else text(JSON.stringify(view.cell(place)));
    },
    /** The same of a list. */
    list(view: RecordView, place: number): void {
      const isEscaped = ((view.traits[place] ?? 0) & ESCAPED) !== 0;
      const end = view.ends[place] ?? 0;
      const begun = length;
      for (let at = view.starts[place] ?? 0; at < end; at += 1) {
        const from = at;
        while (at < end && !isSeparator(view.units[at] ?? 0)) at += 1;
        if (at === from) continue;
        bare(length === begun ? 0x5b : COMMA);
        if (isEscaped) text(JSON.stringify(view.text.slice(from, at)));
        else quoted(view.units, from, at);
      }
      bare(0x5d);
    },
    /** Everything that was written, as an object. */
    object(): string {
      if (length === 0) return '{}';
      bare(0x7d);
      length -= 1;
      units[0] = 0x7b;
      const written = bytes.toString('utf16le', 0, 2 * length + 2);
      units[0] = COMMA;
      return written;
    },
  };
};
