import { RemovalPolicy } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';
import type { Room } from './room.ts';

/**
 * What seals a room's most personal data: a key that encrypts (turned over every year by AWS, which keeps the old ones for reading), and one for keyed hashes, by which sealed things are found
 * again. Who may seal need not be able to open.
 */
export class HouseKey extends Construct {
  private readonly seal: Key;
  private readonly mac: Key;

  constructor(room: Room, name: string) {
    super(room, `${name}-key`);
    const removalPolicy = room.house.stage.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.seal = new Key(this, 'seal', { description: `seals ${name} of ${room.capability}`, enableKeyRotation: true, removalPolicy });
    this.mac = new Key(this, 'mac', {
      description: `keyed hashes of ${name} of ${room.capability}`,
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy,
    });
  }

  letSeal(user: HouseFunction): void {
    user.may(['kms:Encrypt'], [this.seal.keyArn], { SEAL_KEY: this.seal.keyId });
  }

  /** Only what is bound to things of this kind: who calls out with a destination's secret can open no `complainant`. */
  letUnseal(user: HouseFunction, kind: string): void {
    const bound = { StringLike: { 'kms:EncryptionContext:about': `${kind}#*` } };
    // The local cloud asks policies but does not tell them the context, so there it would let nobody.
    user.may(['kms:Decrypt'], [this.seal.keyArn], { SEAL_KEY: this.seal.keyId }, user.room.house.stage.retain ? bound : {});
  }

  letHash(user: HouseFunction): void {
    user.may(['kms:GenerateMac'], [this.mac.keyArn], { MAC_KEY: this.mac.keyId });
  }
}
