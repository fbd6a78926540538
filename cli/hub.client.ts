import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';

/** What the hub answers when it says no: RFC 9457. */
const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  correlationId: z.string().optional(),
});
type Problem = z.infer<typeof Problem>;

/** The gateway's own 401 and 403 have no problem in them: the token was missing, expired, or of nobody the hub knows. */
const notSignedIn = { because: 'not-signed-in', title: '没有登录，或登录已失效；账号也可能尚未登记、授权，或已停用' };

export class HubSaidNo extends Error {
  override name = 'HubSaidNo';
  readonly status: number;
  readonly because: string;
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    const bare =
      status === 401 || status === 403 ? notSignedIn : { because: `http-${String(status)}`, title: `服务器返回 ${String(status)}` };
    const because = problem?.type.split(':').at(-1) ?? bare.because;
    const lines = [
      problem?.title ?? bare.title,
      ...(problem?.detail?.split('\n').map((line) => `  ${line}`) ?? []),
      ...(problem?.errors ?? []).map(({ path, message }) => `  ${path}：${message}`),
      // What the hub did wrong is for its keepers; what was asked wrongly is for whoever asked.
      ...(problem?.correlationId === undefined
        ? []
        : [status < 500 ? `  （${because}）` : `  （${because}，报修编号 ${problem.correlationId}）`]),
    ];
    super(lines.join('\n'));
    this.status = status;
    this.because = because;
    this.problem = problem;
  }
}

/** Nobody answered, though asked several times. */
export class HubUnreachable extends Error {
  override name = 'HubUnreachable';

  constructor(url: string, cause: unknown) {
    super(`连接不上 ${url}（${reasonOf(cause)}）。请检查网络和地址；本机系统用 npm start 启动`, { cause });
  }
}

/** fetch only says that it failed; why stands in its cause. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? (z.object({ code: z.string() }).safeParse(cause).data?.code ?? cause.message) : error.message;
};

export interface HubClient {
  get<Answer>(path: string, answer: z.ZodType<Answer>): Promise<Answer>;
  /** Creating: the key makes a repeat harmless; give one to repeat the same call. */
  post<Answer>(path: string, body: unknown, answer: z.ZodType<Answer>, headers?: Record<string, string>): Promise<Answer>;
  put<Answer>(path: string, body: unknown, answer: z.ZodType<Answer>, headers?: Record<string, string>): Promise<Answer>;
}

/** A token, or how to get one that is still good. */
export type Token = string | (() => Promise<string>) | undefined;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Tries again what the hub says may work in a moment, and what never reached it; a creating call carries the same key each time.
 * A 429 of the gateway's passes by, one that explains itself is the hub's and does not (a quota).
 */
const tries = 4;
const passing = new Set([429, 502, 503, 504]);

/** The public API and nothing else: it works against any deployment. */
export const hubClient = (url: string, token: Token, { waitMs = 500 }: { waitMs?: number } = {}): HubClient => {
  const call = async <Answer>(
    method: string,
    path: string,
    body: unknown,
    answer: z.ZodType<Answer>,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const bearer = typeof token === 'function' ? await token() : token;
    for (let attempt = 1; ; attempt += 1) {
      const again = attempt < tries;
      const answered = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(60_000),
      })
        .then(async (response) => ({ ok: response.ok, status: response.status, json: parseJson(await response.text()) }))
        .catch((error: unknown) => {
          if (!again) throw new HubUnreachable(url, error);
        });
      if (answered?.ok) return answer.parse(answered.json);
      const problem = answered ? Problem.safeParse(answered.json).data : undefined;
      if (answered && !(again && passing.has(answered.status) && !(answered.status === 429 && problem)))
        throw new HubSaidNo(answered.status, problem);
      await pause(waitMs * 2 ** attempt);
    }
  };
  return {
    get: (path, answer) => call('GET', path, undefined, answer),
    post: (path, body, answer, headers) => call('POST', path, body, answer, { 'idempotency-key': randomUUID(), ...headers }),
    put: (path, body, answer, headers) => call('PUT', path, body, answer, headers),
  };
};
