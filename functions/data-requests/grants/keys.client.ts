import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { inLetters } from '../../../shared/text/in-letters.ts';

const kms = new KMSClient();

/** What a grant's key is good for. It follows from the grant's id, lives in memory only, and is nobody's who cannot ask KMS. */
export interface GrantKey {
  /** The same for the same value of the same field within this grant; another field, or another grant, has another. */
  pseudonym: (kind: string, value: string) => string;
  /** Puts rows and windows into an order that only this grant has. */
  orderOf: (text: string) => string;
  /** For positions that go out and come back, because they hold record keys. What another grant has sealed does not open. */
  seal: (plain: string) => string;
  unseal: (sealed: string) => string | undefined;
}

export interface GrantKeys {
  of(grantId: string): Promise<GrantKey>;
}

const nonceBytes = 12;
const tagBytes = 16;

/** `secret`: 32 bytes that belong to this grant. */
export const grantKey = (secret: Uint8Array, grantId: string): GrantKey => {
  // Prepared once: with the bare bytes each of a page's hundreds of digests would take five times as long.
  const keyFor = (use: string): KeyObject => createSecretKey(createHmac('sha256', secret).update(use).digest());
  const pseudonyms = keyFor('pseudonyms');
  const order = keyFor('order');
  const cursors = keyFor('cursors');
  const bound = Buffer.from(grantId);
  return {
    // A field's name holds no colon, so no two pairs are the same text.
    pseudonym: (kind, value) => `p${inLetters(createHmac('sha256', pseudonyms).update(`${kind}:${value}`).digest().subarray(0, 16), 26)}`,
    orderOf: (text) => createHmac('sha256', order).update(text).digest('hex'),
    seal(plain) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', cursors, nonce).setAAD(bound);
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
    },
    unseal(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < nonceBytes + tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', cursors, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
        .setAAD(bound)
        .setAuthTag(bytes.subarray(-tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
};

/** A page needs no call for a grant that was read a moment ago; those that were read longest ago are forgotten first. */
const mostKept = 500;

export const grantKeys = (macKey: string): GrantKeys => {
  const kept = new Map<string, Promise<GrantKey>>();
  const ask = async (grantId: string): Promise<GrantKey> => {
    const Message = Buffer.from(`grant keys, first generation: ${grantId}`);
    const { Mac } = await kms.send(new GenerateMacCommand({ KeyId: macKey, MacAlgorithm: 'HMAC_SHA_256', Message }));
    if (!Mac) throw new Error('no key came back');
    return grantKey(Mac, grantId);
  };
  return {
    async of(grantId) {
      const known = kept.get(grantId) ?? ask(grantId);
      kept.delete(grantId);
      kept.set(grantId, known);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return known.catch((error: unknown) => {
        kept.delete(grantId);
        throw error;
      });
    },
  };
};
