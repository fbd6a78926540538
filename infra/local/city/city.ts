import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { shanghaiDate } from '../../../shared/calendar/shanghai-time.ts';
import { inParallel } from '../../../shared/runtime/in-parallel.ts';
import { type Answer, type Called, type Faults, noFaults, play } from './faulty-server.ts';
import { Inbox, Message } from './inbox.ts';
import { isSigned, signed } from './signature.ts';

/** What a notice must have for the city to keep count of it; what else it says is the hub's to read. */
export const Notice = z.looseObject({ kind: z.string(), upperId: z.string(), version: z.int(), issuedAt: z.string() });
export type Notice = z.infer<typeof Notice>;

/** How hub and city know each other. Ours: as the hub calls the city. Theirs: as the city calls the hub. */
export const Credentials = z.object({
  requesterId: z.string(),
  serviceId: z.string(),
  key: z.string(),
  callerId: z.string(),
  callerServiceId: z.string(),
  callerKey: z.string(),
});
export type Credentials = z.infer<typeof Credentials>;
export const newCredentials = (): Credentials => ({
  requesterId: 'r_district_320505',
  serviceId: 's_city_complaints',
  key: randomBytes(32).toString('base64url'),
  callerId: 'r_city_12345',
  callerServiceId: 's_district_320505',
  callerKey: randomBytes(32).toString('base64url'),
});

/** How the city sends: shares of its calls that come twice, whether in any order, and how many at once. */
export const Sending = z.object({
  repeat: z.number().min(0).max(1).default(0),
  reorder: z.boolean().default(false),
  atOnce: z.int().min(1).max(64).default(4),
});
export interface Sent {
  taken: number;
  refused: { id: string; status: number; because: string }[];
}

interface Settings {
  /** The hub's API, and what the hub calls this city; absent: it only listens. */
  hub?: { url: string; source: string };
  credentials?: Credentials;
  port?: number;
  /** How long its working secrets hold. */
  secretSeconds?: number;
  /** What it has said and heard, kept over a restart. */
  journal?: string;
  /** By what its faults and its order fall out. */
  chance?: () => number;
  /** Who may tell it what to play; absent: nobody. */
  token?: string;
}

const idOf = ({ upperId, version }: Notice): string => `${upperId}#${String(version)}`;
const tallyOf = (ids: readonly string[]) => ({
  count: ids.length,
  digest: createHash('sha256')
    .update([...ids].sort().join('\n'))
    .digest('hex'),
});
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const done = (data: unknown): Answer => ({ status: 200, body: { code: '0', message: 'success', data } });
const no = (status: number, message: string): Answer => ({ status, body: { code: String(status), message } });

const Secret = z.object({ code: z.literal('0'), data: z.object({ secret: z.string(), secretEndTime: z.coerce.number() }) });
const Reconcile = z.object({ day: z.string(), list: z.boolean().optional(), resend: z.array(z.string()).optional() });
const Entry = z.union([z.object({ issued: Notice }), z.object({ received: Message })]);

export const addressesAt = (url: string) => ({ url: `${url}/messages`, secretUrl: `${url}/secret`, reconcileUrl: `${url}/reconcile` });

/** Plays the city's platform: hands over notices, hears what becomes of them, and compares a day. */
export const startCity = async ({
  hub,
  credentials = newCredentials(),
  port = 0,
  secretSeconds = 600,
  journal,
  token,
  chance = Math.random,
}: Settings = {}) => {
  const faults: Faults = noFaults();
  const inbox = new Inbox();
  const issued = new Map<string, Notice>();
  let secrets: { secret: string; endsAt: number }[] = [];
  let hubs: { secret: string; endsAt: number } | undefined;
  let lastTime = 0;

  const note = (entry: z.input<typeof Entry>): void => {
    if (journal !== undefined) appendFileSync(journal, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  };
  for (const line of journal !== undefined && existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : []) {
    const entry = Entry.safeParse(parsed(line)).data;
    if (entry && 'issued' in entry) issued.set(idOf(entry.issued), entry.issued);
    else if (entry) inbox.take(entry.received);
  }

  const issue = (notice: Notice): void => {
    if (issued.has(idOf(notice))) return;
    issued.set(idOf(notice), notice);
    note({ issued: notice });
  };

  /** The signature covers no more than ids and time: two calls of one millisecond would have the same. */
  const nextTime = (): number => (lastTime = Math.max(Date.now(), lastTime + 1));

  const call = async (path: string, secret: string, body: string): Promise<{ status: number; answer: unknown }> => {
    if (!hub) throw new Error('this city knows no hub');
    const by = { rid: credentials.callerId, sid: credentials.callerServiceId };
    const response = await fetch(`${hub.url}/v1/upper/${hub.source}/${path}`, {
      method: 'POST',
      headers: signed(secret, by, nextTime(), body),
      body,
    });
    return { status: response.status, answer: parsed(await response.text()) };
  };

  let refreshing: Promise<string> | undefined;
  const refresh = async (): Promise<string> => {
    const { status, answer } = await call('secret', credentials.callerKey, '{}');
    const read = Secret.safeParse(answer);
    if (!read.success) throw new Error(`no working secret: ${String(status)} ${JSON.stringify(answer).slice(0, 200)}`);
    hubs = { secret: read.data.data.secret, endsAt: read.data.data.secretEndTime };
    return hubs.secret;
  };
  const workingSecret = (anew: boolean): Promise<string> | string => {
    if (!anew && hubs && Date.now() < hubs.endsAt - 60_000) return hubs.secret;
    refreshing ??= refresh().finally(() => (refreshing = undefined));
    return refreshing;
  };

  /** Until it is taken or refused for good; a platform of the state does not give up either. */
  const hand = async (notice: Notice): Promise<Sent['refused'][number] | undefined> => {
    const body = JSON.stringify(notice);
    let last = { status: 0, because: 'unreachable' };
    for (let attempt = 0; attempt < 12; attempt += 1) {
      if (attempt > 0) await pause(Math.min(100 * 2 ** attempt, 3000) * (0.5 + Math.random()));
      try {
        const { status, answer } = await call('notices', await workingSecret(last.status === 401), body);
        if (status === 200) return undefined;
        const because = z.object({ type: z.string() }).safeParse(answer).data?.type.split(':').at(-1) ?? `http-${String(status)}`;
        last = { status, because };
        if (status < 500 && ![401, 408, 429].includes(status) && because !== 'call-replayed') break;
      } catch (error) {
        last = { status: 0, because: error instanceof Error ? error.message : 'unreachable' };
      }
    }
    return { id: idOf(notice), ...last };
  };

  const send = async (notices: readonly Notice[], sending: z.input<typeof Sending> = {}): Promise<Sent> => {
    const { repeat, reorder, atOnce } = Sending.parse(sending);
    for (const notice of notices) issue(notice);
    const calls = [...notices, ...notices.filter(() => chance() < repeat)].map((notice) => ({ notice, at: chance() }));
    if (reorder) calls.sort((one, other) => one.at - other.at);
    const refused: Sent['refused'] = [];
    await inParallel(calls, atOnce, async ({ notice }) => {
      const no = await hand(notice);
      if (no) refused.push(no);
    });
    return { taken: calls.length - refused.length, refused };
  };

  const heard = ({ path, headers, body }: Called): Answer => {
    const us = { rid: credentials.requesterId, sid: credentials.serviceId };
    if (path === '/secret') {
      if (!isSigned(headers, [credentials.key], us)) return no(401, '签名错误');
      const fresh = { secret: randomBytes(24).toString('base64url'), endsAt: Date.now() + secretSeconds * 1000 };
      secrets = [...secrets.filter(({ endsAt }) => endsAt > Date.now()), fresh];
      return done({ secret: fresh.secret, secretEndTime: String(fresh.endsAt) });
    }
    const good = secrets.filter(({ endsAt }) => endsAt > Date.now()).map(({ secret }) => secret);
    if (!isSigned(headers, good, us)) return no(401, '签名错误');
    if (path === '/messages') {
      const read = Message.safeParse(parsed(body));
      if (!read.success) return no(400, '内容不符');
      const { first, ...receipt } = inbox.take(read.data);
      if (first) note({ received: read.data });
      return done(receipt);
    }
    if (path === '/reconcile') {
      const read = Reconcile.safeParse(parsed(body));
      if (!read.success) return no(400, '内容不符');
      const { day, list = false, resend = [] } = read.data;
      const again = resend.flatMap((id) => issued.get(id) ?? []);
      // Answered first, then sent: nobody waits for the other while being waited for.
      if (again.length > 0) setImmediate(() => void send(again).catch(() => undefined));
      const on = (at: string): boolean => shanghaiDate(new Date(at)) === day;
      const notices = [...issued.values()].filter(({ issuedAt }) => on(issuedAt)).map(idOf);
      const messages = inbox.messages.filter(({ queuedAt }) => on(queuedAt)).map(({ messageId }) => messageId);
      const shown = (ids: string[]) => ({ ...tallyOf(ids), ...(list && { ids }) });
      return done({ day, notices: shown(notices), messages: shown(messages) });
    }
    return no(404, '没有这个接口');
  };

  /** How it is told what to play, where it runs by itself. */
  const told = async ({ path, method, headers, body }: Called): Promise<Answer> => {
    // A page in a browser on this machine, or somebody else's process, reaches the port as well.
    const given = Buffer.from(String(headers['x-control-token']));
    const right = Buffer.from(token ?? '');
    const ours = /^(127\.0\.0\.1|localhost):\d+$/.test(headers.host ?? '') && headers.origin === undefined;
    if (!ours || token === undefined || given.length !== right.length || !timingSafeEqual(given, right)) return no(403, '没有指令权限');
    if (path === '/control/faults' && method === 'POST')
      return done(
        Object.assign(
          faults,
          z.partialRecord(z.enum(Object.keys(faults) as [keyof Faults]), z.union([z.number(), z.boolean()])).parse(parsed(body)),
        ),
      );
    if (path === '/control/send' && method === 'POST') {
      const { notices, ...sending } = Sending.extend({ notices: z.array(Notice) }).parse(parsed(body));
      return done(await send(notices, sending));
    }
    if (path === '/control/received')
      return done({ messages: inbox.messages, repeats: inbox.repeats, disordered: inbox.disordered, issued: issued.size });
    return no(404, '没有这个指令');
  };

  const server = await play((called) => (called.path.startsWith('/control/') ? told(called) : heard(called)), { faults, port, chance });
  return {
    credentials,
    url: server.url,
    addresses: addressesAt(server.url),
    /** Change it to change how the city behaves. */
    faults,
    inbox,
    send,
    /** Says to itself that it has sent these: the hub will have to ask. */
    withhold: (notices: readonly Notice[]): void => notices.forEach(issue),
    issued: (): number => issued.size,
    close: server.close,
  };
};
export type City = Awaited<ReturnType<typeof startCity>>;
