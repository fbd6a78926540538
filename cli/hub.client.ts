import { randomUUID } from 'node:crypto';
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

export class HubSaidNo extends Error {
  override name = 'HubSaidNo';
  readonly status: number;
  readonly because: string;

  constructor(status: number, problem: z.infer<typeof Problem> | undefined) {
    const because = problem?.type.split(':').at(-1) ?? (status === 401 || status === 403 ? 'not-signed-in' : `http-${String(status)}`);
    const lines = [
      problem?.title ?? (status === 401 || status === 403 ? '没有登录，或登录已失效' : `服务器返回 ${String(status)}`),
      ...(problem?.detail === undefined ? [] : [problem.detail]),
      ...(problem?.errors ?? []).map(({ path, message }) => `  ${path}：${message}`),
      ...(problem?.correlationId === undefined ? [] : [`  （${because}，编号 ${problem.correlationId}）`]),
    ];
    super(lines.join('\n'));
    this.status = status;
    this.because = because;
  }
}

export interface HubClient {
  get<Answer>(path: string, answer: z.ZodType<Answer>): Promise<Answer>;
  /** Creating: the key makes a repeat harmless; give one to repeat the same call. */
  post<Answer>(path: string, body: unknown, answer: z.ZodType<Answer>, headers?: Record<string, string>): Promise<Answer>;
  put<Answer>(path: string, body: unknown, answer: z.ZodType<Answer>, headers?: Record<string, string>): Promise<Answer>;
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Tries again what the hub says may work in a moment; a creating call carries the same key each time. */
const tries = 4;

/** The public API and nothing else: it works against any deployment. */
export const hubClient = (url: string, token: string | undefined): HubClient => {
  const call = async <Answer>(method: string, path: string, body: unknown, answer: z.ZodType<Answer>, headers: Record<string, string> = {}): Promise<Answer> => {
    const send = () =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(60_000),
      });
    for (let attempt = 1; ; attempt++) {
      const response = await send();
      const json = parseJson(await response.text());
      if (response.ok) return answer.parse(json);
      if (response.status === 503 && attempt < tries) {
        await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
        continue;
      }
      throw new HubSaidNo(response.status, Problem.safeParse(json).data);
    }
  };
  return {
    get: (path, answer) => call('GET', path, undefined, answer),
    post: (path, body, answer, headers) => call('POST', path, body, answer, { 'idempotency-key': randomUUID(), ...headers }),
    put: (path, body, answer, headers) => call('PUT', path, body, answer, headers),
  };
};
