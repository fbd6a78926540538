import { exampleValue } from '../../../shared/example/example-values.ts';
import type { Given } from '../grants/gate.ts';
import type { Resource } from './resource.ts';

/** Made-up rows in the shape in which a query gives real ones: of nobody, the same at every call. Of statistics, made-up cells. */
export const sampleRows = ({ fields, statistics, kind }: Pick<Resource, 'fields' | 'statistics' | 'kind'>, rows: number): Given[] =>
  Array.from({ length: rows }, (_, at) => {
    const row = at + 1;
    const values = Object.fromEntries(
      fields.map((field) => {
        const value = exampleValue(field, row);
        return [field.name, statistics?.months.includes(field.name) && typeof value === 'string' ? value.slice(0, 7) : value];
      }),
    );
    const counted = {
      records: String(10 * row),
      ...(statistics?.distinct !== undefined && { distinct: String(6 * row) }),
      ...(statistics?.sum !== undefined && { sum: String(1_000_000 * row) }),
    };
    return { id: `sample-${String(row)}`, values: kind === 'statistics' ? { ...values, ...counted } : values };
  });
