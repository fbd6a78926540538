/**
 * One record, ended by CRLF (RFC 4180). A cell that a spreadsheet would run as a formula gets a leading apostrophe; `unguarded` takes it off again,
 * so that a file of ours can be repaired and handed in.
 */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/**
 * A sign that begins a formula (spreadsheets take the full-width ones for the same), also behind blanks and marks that nobody sees, which some of them pass over; and a
 * tab or a line end before anything.
 */
const formula = /^(?:[\t\r\n]|[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠])/u;

const csvCell = (text: string): string => {
  const guarded = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
};

export const unguarded = (cell: string): string => (cell.charCodeAt(0) === 0x27 && formula.test(cell.slice(1)) ? cell.slice(1) : cell);
