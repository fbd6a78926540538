import { describe, expect, it } from 'vitest';
import { hasKnownUsccKind, usccFault } from '../../shared/identifiers/uscc.ts';

describe('统一社会信用代码', () => {
  it.each([
    '91110000101623741K',
    '911101066976941872',
    '91350100M000100Y43',
    '91110108551385082Q',
    '91330100799655058B',
    '12440600MB2C07549J',
    '362322198709086409',
    '91320505MA1ABCDE82',
    '91320505MA00TE5T21',
    '91320505551385082K',
    '91320505MA1X000760',
    '91320505MA1X00420Y',
    '91320505MA1X001211',
    '92320505MA1T00013M',
    '1132050501400001X0',
  ])('%s passes', (code) => {
    expect(usccFault(code)).toBeUndefined();
  });

  it.each([
    ['91350211M0000XUF46', 'checksum'],
    ['111111111111111111', 'checksum'],
    ['91320505MA1X00076O', 'format'],
    ['91320505MA1X00076', 'format'],
    ['91320505ma1x000760', 'format'],
    ['9132O505MA1X000760', 'format'],
  ])('%s has a fault of its %s', (code, fault) => {
    expect(usccFault(code)).toBe(fault);
  });

  it('knows the kinds of organisations, and 36 is none', () => {
    expect(['91', '92', 'A1', '11'].every((kind) => hasKnownUsccKind(kind))).toBe(true);
    expect(hasKnownUsccKind('362322198709086409')).toBe(false);
  });
});
