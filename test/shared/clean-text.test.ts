import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanCode, cleanText } from '../../shared/text/clean-text.ts';

describe('text for people', () => {
  it.each([
    ['　苏州　高新区 ', '苏州 高新区', 'full-width spaces'],
    ['a\u0000b\u200bc\ufeffd', 'abcd', 'what cannot be seen'],
    ['甲\u00a0\u00a0乙   丙', '甲 乙 丙', 'runs of spaces'],
    ['第一行\r\n 第二行\t尾', '第一行\n第二行 尾', 'ends of lines'],
    ['苏州（高新）有限公司，Ａ座', '苏州（高新）有限公司，Ａ座', 'nothing else'],
  ])('%j becomes %j: %s', (text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });
});

describe('text for machines', () => {
  it.each([
    ['９１３２０５０５ＭＡ１', '91320505MA1'],
    ['　２０２６－０１－０３ ', '2026-01-03'],
    ['１，２３４．５０', '1,234.50'],
    ['320505\u200b', '320505'],
  ])('%j becomes %j', (text, cleaned) => {
    expect(cleanCode(text)).toBe(cleaned);
  });
});

it('what is clean stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(cleanText(cleanText(text))).toBe(cleanText(text));
      expect(cleanCode(cleanCode(text))).toBe(cleanCode(text));
    }),
  );
});
