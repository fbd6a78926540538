/**
 * One record, ended by CRLF (RFC 4180). A cell that a spreadsheet would run as a formula gets a leading apostrophe; `unguarded` takes it off again,
 * so that a file of ours can be repaired and handed in.
 */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

const formula = /^[=+\-@\t\r]/;

const csvCell = (text: string): string => {
  const guarded = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
};

export const unguarded = (cell: string): string => (cell.charCodeAt(0) === 0x27 && formula.test(cell.slice(1)) ? cell.slice(1) : cell);
