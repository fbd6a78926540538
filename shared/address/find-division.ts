import { divisionOf, divisionPath } from '../codes/divisions.ts';
import { type PlaceName, placeNamesAt } from './place-names.ts';

/** How far an address says where it is. */
export interface FoundDivision {
  /** The deepest division that is known; undefined when none is. */
  code?: string;
  /** What was read, in order. */
  names: readonly PlaceName[];
  /** More than one: what the name may mean. */
  candidates: readonly string[];
  /** Where the names end in the text. */
  end: number;
  /** A division's name that follows and does not lie in what was read; `code` is what both share, where they do. */
  contradiction?: string;
}

/** The part of a code that all it holds have in common. */
const stemOf = (code: string): string => (code.endsWith('0000') ? code.slice(0, 2) : code.endsWith('00') ? code.slice(0, 4) : code);
const liesIn = (code: string, outer: string): boolean => code.startsWith(stemOf(outer));

/** 南京东路, 朝阳门, 江苏大厦: what the short name of a place is only a part of. */
const partOfAnotherName =
  /^(?:[东南西北中上下内外前后]?[一二三四五六七八九十\d]{0,2}(?:路|街|大道|大街|道|巷|弄|里(?!\d))|大厦|大楼|宾馆|酒店|饭店|商厦|大酒店|广场|花园|花苑|[门站桥湖山河江港湾岛寺口关村镇乡祠塔庙宫岸洲州滩坝泉峰岭池])/;

/** A road, not the division that begins like it: 海淀区路; but 唐山市路南区. */
const roadBehind = /^(?:[东南西北中]?[路街巷](?![南北桥]区)|大道)/;

const separators = ',，、.。·/\\-—()（）:：';
const skipSeparators = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && separators.includes(text.charAt(at))) at += 1;
  return at;
};

interface Step {
  place: PlaceName;
  codes: readonly string[];
  end: number;
}

/** Deeper than what is known; or, unless it is a mere short name, once more the same (佛山佛山市), or the zone of a district that is known already. */
const fits = ({ kind }: PlaceName, code: string, known: string): boolean =>
  liesIn(code, known) ? kind !== 'short' || stemOf(code).length > stemOf(known).length : kind !== 'short' && liesIn(known, code);

/** Names at this position that fit into what is known. Names of one length are one step: which of them is meant is asked of its codes. */
const stepsAt = (text: string, at: number, known: string | undefined): Step[] => {
  const steps: Step[] = [];
  for (const place of placeNamesAt(text, at)) {
    if (place.within && known === undefined) continue;
    const codes = known === undefined ? place.codes : place.codes.filter((code) => fits(place, code, known));
    if (codes.length === 0) continue;
    const end = at + place.name.length;
    const behind = text.slice(end, end + 6);
    if (place.kind === 'short' ? partOfAnotherName.test(behind) : roadBehind.test(behind)) continue;
    const reached = place.kind === 'short' && place.level === 'district' && behind.startsWith('新区') ? end + 2 : end;
    const same = steps.find((step) => step.end === reached && step.place.kind === place.kind && step.place.level === place.level);
    if (same) same.codes = [...new Set([...same.codes, ...codes])];
    else steps.push({ place, codes, end: reached });
  }
  return steps;
};

const better = (one: FoundDivision, other: FoundDivision): FoundDivision => {
  const lead = one.end - other.end || depth(one) - depth(other) || shorts(other) - shorts(one) || other.names.length - one.names.length;
  return lead >= 0 ? one : other;
};
const depth = ({ code }: FoundDivision): number => (code === undefined ? 0 : stemOf(code).length);
const shorts = ({ names }: FoundDivision): number => names.filter(({ kind }) => kind === 'short').length;

/** 朝阳, when nothing else is said, may be 朝阳市 or a 朝阳区 elsewhere. The capital of a province is meant when its name is said (西安). */
const alsoElsewhere = (text: string, at: number, { place, codes }: Step): string[] =>
  place.kind !== 'short' || place.level !== 'city' || codes.some((code) => code.endsWith('0100'))
    ? []
    : placeNamesAt(text, at)
        .filter(({ name, kind, level }) => name === place.name && kind === 'short' && level === 'district')
        .flatMap((other) => other.codes.filter((code) => !codes.some((outer) => liesIn(code, outer))));

const most = 6;

const readFrom = (text: string, from: number, known: string | undefined, names: readonly PlaceName[], end: number): FoundDivision => {
  let best: FoundDivision = { ...(known !== undefined && { code: known }), names, candidates: [], end };
  if (names.length >= most) return best;
  const at = skipSeparators(text, from);
  for (const step of stepsAt(text, at, known)) {
    const [only = '', ...others] = step.codes;
    const chain = [...names, step.place];
    const unclear = (candidates: readonly string[]): FoundDivision => {
      const shared = commonOf(candidates) ?? known;
      return { ...(shared !== undefined && { code: shared }), names: chain, candidates, end: step.end };
    };
    if (others.length > 0) {
      best = better(unclear(step.codes), best);
      continue;
    }
    const deeper = known !== undefined && stemOf(known).length >= stemOf(only).length ? known : only;
    const read = readFrom(text, step.end, deeper, chain, step.end);
    const elsewhere = known === undefined && read.names.length === chain.length ? alsoElsewhere(text, at, step) : [];
    best = better(elsewhere.length > 0 ? unclear([only, ...elsewhere]) : read, best);
  }
  return best;
};

/** The smallest division that holds all of them. */
const commonOf = (codes: readonly string[]): string | undefined => {
  const [first = ''] = codes;
  return [`${first.slice(0, 4)}00`, `${first.slice(0, 2)}0000`].find(
    (outer) => divisionOf(outer) && codes.every((code) => liesIn(code, outer)),
  );
};

const contradictionAt = (text: string, { code, end, candidates }: FoundDivision): PlaceName | undefined => {
  if (code === undefined || candidates.length > 0) return undefined;
  const at = skipSeparators(text, end);
  const other = placeNamesAt(text, at)
    .filter(({ kind, name }) => kind === 'full' && name.length > 2)
    .at(-1);
  return other && !roadBehind.test(text.slice(at + other.name.length, at + other.name.length + 3)) ? other : undefined;
};

/** Reads the divisions that the text begins with: the chain of names that fit into each other and reach furthest. */
export const findDivision = (text: string): FoundDivision => {
  const found = readFrom(text, 0, undefined, [], 0);
  const other = contradictionAt(text, found);
  if (!other) return found;
  const shared = commonOf([found.code ?? '', ...other.codes]) ?? found.code;
  return { ...found, ...(shared !== undefined && { code: shared }), contradiction: other.name };
};

/** Names of one division within a text that begins with something else: the first that can't be part of another name, and what follows it. */
export const findDivisionWithin = (text: string): (FoundDivision & { at: number }) | undefined => {
  for (let at = 1; at < text.length - 1; at += 1) {
    const plain = placeNamesAt(text, at).some(
      ({ kind, name, within }) => kind !== 'short' && kind !== 'town' && !within && name.length > 2,
    );
    if (!plain) continue;
    const found = readFrom(text, at, undefined, [], at);
    if (found.code !== undefined && found.candidates.length === 0 && found.names[0]?.kind !== 'short') return { ...found, at };
  }
  return undefined;
};

/** Its district's, city's and province's codes, as far as the code goes; the municipalities are their own city. */
export const levelsOf = (code: string): { province?: string; city?: string; district?: string } => {
  const path = divisionPath(code);
  const at = (level: string): string | undefined => path.find((division) => division.level === level)?.code;
  const province = at('province');
  const city = at('city') ?? (province !== undefined && /^(11|12|31|50|71|81|82)/.test(province) ? province : undefined);
  const district = at('district');
  return { ...(province && { province }), ...(city && { city }), ...(district && { district }) };
};
