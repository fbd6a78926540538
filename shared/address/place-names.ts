import { type Division, divisionOf, fullDivisionName, namedDivisions, statisticalZones } from '../codes/divisions.ts';
import { formerDivisionsElsewhere, formerDivisionsOfSuzhou } from '../codes/former-divisions.ts';
import { townsOfSuzhou } from './towns-of-suzhou.ts';
import { zones } from './zones.ts';

/** One way in which an address can name a place. */
export interface PlaceName {
  name: string;
  kind: 'full' | 'short' | 'former' | 'zone' | 'town';
  level: Division['level'];
  /** Where it is: of a zone or a town what it lies in. More than one only of a former division that was divided. */
  codes: readonly [string, ...string[]];
  /** Says nothing unless the address has named what it lies in: 城区, 南山 (short for 南山区), 高新区. */
  within: boolean;
}

interface Node {
  next: Map<number, Node>;
  places?: PlaceName[];
}

const peoples =
  /(?:蒙古族?|回族?|藏族?|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族?|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|普米族|塔吉克族?|怒族|鄂温克族|裕固族|保安族|独龙族|鄂伦春族?|各族)+$/;

/** 江苏, 恩施, 虎丘, 浦东; as long as the full name where nothing may go. */
const shortNameOf = (name: string): string => {
  const stem = name.replace(/(?:特别行政区|自治[区州县旗]|新区|地区|[省市区县盟旗])$/, '');
  const short = /自治[区州县旗]$/.test(name) ? stem.replace(peoples, '') : stem;
  return short.length < 2 ? name : short;
};

const levelOf = (code: string): Division['level'] => divisionOf(code)?.level ?? (code.endsWith('00') ? 'city' : 'district');

const divisionNames = ({ code, name, level }: Division): PlaceName[] => {
  const short = shortNameOf(name);
  const place = (each: string, kind: 'full' | 'short', within: boolean): PlaceName => ({ name: each, kind, level, codes: [code], within });
  return [
    place(name, 'full', name.length < 3),
    ...(short === name ? [] : [place(short, 'short', level === 'district')]),
    // 大理州, which is not 大理市.
    ...(name.endsWith('自治州') ? [place(`${short}州`, 'short', false)] : []),
  ];
};

/** What stands behind the city in the zone's name, and what it is commonly called then. */
const tailsOf = (name: string, city: string): string[] => {
  const tail = [city, shortNameOf(city)].reduce((rest, front) => (rest.startsWith(front) ? rest.slice(front.length) : rest), name);
  if (tail === name) return [];
  const common =
    tail === '高新技术产业开发区' ? ['高新区', '高新技术开发区'] : tail === '经济技术开发区' ? ['经开区', '开发区', '经济开发区'] : [];
  return [tail, ...common];
};

const zoneNames = (names: readonly string[], code: string): PlaceName[] => {
  const level = levelOf(code);
  const city = divisionOf(`${code.slice(0, 4)}00`)?.name ?? '';
  const place = (name: string, within: boolean): PlaceName => ({ name, kind: 'zone', level, codes: [code], within });
  return names.flatMap((name) => [place(name, false), ...(city === '' ? [] : tailsOf(name, city).map((tail) => place(tail, true)))]);
};

const byCode = (one: Division, other: Division): number => Number(one.code) - Number(other.code);

const allNames = (): PlaceName[] => [
  // Where a division was formed anew under its old name (三明市三元区) the newer code, which is the greater one, is meant.
  ...[...new Map(namedDivisions.toSorted(byCode).map((division) => [fullDivisionName(division.code), division])).values()].flatMap(
    divisionNames,
  ),
  ...[...formerDivisionsOfSuzhou, ...formerDivisionsElsewhere].map(({ name, now }): PlaceName => ({
    name,
    kind: 'former',
    level: 'district',
    codes: now,
    within: name.length < 3,
  })),
  // The municipalities have no city of their own.
  ...zones.flatMap((zone) => zoneNames(zone.names, /^(11|12|31|50)01/.test(zone.in) ? `${zone.in.slice(0, 2)}0000` : zone.in)),
  ...statisticalZones.flatMap(({ code, name }) => zoneNames([name], `${code.slice(0, 4)}00`)),
  ...Object.entries(townsOfSuzhou).flatMap(([code, towns]) =>
    towns.map((name): PlaceName => ({ name, kind: 'town', level: 'district', codes: [code], within: true })),
  ),
];

let root: Node | undefined;

const plantedTree = (): Node => {
  const top: Node = { next: new Map() };
  for (const place of allNames()) {
    let node = top;
    for (let i = 0; i < place.name.length; i += 1) {
      const letter = place.name.charCodeAt(i);
      let next = node.next.get(letter);
      if (!next) node.next.set(letter, (next = { next: new Map() }));
      node = next;
    }
    (node.places ??= []).push(place);
  }
  return top;
};

const none: readonly PlaceName[] = [];

/** All names that begin at this position, the shorter ones first. The tree is made when it is first asked (some 15 ms). */
export const placeNamesAt = (text: string, at: number): readonly PlaceName[] => {
  root ??= plantedTree();
  let node: Node | undefined = root.next.get(text.charCodeAt(at));
  if (!node) return none;
  const found: PlaceName[] = [];
  for (let i = at + 1; i < text.length; i += 1) {
    node = node.next.get(text.charCodeAt(i));
    if (!node) break;
    if (node.places) found.push(...node.places);
  }
  return found;
};
