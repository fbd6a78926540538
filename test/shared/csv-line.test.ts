import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellsOf } from '../../functions/ingestion/csv/cells-of.ts';
import { csvLine, unguarded } from '../../shared/text/csv-line.ts';

it.each([
  [['a', 'b'], 'a,b\r\n'],
  [['a,b', 'c"d', 'e\nf'], '"a,b","c""d","e\nf"\r\n'],
  [['=1+1', '+86', '-5', '@x', '\tx'], `'=1+1,'+86,'-5,'@x,'\tx\r\n`],
  [['＝1+1', '＋86', '－5', '＠x', '\nx'], `'＝1+1,'＋86,'－5,'＠x,"'\nx"\r\n`],
  [[' =1', '\u200b=1', '\ufeff\u3000+1', 'a=1'], `' =1,'\u200b=1,'\ufeff\u3000+1,a=1\r\n`],
  [[' a', ''], '" a",\r\n'],
])('%j is written %j', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});

it('no cell that is written can be run by a spreadsheet, and reading takes off exactly what was put on', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '\u200b', '\u3000', '"', "'", 'a', ' ', ','),
      }),
      (text) => {
        const [cell = ''] = cellsOf(csvLine([text]).slice(0, -2), ',', true);
        expect(cell).not.toMatch(/^([\t\r\n]|[\s\p{Cf}]*[=+\-@＝＋－＠])/u);
        expect(unguarded(cell)).toBe(unguarded(text));
      },
    ),
  );
});
