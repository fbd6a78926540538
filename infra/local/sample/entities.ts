import { organisationCheckCharacter } from '../../../shared/identifiers/organisation-code.ts';
import { usccCheckCharacter } from '../../../shared/identifiers/uscc.ts';
import type { EntityRow } from './columns.ts';
import { type Draw, drawFor } from './draw.ts';
import { brandHeads, brandTails, companyIndustries, farmIndustries, givenNames, streets, surnames, traderIndustries } from './words.ts';

const day = 86_400_000;
const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / day;

// A few thousand days stand in a million rows, so each is written once.
const written = new Map<number, string>();
const dayOf = (number: number): string => {
  const known = written.get(number);
  if (known !== undefined) return known;
  const date = new Date(number * day).toISOString().slice(0, 10);
  written.set(number, date);
  return date;
};

/** A local day, so many days before or after another. */
export const dayFrom = (from: string, days: number): string => dayOf(dayNumber(from) + days);

const two = (number: number): string => String(number).padStart(2, '0');

/** A local time, so many seconds after midnight of a day, or before it. */
export const timeOn = (date: string, seconds: number): string => {
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  return `${dayFrom(date, days)} ${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
};

export const personName = (draw: Draw): string => draw.of(surnames) + draw.of(givenNames);

/** Any step that has no factor in common with the size visits every number once: neighbours look unrelated, and none comes twice. */
const scattered = (seed: number, index: number, size: number, step: number): number => (index * step + (seed % size)) % size;

const symbols = '0123456789ABCDEFGHJKLMNPQRTUWXY';

const usccOf = (seed: number, kind: string, index: number): string => {
  let rest = scattered(seed, index, 31 ** 6, 362_897);
  let body = '';
  for (let i = 0; i < 6; i += 1) {
    body = symbols.charAt(rest % 31) + body;
    rest = Math.floor(rest / 31);
  }
  const organisation = `MA${body}`;
  const code = `${kind}320505${organisation}${organisationCheckCharacter(organisation)}`;
  return code + usccCheckCharacter(code);
};

const brandOf = (seed: number, index: number): string => {
  const size = brandHeads.length * brandTails.length;
  const at = scattered(seed, index % size, size, 1_009);
  const third = Math.floor(index / size);
  const letters = [brandHeads[at % brandHeads.length], brandTails[Math.floor(at / brandHeads.length)]];
  for (let rest = third; rest > 0; rest = Math.floor(rest / brandTails.length)) letters.push(brandTails[(rest - 1) % brandTails.length]);
  return letters.join('');
};

const kinds = {
  company: { uscc: '91', suffix: '有限公司', industries: companyIndustries },
  trader: { uscc: '92', suffix: '', industries: traderIndustries },
  farm: { uscc: '93', suffix: '专业合作社', industries: farmIndustries },
} as const;

const companyTypes = [
  ['1130', '有限责任公司（自然人投资或控股）'],
  ['1151', '有限责任公司（自然人独资）'],
  ['1153', '有限责任公司（法人独资）'],
] as const;

const states = { '1': '存续（在营、开业、在册）', '2': '吊销，未注销', '3': '注销', '4': '迁出' } as const;

const kindAt = (draw: Draw): keyof typeof kinds => {
  const lot = draw.below(100);
  return lot < 62 ? 'company' : lot < 97 ? 'trader' : 'farm';
};

/** Its industry's letter alone, which is cheap to know. */
export const letterAt = (seed: number, index: number): string => {
  const draw = drawFor(seed, 1, index);
  return draw.of(kinds[kindAt(draw)].industries).letter;
};

/** The market entity of this number; the same for whoever asks, so that checks can be about it without a list being kept. */
export const entityAt = (seed: number, index: number, asOf: string): EntityRow => {
  const draw = drawFor(seed, 1, index);
  const kind = kindAt(draw);
  const { uscc, suffix, industries } = kinds[kind];
  const { word, letter, code, scope } = draw.of(industries);
  const street = draw.of(streets);
  const brand = brandOf(seed, index);
  const entname =
    kind === 'company'
      ? `苏州${brand}${word}${suffix}`
      : kind === 'trader'
        ? `苏州高新区${street.name}${brand}${word}`
        : `苏州${brand}${word}${suffix}`;
  const estdate = dayFrom(asOf, -30 - Math.min(draw.below(7300), draw.below(7300)));
  const changed = draw.chance(0.35);
  const apprdate = changed ? dayFrom(estdate, draw.below(dayNumber(asOf) - dayNumber(estdate) - 7)) : estdate;
  const [enttype, enttype_cn] =
    kind === 'company' ? draw.of(companyTypes) : kind === 'trader' ? ['9500', '个体工商户'] : ['9100', '农民专业合作经济组织'];
  const regstate = draw.of(['1', '1', '1', '1', '1', '1', '1', '1', '1', '1', '1', '1', '1', '1', '1', '1', '1', '2', '3', '4'] as const);
  const dom = `苏州高新区${street.name}${draw.of(street.roads)}${String(1 + draw.below(680))}号${draw.chance(0.5) ? `${String(1 + draw.below(18))}幢${String(101 + draw.below(900))}室` : ''}`;
  const capital =
    kind === 'trader' ? draw.of(['', '2', '5', '10']) : draw.of(['10', '50', '100', '200', '500', '1000', '2000', '5000', '1280.5']);
  return {
    pripid: `3205050000${String(scattered(seed, index, 10_000_000_000, 7_368_787)).padStart(10, '0')}`,
    uniscid: usccOf(seed, uscc, index),
    regno: `${kind === 'trader' ? '3205126' : '3205120'}${String(index).padStart(8, '0')}`,
    entname,
    traname: brand,
    enttype,
    enttype_cn,
    estdate,
    apprdate,
    opfrom: estdate,
    opto: kind === 'company' && draw.chance(0.3) ? dayFrom(estdate, 7305) : '',
    regstate,
    regstate_cn: states[regstate],
    regcap: capital === '' || draw.chance(0.5) ? capital : Number(capital).toFixed(6),
    name: personName(draw),
    dom,
    oploc: dom,
    domdistrict: '320505',
    regorg: '320505000',
    regorg_cn: '苏州市虎丘区市场监督管理局',
    opscope: scope,
    industryphy: letter,
    industryco: code,
  };
};
