import { divisionOf, fullDivisionName } from '../codes/divisions.ts';
import { cleanText } from '../text/clean-text.ts';
import { findDivision, findDivisionWithin, type FoundDivision, levelsOf } from './find-division.ts';
import { type Door, readDoor } from './read-door.ts';

interface Named {
  code: string;
  name: string;
}

/**
 * An address as it can be compared. `certain`: the divisions are named in full, or follow from a name that only one place bears. `likely`: a short name, a zone, or a name that
 * does not begin the text was read. `ambiguous`: it may mean several places, and only what they share is filled in. `unknown`: it names no place.
 */
export interface StandardAddress extends Door {
  sure: 'certain' | 'likely' | 'ambiguous' | 'unknown';
  /** For people: what was concluded from what. */
  because: readonly string[];
  province?: Named;
  /** A municipality (北京市) is its own city; what a province governs directly (仙桃市) has none. */
  city?: Named;
  district?: Named;
  /** A development zone, which is no division. */
  zone?: string;
  /** In one notation: divisions by their full names, then the rest as it stood. */
  normalised: string;
}

const longest = 400;

/** Half-width digits, letters and brackets; no spaces between; no country in front. */
const cleaned = (raw: string): string =>
  cleanText(raw.slice(0, longest))
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\s+/g, '')
    .replace(/^(?:(?:注册|经营|办公|公司)?地址|住所)[:：]/, '')
    .replace(/^(?:中国|中华人民共和国)(?=.{2,}[省市区])/, '');

const named = (code: string | undefined): Named | undefined =>
  code === undefined ? undefined : { code, name: divisionOf(code)?.name ?? '' };

const verdict = (found: FoundDivision, inside: boolean): Pick<StandardAddress, 'sure' | 'because'> => {
  const because: string[] = [];
  const { code, candidates, contradiction, names } = found;
  if (candidates.length > 0)
    because.push(`“${names.at(-1)?.name ?? ''}”可能是：${candidates.map((each) => fullDivisionName(each)).join('、')}`);
  if (contradiction !== undefined) because.push(`“${contradiction}”不属于“${names.at(-1)?.name ?? ''}”`);
  if (code === undefined && candidates.length === 0) because.push('没有行政区划名称');
  for (const { kind, name, codes } of names) {
    if (kind === 'former' && codes.length === 1) because.push(`“${name}”已撤销，现属${fullDivisionName(codes[0])}`);
    if (kind === 'zone') because.push(`“${name}”是功能区，位于${fullDivisionName(codes[0])}`);
    if (kind === 'short') because.push(`“${name}”是简称`);
    if (kind === 'town') because.push(`“${name}”属于${fullDivisionName(codes[0])}`);
  }
  if (inside) because.push('行政区划名称不在开头');
  const sure =
    candidates.length > 0 || contradiction !== undefined
      ? 'ambiguous'
      : code === undefined
        ? 'unknown'
        : inside || names.some(({ kind }) => kind === 'short' || kind === 'zone')
          ? 'likely'
          : 'certain';
  return { sure, because };
};

export const standardiseAddress = (raw: string): StandardAddress => {
  const text = cleaned(raw);
  const front = findDivision(text);
  const within = front.code === undefined && front.candidates.length === 0 ? findDivisionWithin(text) : undefined;
  const found = within ?? front;
  const { province, city, district } = levelsOf(found.code ?? '');
  const zone = found.names.find(({ kind }) => kind === 'zone')?.name;
  const town = found.names.find(({ kind }) => kind === 'town')?.name;
  const behind = text.slice(found.end);
  const door = readDoor(behind);
  const { sure, because } = verdict(found, within !== undefined);
  // What was not understood is left as it stood, and so is what stands in front of the divisions.
  const settled = found.code !== undefined && sure !== 'ambiguous' && within === undefined;
  return {
    sure,
    because,
    ...optional('province', named(province)),
    ...optional('city', named(city)),
    ...optional('district', named(district)),
    ...optional('zone', zone),
    ...door,
    ...optional('town', town ?? door.town),
    normalised: settled ? `${fullDivisionName(found.code ?? '')}${district === undefined ? (zone ?? '') : ''}${town ?? ''}${behind}` : text,
  };
};

const optional = <Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
