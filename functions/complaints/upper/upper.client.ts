import type * as z from 'zod';
import type { CallOut } from '../call-out.client.ts';
import type { Sent } from '../deliver.ts';
import type { Destination } from '../destination.ts';
import type { Outgoing } from '../outgoing.ts';
import { type Failed, failed, readUpperAnswer, shortened } from '../read-answer.ts';
import type { Secrets } from '../open-secrets.ts';
import { Acknowledged, ReconcileAnswer, type ReconcileAsk, type UpwardMessage, WorkingSecret } from './protocol.ts';
import { signedHeaders } from './signature.ts';

type Outcome<Data> = { outcome: 'understood'; data: Data } | Failed;

interface Asking {
  largestAnswer?: number;
  /** Epoch milliseconds; absent: each call by the stage's timeout alone. */
  until?: number;
}

/** Fetched anew when so much of its time is left; a call under way must not meet its end. */
const aheadMilliseconds = 60_000;

/** A platform answers a day's lists of ids with some 30 bytes for each. */
const largestLists = 8 * 1024 * 1024;

/** Calls an upper platform: signed with a working secret, which is fetched with the long-lived key, kept until shortly before its end, and fetched once more on a 401. */
export const openUpper = ({ callOut, secrets }: { callOut: CallOut; secrets: Secrets }) => {
  const working = new Map<string, WorkingSecret>();
  // The signature covers no more than who, what and when: two calls of one millisecond would have the same, and the second be taken for a replay.
  let lastTime = 0;
  const nextTime = (): string => String((lastTime = Math.max(Date.now(), lastTime + 1)));

  const post = async <Data>(
    url: string,
    schema: z.ZodType<Data>,
    { destination, secret, body, largestAnswer, until }: Asking & { destination: Destination; secret: string; body: string },
  ): Promise<Outcome<Data>> => {
    const by = { rid: destination.upper?.requesterId ?? '', sid: destination.upper?.serviceId ?? '', rtime: nextTime() };
    const headers = signedHeaders(secret, by, body);
    const answer = await callOut.post(url, {
      headers,
      body,
      ...(until !== undefined && { until }),
      ...(largestAnswer !== undefined && { largestAnswer }),
    });
    return answer.outcome === 'failed' ? failed('destination', answer.code, answer.detail) : readUpperAnswer(schema, answer);
  };

  const workingSecret = async (destination: Destination, anew: boolean, until?: number): Promise<Outcome<string>> => {
    const { upper, sealedSecret } = destination;
    if (!upper) return failed('destination', 'no-upper-platform');
    // A changed destination has another key.
    const key = `${destination.destination} ${destination.version}`;
    const known = working.get(key);
    if (!anew && known && Date.now() < known.secretEndTime - aheadMilliseconds) return { outcome: 'understood', data: known.secret };
    const longLived = await secrets(destination.destination, sealedSecret);
    const fetched = await post(upper.secretUrl, WorkingSecret, {
      destination,
      secret: longLived,
      body: '{}',
      ...(until !== undefined && { until }),
    });
    if (fetched.outcome === 'failed') {
      // What we have may still hold.
      if (!anew && known && Date.now() < known.secretEndTime) return { outcome: 'understood', data: known.secret };
      return { ...fetched, whose: 'destination', code: `secret-${fetched.code}` };
    }
    working.set(key, fetched.data);
    return { outcome: 'understood', data: fetched.data.secret };
  };

  const ask = async <Data>(
    destination: Destination,
    url: string,
    schema: z.ZodType<Data>,
    asked: unknown,
    how: Asking,
  ): Promise<Outcome<Data>> => {
    const body = JSON.stringify(asked);
    const once = async (anew: boolean): Promise<Outcome<Data>> => {
      const secret = await workingSecret(destination, anew, how.until);
      if (secret.outcome === 'failed') return secret;
      return post(url, schema, { destination, secret: secret.data, body, ...how });
    };
    const first = await once(false);
    return first.outcome === 'failed' && first.code === 'status-401' ? once(true) : first;
  };

  return {
    /** All its calls together end at `until`. */
    async send(destination: Destination, message: Outgoing, until: number): Promise<Sent> {
      const { messageId, sequence, kind, complaintId, queuedAt, body } = message;
      const said: UpwardMessage = { messageId, sequence, kind, complaintId, queuedAt, body };
      const answer = await ask(destination, destination.url, Acknowledged, said, { until });
      if (answer.outcome === 'failed') return answer;
      return answer.data.messageId === messageId
        ? { outcome: 'received', receipt: answer.data.receipt }
        : failed('message', 'answer-not-understood', shortened(`acknowledges ${answer.data.messageId}`));
    },

    reconcile: (destination: Destination, asked: ReconcileAsk): Promise<Outcome<ReconcileAnswer>> =>
      ask(destination, destination.upper?.reconcileUrl ?? '', ReconcileAnswer, asked, { largestAnswer: largestLists }),
  };
};
export type Upper = ReturnType<typeof openUpper>;
