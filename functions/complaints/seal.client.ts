import { createHmac } from 'node:crypto';
import { DecryptCommand, EncryptCommand, GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';

const kms = new KMSClient();

/** `about`: what is sealed is bound to it, as `complainant#c-city#SZ-1`; opened with another it does not open. */
export interface Sealing {
  /** At most 4 KB. */
  seal(text: string, about: string): Promise<string>;
  unseal(sealed: string, about: string): Promise<string>;
}

export const sealing = (sealKey: string): Sealing => ({
  async seal(text, about) {
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: sealKey, Plaintext: Buffer.from(text), EncryptionContext: { about } }),
    );
    return Buffer.from(CiphertextBlob ?? []).toString('base64');
  },
  async unseal(sealed, about) {
    const { Plaintext } = await kms.send(
      new DecryptCommand({ KeyId: sealKey, CiphertextBlob: Buffer.from(sealed, 'base64'), EncryptionContext: { about } }),
    );
    return Buffer.from(Plaintext ?? []).toString('utf8');
  },
});

export interface Hashing {
  /** The same for the same value for ever, and nothing to anybody without the key: `telephone`, `certificate`. */
  hash(kind: string, value: string): Promise<string>;
}

/** The working key is asked once per start: a hash for each person needs no call then. It is never stored. */
export const hashing = (macKey: string): Hashing => {
  let working: Promise<Uint8Array> | undefined;
  const ask = async (): Promise<Uint8Array> => {
    const { Mac } = await kms.send(
      new GenerateMacCommand({ KeyId: macKey, MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from('person keys, first generation') }),
    );
    if (!Mac) throw new Error('no hash came back');
    return Mac;
  };
  return {
    async hash(kind, value) {
      working ??= ask().catch((error: unknown) => {
        working = undefined;
        throw error;
      });
      return createHmac('sha256', await working)
        .update(`${kind}:${value}`)
        .digest('base64url');
    },
  };
};
