export const delimiters = [',', '\t', ';', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** The cells of one record. Text behind a closing quote is kept (`"a"b` is ab): nothing that somebody wrote is dropped. */
export const cellsOf = (record: string, delimiter: Delimiter, quotes: boolean): string[] => {
  if (!quotes) return record.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = '';
    if (record.charCodeAt(at) === 0x22) {
      at += 1;
      for (;;) {
        const close = record.indexOf('"', at);
        if (close === -1) return [...cells, cell + record.slice(at)];
        cell += record.slice(at, close);
        at = close + 1;
        if (record.charCodeAt(at) !== 0x22) break;
        cell += '"';
        at += 1;
      }
    }
    const end = record.indexOf(delimiter, at);
    if (end === -1) {
      cells.push(cell + record.slice(at));
      return cells;
    }
    cells.push(cell + record.slice(at, end));
    at = end + 1;
  }
};
