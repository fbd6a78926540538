import type { CallOut } from './call-out.client.ts';
import type { Sent } from './deliver.ts';
import type { Destination } from './destination.ts';
import type { Outgoing } from './outgoing.ts';
import { failed, readWebhookAnswer } from './read-answer.ts';
import type { Secrets } from './open-secrets.ts';
import { webhookHeaders } from './sign-webhook.ts';

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
