import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mask, maskKinds } from '../../shared/text/mask.ts';

describe('a masked value', () => {
  it.each([
    ['person-id', '320505199001010011', '320***********0011'],
    ['person-id', '1234567', '*******'],
    ['person-name', '张三', '张*'],
    ['person-name', '张三丰', '张*丰'],
    ['person-name', '欧阳锋锋', '欧阳**'],
    ['person-name', '欧阳锋', '欧阳*'],
    ['person-name', '王', '*'],
    ['person-name', '迪丽热巴', '迪***'],
    ['phone', '13912345678', '139****5678'],
    ['phone', '0512-68751234', '*********1234'],
    ['address', '苏州市虎丘区狮山街道运河路77号3幢1201室', '苏州市虎丘区狮山街道运河路77********'],
    ['address', '科技城12号', '科技城***'],
    ['licence', '32050012345', '*******2345'],
    ['certificate', '91320505MA1X000760', '91320505MA1X000760'],
    ['certificate', '362322198709086409', '362***********6409'],
    [undefined, '什么都好', '***'],
  ] as const)('%s %s is shown as %s', (kind, text, shown) => {
    expect(mask(kind, text)).toBe(shown);
  });

  it('shows nothing whole, except an organisation’s number', () => {
    fc.assert(
      fc.property(fc.constantFrom(...maskKinds), fc.stringMatching(/^[0-9A-Z甲乙丙丁]{1,30}$/), (kind, text) => {
        expect(mask(kind, text) !== text || kind === 'certificate').toBe(true);
      }),
    );
  });
});
