import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normaliseName } from '../../shared/party/normalise-name.ts';

it.each([
  ['苏州甲乙（中国）有限公司', '苏州甲乙(中国)有限公司'],
  ['苏州甲乙 (中国)　有限公司', '苏州甲乙(中国)有限公司'],
  ['苏州甲乙【中国】有限公司', '苏州甲乙(中国)有限公司'],
  ['苏州ａｂｃ·科技，有限公司。', '苏州ABC科技有限公司'],
  ['苏州abc科技有限公司', '苏州ABC科技有限公司'],
  ['苏州“甲乙”有限公司', '苏州甲乙有限公司'],
  ['－－（）', ''],
  ['', ''],
])('%s is known as %s', (name, known) => {
  expect(normaliseName(name)).toBe(known);
});

it.each([
  ['苏州甲乙有限公司', '苏州甲乙有限责任公司'],
  ['苏州（甲）乙公司', '苏州甲乙公司'],
  ['苏州甲乙1厂', '苏州甲乙2厂'],
  ['苏州甲乙一厂', '苏州甲乙1厂'],
])('%s and %s stay two names', (one, other) => {
  expect(normaliseName(one)).not.toBe(normaliseName(other));
});

it('a name as long as a cell may be takes no time to speak of', () => {
  const name = '甲'.repeat(90_000);
  const begun = performance.now();
  expect(normaliseName(`${name}，`)).toBe(name);
  expect(performance.now() - begun).toBeLessThan(1000);
});

it('a name that was normalised is its own name', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 0x10ffff }), { maxLength: 30 }), (points) => {
      const name = String.fromCodePoint(...points).toWellFormed();
      expect(normaliseName(normaliseName(name))).toBe(normaliseName(name));
    }),
  );
});
