import { openTable } from '../../shared/runtime/table.store.ts';
import { Destination } from './destination.ts';

/** `destination#<id> / destination` */
const keyOf = (destination: string) => ({ pk: `destination#${destination}`, sk: 'destination' });

export interface Destinations {
  find(destination: string): Promise<Destination | undefined>;
}

export const destinationsTable = (tableName: string): Destinations => {
  const table = openTable(tableName);
  return { find: (destination) => table.get(keyOf(destination), Destination) };
};
