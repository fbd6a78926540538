import type { Asking } from '../grants/gate.ts';
import type { Export } from './export.ts';

/** An export asks the gate as whoever ordered it, from where they did. */
export const askingOf = ({ orderedBy, orderedFrom, columns, statistics, filters }: Export, now: Date): Asking => ({
  ...{ principal: orderedBy, address: orderedFrom, channel: 'file', filters, now },
  fields: statistics?.by ?? columns.map(({ name }) => name),
});
