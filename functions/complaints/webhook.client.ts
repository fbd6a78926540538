import type { CallOut } from './call-out.client.ts';
import type { Sent } from './deliver.ts';
import { type Destination, destinationContext } from './destination.ts';
import type { Outgoing } from './outgoing.ts';
import { failed, readWebhookAnswer } from './read-answer.ts';
import type { Sealing } from './seal.client.ts';
import { webhookHeaders } from './sign-webhook.ts';

/** Opened once for each version of a destination: a call to KMS for every message would cost more than the message. */
export const openSecrets = (sealing: Pick<Sealing, 'unseal'>) => {
  const opened = new Map<string, Promise<string>>();
  return (destination: string, sealed: string): Promise<string> => {
    const known = opened.get(sealed);
    if (known) return known;
    const opening = sealing.unseal(sealed, destinationContext(destination));
    opening.catch(() => opened.delete(sealed));
    opened.set(sealed, opening);
    return opening;
  };
};
export type Secrets = ReturnType<typeof openSecrets>;

/** To a department's system. */
export const webhooks =
  ({ callOut, secrets }: { callOut: CallOut; secrets: Secrets }) =>
  async ({ destination, url, sealedSecret }: Destination, message: Outgoing, until: number): Promise<Sent> => {
    const { messageId, kind, complaintId, sequence, queuedAt } = message;
    const body = JSON.stringify({ messageId, kind, complaintId, sequence, queuedAt, body: message.body });
    const headers = webhookHeaders(await secrets(destination, sealedSecret), { id: messageId, at: new Date() }, body);
    const answer = await callOut.post(url, { headers, body, until });
    return answer.outcome === 'failed' ? failed('destination', answer.code, answer.detail) : readWebhookAnswer(messageId, answer);
  };
