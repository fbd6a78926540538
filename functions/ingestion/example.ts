import { exampleCell } from '../../shared/example/example-values.ts';
import type { Contract } from './contract.ts';
import { csvLine } from '../../shared/text/csv-line.ts';

/** A few rows as they should be, in a CSV file that can be handed in. */
export const exampleOf = ({ columns }: Contract): string => {
  const rows = [1, 2, 3].map((row) => columns.map((column) => exampleCell(column, row)));
  return `\uFEFF${[columns.map(({ title }) => title), ...rows].map((cells) => csvLine(cells)).join('')}`;
};
