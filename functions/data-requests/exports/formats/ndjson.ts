import type { Format } from './format.ts';

/** For systems: one object a line, by the contract's column names. No column begins with an underscore. */
export const ndjson: Format = {
  title: 'NDJSON',
  mediaType: 'application/x-ndjson; charset=utf-8',
  extension: 'ndjson',
  head: () => '',
  row: (mark, values, columns) =>
    `${JSON.stringify(
      Object.fromEntries([
        ['_mark', mark],
        ...columns.flatMap(({ name }) => {
          const value = values[name];
          return value === undefined ? [] : [[name, value] as const];
        }),
      ]),
    )}\n`,
  tail: '',
};
