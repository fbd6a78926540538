/** Chinese characters and full-width signs take two places on a terminal. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

export const widthOf = (text: string): number => [...text].reduce((width, letter) => width + (wide.test(letter) ? 2 : 1), 0);

export interface Heading {
  title: string;
  /** Numbers stand at the right. */
  right?: boolean;
}

/** Columns under their headings, as wide as their widest cell; no frames, so that it can be copied. */
export const table = (headings: readonly (string | Heading)[], rows: readonly (readonly (string | number)[])[]): string => {
  const heads = headings.map((heading) => (typeof heading === 'string' ? { title: heading } : heading));
  const lines = [heads.map(({ title }) => title), ...rows.map((row) => heads.map((_, at) => String(row[at] ?? '')))];
  const widths = heads.map((_, at) => Math.max(...lines.map((line) => widthOf(line[at] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((cell, at) => {
          const gap = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
          return heads[at]?.right === true ? gap + cell : cell + gap;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** 1234567.5 → 1,234,567.5 */
export const grouped = (number: number | string): string => String(number).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
