import { RemovalPolicy } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';
import type { Room } from './room.ts';

/** What signs in the district's name: the private half never leaves KMS, the public half is anybody's. Such keys are not turned over by AWS. */
export class SigningKey extends Construct {
  private readonly key: Key;

  constructor(room: Room, name: string) {
    super(room, `${name}-signing-key`);
    this.key = new Key(this, 'key', {
      description: `signs ${name} of ${room.capability}`,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      // What was signed with it is verified for years.
      removalPolicy: room.house.stage.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  letSign(signer: HouseFunction): void {
    signer.may(['kms:Sign'], [this.key.keyArn], { SIGNING_KEY: this.key.keyId });
  }

  letShowPublicKey(reader: HouseFunction): void {
    reader.may(['kms:GetPublicKey'], [this.key.keyArn], { SIGNING_KEY: this.key.keyId });
  }
}
