const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** For the stretches of docs/ that are made from what the code says. */
export const markdownTable = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');

export const markdownCode = (text: string): string => `\`${text}\``;
