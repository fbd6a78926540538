import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantKey } from '../../functions/data-requests/grants/keys.client.ts';
import { keyOf } from './granted.ts';

const [one, another] = [keyOf('g-checks.d-k7m2.0000000001'), keyOf('g-checks.d-k7m2.0000000002')];

describe('A pseudonym', () => {
  it('is the same within a grant whenever it is made, and differs between grants, fields and values', () => {
    fc.assert(
      fc.property(fc.constantFrom('name', 'code'), fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (field, value, other) => {
        const made = one.pseudonym(field, value);
        expect(keyOf('g-checks.d-k7m2.0000000001').pseudonym(field, value)).toBe(made);
        expect(another.pseudonym(field, value)).not.toBe(made);
        expect(one.pseudonym(field === 'name' ? 'code' : 'name', value)).not.toBe(made);
        expect(one.pseudonym(field, other) === made).toBe(other === value);
      }),
    );
  });

  it('is p and 128 bits in base 32, and no row id, order or other use of the key', () => {
    expect(one.pseudonym('name', '张三')).toMatch(/^p[a-z2-7]{26}$/);
    expect(one.orderOf('name:张三')).toMatch(/^[0-9a-f]{64}$/);
    expect(one.pseudonym('#row', 'x')).not.toBe(one.pseudonym('row', 'x'));
  });

  it('is RFC 4648’s base 32 of an HMAC with a key of its own', async () => {
    const { createHmac } = await import('node:crypto');
    const secret = Buffer.alloc(32, 7);
    const sub = createHmac('sha256', secret).update('pseudonyms').digest();
    const bits = [...createHmac('sha256', sub).update('name:张三').digest().subarray(0, 16)]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('');
    const letters = 'abcdefghijklmnopqrstuvwxyz234567';
    const expected = (bits.match(/.{1,5}/g) ?? []).map((five) => letters[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
    expect(grantKey(secret, 'g').pseudonym('name', '张三')).toBe(`p${expected}`);
  });
});

describe('What a grant seals', () => {
  it('opens for it alone, never for another grant, and not after a change', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: 60 }), (plain, at) => {
        const sealed = one.seal(plain);
        expect(one.unseal(sealed)).toBe(plain);
        expect(another.unseal(sealed)).toBeUndefined();
        const bytes = Buffer.from(sealed, 'base64url');
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ 1;
        expect(one.unseal(bytes.toString('base64url'))).toBeUndefined();
      }),
    );
  });

  it('is bound to the grant’s id, were two ever to have the same key', () => {
    const secret = Buffer.alloc(32, 1);
    expect(grantKey(secret, 'g-2').unseal(grantKey(secret, 'g-1').seal('x'))).toBeUndefined();
  });

  it('shows nothing of itself, not even that it is the same', () => {
    expect(one.seal('JC-0001')).not.toBe(one.seal('JC-0001'));
    expect(Buffer.from(one.seal('JC-0001'), 'base64url').toString('latin1')).not.toContain('JC-0001');
  });

  it('is nothing where it is no such text at all', () => {
    for (const text of ['', 'x', 'a'.repeat(37), '%%%', 'ä'.repeat(80)]) expect(one.unseal(text)).toBeUndefined();
  });
});
