import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAmount, readDecimal, readInteger } from '../../functions/ingestion/read-number.ts';

describe('an amount is kept in 分', () => {
  it.each([
    ['1,234.50', '元', '123450'],
    ['0.01', '元', '1'],
    ['1234', '元', '123400'],
    ['¥12', '元', '1200'],
    ['-3.20', '元', '-320'],
    ['0', '元', '0'],
    ['-0.00', '元', '0'],
    ['12.500', '元', '1250'],
    ['1,000.5', '万元', '1000500000'],
    ['0.000001', '万元', '1'],
    ['50万元', '元', '50000000'],
    ['80元', '万元', '8000'],
    ['123456789012345678', '万元', '123456789012345678000000'],
  ] as const)('%s %s is %s', (text, unit, fen) => {
    expect(readAmount(text, unit)).toBe(fen);
  });

  it.each([
    ['0.001', '元', 'less than one 分'],
    ['0.0000001', '万元', 'less than one 分'],
    ['1,23', '元', 'a comma where none belongs'],
    ['1 234', '元', 'a space within'],
    ['1E+05', '元', 'what Excel makes of it'],
    ['约100', '元', 'words'],
    ['100万', '元', 'half a unit'],
    ['', '元', 'nothing'],
    ['.5', '元', 'no digit before the point'],
    ['1234567890123456789', '元', 'too many digits'],
  ] as const)('%s %s is refused: %s', (text, unit, _) => {
    expect(readAmount(text, unit)).toBeUndefined();
  });

  it('without loss, however large', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.integer({ min: 0, max: 99 }), (yuan, fen) => {
        expect(readAmount(`${yuan.toLocaleString('en')}.${String(fen).padStart(2, '0')}`, '元')).toBe(String(yuan * 100n + BigInt(fen)));
      }),
    );
  });
});

it.each([
  ['007', '7'],
  ['1,234', '1234'],
  ['-5', '-5'],
  ['12.0', '12'],
  ['1.5', undefined],
  ['一', undefined],
])('the whole number %s is %s', (text, standard) => {
  expect(readInteger(text)).toBe(standard);
});

it.each([
  ['1.50', '1.5'],
  ['+2', '2'],
  ['-0.0', '0'],
  ['1..2', undefined],
])('the number %s is %s', (text, standard) => {
  expect(readDecimal(text)).toBe(standard);
});
