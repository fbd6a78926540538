import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../infra/bundle.ts';
import { area } from '../../shared/codes/area.ts';
import { divisionOf, divisionPath, fullDivisionName, namedDivisions, statisticalZones } from '../../shared/codes/divisions.ts';
import { formerDivisionOf, formerDivisionsElsewhere, formerDivisionsOfSuzhou } from '../../shared/codes/former-divisions.ts';

describe('divisions of the country', () => {
  it.each([
    ['320505', '江苏省苏州市虎丘区'],
    ['330681', '浙江省绍兴市诸暨市'],
    ['110108', '北京市海淀区'],
    ['429004', '湖北省仙桃市'],
    ['441900', '广东省东莞市'],
    ['650000', '新疆维吾尔自治区'],
  ])('%s is %s', (code, name) => expect(fullDivisionName(code)).toBe(name));

  it('hold the city’s own list, name by name', () => {
    for (const [code, name] of Object.entries(area.codes)) expect(divisionOf(code)?.name).toBe(name);
  });

  it.each(['320571', '320599', '000000', '3205', '', '320505000000', 'constructor'])('there is no %j', (code) => {
    expect(divisionOf(code)).toBeUndefined();
    expect(divisionPath(code)).toEqual([]);
    expect(fullDivisionName(code)).toBe('');
  });

  it('are as many as the package has: when this fails, somebody should look at what has changed', () => {
    const count = (level: string) => namedDivisions.filter((division) => division.level === level).length;
    expect([count('province'), count('city'), count('district'), statisticalZones.length]).toEqual([34, 333, 2867, 137]);
  });

  it('of old have a successor that exists, and a code that is not in use any more', () => {
    for (const { code, now } of [...formerDivisionsOfSuzhou, ...formerDivisionsElsewhere]) {
      for (const each of now) expect(divisionOf(each), each).toBeDefined();
      if (code !== undefined) expect(divisionOf(code), code).toBeUndefined();
    }
    expect(formerDivisionOf('320504')).toEqual({ name: '金阊区', code: '320504', now: ['320508'] });
    expect(formerDivisionOf('320505')).toBeUndefined();
  });

  it('weigh little in a bundle, and are the same there', async () => {
    const [bundled] = await bundle({
      entries: [{ file: 'shared/codes/divisions.ts', name: 'divisions' }],
      outdir: '.local/weighed-divisions',
    });
    expect((bundled?.bytes ?? Infinity) / 1024).toBeLessThan(66);
    const inBundle = (await import(path.resolve('.local/weighed-divisions/divisions/index.mjs'))) as { namedDivisions: unknown };
    expect(inBundle.namedDivisions).toEqual(namedDivisions);
  });
});
