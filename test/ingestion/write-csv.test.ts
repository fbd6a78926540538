import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellsOf } from '../../functions/ingestion/csv/cells-of.ts';
import { csvLine, unguarded } from '../../functions/ingestion/csv/write-csv.ts';

it.each([
  [['a', 'b'], 'a,b\r\n'],
  [['a,b', 'c"d', 'e\nf'], '"a,b","c""d","e\nf"\r\n'],
  [['=1+1', '+86', '-5', '@x', '\tx'], `'=1+1,'+86,'-5,'@x,'\tx\r\n`],
  [[' a', ''], '" a",\r\n'],
])('%j is written %j', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});

it('no cell that is written can be run by a spreadsheet, and reading takes off exactly what was put on', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', "'", 'a', ' ', ',') }), (text) => {
      const [cell = ''] = cellsOf(csvLine([text]).slice(0, -2), ',', true);
      expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      expect(unguarded(cell)).toBe(unguarded(text));
    }),
  );
});
