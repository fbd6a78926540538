import { csvLine } from '../../../../shared/text/csv-line.ts';
import type { Format } from './format.ts';

/** For people and their spreadsheets: UTF-8 with the mark by which these know it, the contract's Chinese titles, several values of a field joined by `；`. What a spreadsheet would run is guarded. */
export const csv: Format = {
  title: 'CSV',
  mediaType: 'text/csv; charset=utf-8',
  extension: 'csv',
  head: (columns) => `\uFEFF${csvLine(['水印', ...columns.map(({ title }) => title)])}`,
  row: (mark, values, columns) =>
    csvLine([
      mark,
      ...columns.map(({ name }) => {
        const value = values[name] ?? '';
        return typeof value === 'string' ? value : value.join('；');
      }),
    ]),
  tail: '',
};
