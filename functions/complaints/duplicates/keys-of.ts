import { createHash } from 'node:crypto';
import { standardiseAddress } from '../../../shared/address/standardise-address.ts';
import { usccFault } from '../../../shared/identifiers/uscc.ts';
import { normaliseName } from '../../../shared/party/normalise-name.ts';
import type { Content } from '../complaint.ts';

/** Cases that share one are compared. A case has each kind at most once. */
export interface Key {
  kind: string;
  value: string;
}

/** Whom it is about, as far as it can be compared. */
export const objectOf = ({ respondent }: Content): { code?: string; name?: string } => {
  const code = respondent?.code?.replace(/[\s-]/g, '').toUpperCase();
  const name = normaliseName(respondent?.name ?? '');
  return { ...(code !== undefined && usccFault(code) === undefined && { code }), ...(name !== '' && { name }) };
};

/**
 * Road and number, because people add building, shop and landmark or leave them out, and district and town as well; 28-1号 is at 28号, and so is 28号门口. Where there is no road with a
 * number, what stands behind the town; of a notation that is not ours (the bench’s), the whole.
 */
export const placeOf = ({ address, respondent }: Content): string | undefined => {
  const raw = address ?? respondent?.address;
  if (raw === undefined) return undefined;
  const { road, number = '', building, rest = '' } = standardiseAddress(raw);
  const house = /^\D?(\d+)/.exec(number) ?? /^(\d{1,5})(?:[-之]\d{1,5})?号/.exec(rest);
  const place = normaliseName(road !== undefined && house ? `${road}${house[1] ?? ''}号` : [road, number, rest, building].join(''));
  return place === '' ? undefined : place;
};

/** Farther apart two places are two, in metres. */
export const reach = 150;
const metresPerDegree = 111_320;
const cellHeight = (2 * reach) / metresPerDegree;
/** Degrees of longitude shrink towards the pole; as wide as needed where China ends in the north, so that one width serves all. */
const cellWidth = cellHeight / Math.cos((54 * Math.PI) / 180);

/**
 * Four grids, shifted by half a cell each way: of two points within reach, no border of one grid and one of its shifted twin can both lie between them, so they share a cell in one of the
 * four. So the keys that are stored are those that are looked for, and no neighbour need be asked.
 */
const cellsOf = ({ longitude, latitude }: Content): Key[] => {
  if (longitude === undefined || latitude === undefined) return [];
  return [0, 1, 2, 3].map((grid) => ({
    kind: `cell-${grid + 1}`,
    value: `${Math.floor(longitude / cellWidth + (grid % 2) / 2)}:${Math.floor(latitude / cellHeight + Math.floor(grid / 2) / 2)}`,
  }));
};

/** The kind of a person's key follows from its value: somebody has several, and their order differs from case to case. */
const personKind = (hash: string): string => `person-${hash.slice(0, 8)}`;

/** A key of the index has an end; two of which this is the same are the same. */
const short = (value: string): string => (value.length <= 200 ? value : createHash('sha256').update(value).digest('hex'));

/** By what a case is found, and by what those like it are. */
export const keysOf = (content: Content, personKeys: readonly string[]): Key[] => {
  const { code, name } = objectOf(content);
  const place = placeOf(content);
  return [
    ...(code === undefined ? [] : [{ kind: 'code', value: short(code) }]),
    ...(name === undefined ? [] : [{ kind: 'name', value: short(name) }]),
    ...(place === undefined ? [] : [{ kind: 'place', value: short(place) }]),
    ...cellsOf(content),
    ...[...new Set(personKeys)].map((hash) => ({ kind: personKind(hash), value: hash })),
  ];
};
