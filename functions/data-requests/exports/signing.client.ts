import { createHash } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { SignedManifest } from './manifest.ts';

const kms = new KMSClient();

export interface Signing {
  sign(text: string): Promise<SignedManifest>;
}

/** The private half never leaves KMS. */
export const signing = (keyId: string): Signing => ({
  async sign(text) {
    const { Signature } = await kms.send(
      new SignCommand({
        KeyId: keyId,
        Message: createHash('sha256').update(text).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    if (!Signature) throw new Error('no signature came back');
    return { text, signature: Buffer.from(Signature).toString('base64'), algorithm: 'ECDSA_SHA_256' };
  },
});

export interface PublicKey {
  /** As OpenSSL reads it. */
  pem(): Promise<string>;
}

/** Asked once per start. */
export const publicKeyOf = (keyId: string): PublicKey => {
  let known: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
    if (!PublicKey) throw new Error('no public key came back');
    const lines =
      Buffer.from(PublicKey)
        .toString('base64')
        .match(/.{1,64}/g) ?? [];
    return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n');
  };
  return {
    async pem() {
      known ??= ask().catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      return known;
    },
  };
};
