import { openCallOut } from './call-out.client.ts';
import type { Sent } from './deliver.ts';
import type { Destination } from './destination.ts';
import { openSecrets } from './open-secrets.ts';
import type { Outgoing } from './outgoing.ts';
import type { Sealing } from './seal.client.ts';
import type { Sending } from './sending.ts';
import { openUpper } from './upper/upper.client.ts';
import { webhooks } from './webhook.client.ts';

/** Everybody to whom we send, each in his own way. */
export const openSend = (sending: Pick<Sending, 'timeout' | 'plain' | 'networks'>, sealing: Pick<Sealing, 'unseal'>) => {
  const callOut = openCallOut(sending);
  const secrets = openSecrets(sealing);
  const upper = openUpper({ callOut, secrets });
  const webhook = webhooks({ callOut, secrets });
  return {
    upper,
    send: (destination: Destination, message: Outgoing, until: number): Promise<Sent> =>
      destination.upper ? upper.send(destination, message, until) : webhook(destination, message, until),
  };
};
