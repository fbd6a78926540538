import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import * as z from 'zod';
import { hubClient } from './hub.client.ts';

const Configuration = z.object({
  issuer: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  publicClientId: z.string(),
  scopes: z.array(z.string()),
  systemScope: z.string(),
  redirectPorts: z.array(z.int()),
});
type Configuration = z.infer<typeof Configuration>;

const Tokens = z.object({ access_token: z.string(), refresh_token: z.string().optional(), expires_in: z.number() });

export interface SignedIn {
  accessToken: string;
  refreshToken?: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

const configurationOf = (url: string): Promise<Configuration> => hubClient(url, undefined).get('/v1/client-configuration', Configuration);

const askForTokens = async ({ tokenEndpoint }: Configuration, form: Record<string, string>, authorization?: string): Promise<SignedIn> => {
  const response = await fetch(tokenEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...(authorization !== undefined && { authorization }) },
    body: new URLSearchParams(form),
  });
  if (!response.ok) throw new Error(`登录没有成功（${String(response.status)}）：${(await response.text()).slice(0, 200)}`);
  const { access_token, refresh_token, expires_in } = Tokens.parse(await response.json());
  return { accessToken: access_token, ...(refresh_token !== undefined && { refreshToken: refresh_token }), expiresAt: Date.now() + (expires_in - 30) * 1000 };
};

/** Authorization code with PKCE (RFC 7636): what is sent to the browser is worth nothing without the verifier that stays here. */
const beginCodeFlow = (configuration: Configuration, port: number) => {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const redirectUri = `http://localhost:${String(port)}/callback`;
  const address = new URL(configuration.authorizationEndpoint);
  address.search = new URLSearchParams({
    response_type: 'code',
    client_id: configuration.publicClientId,
    redirect_uri: redirectUri,
    scope: configuration.scopes.join(' '),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const redeem = (back: URL): Promise<SignedIn> => {
    const code = back.searchParams.get('code');
    if (back.searchParams.get('state') !== state || code === null) throw new Error(`登录没有完成：${back.searchParams.get('error_description') ?? '返回的地址不对'}`);
    return askForTokens(configuration, { grant_type: 'authorization_code', client_id: configuration.publicClientId, code, redirect_uri: redirectUri, code_verifier: verifier });
  };
  return { address, redeem };
};

const listenOn = async (ports: readonly number[]) => {
  for (const port of ports) {
    const server = createServer();
    const listening = await new Promise<boolean>((resolve) => {
      server.once('error', () => {
        resolve(false);
      });
      server.listen(port, '127.0.0.1', () => {
        resolve(true);
      });
    });
    if (listening) return { server, port };
  }
  throw new Error(`端口 ${ports.join('、')} 都被占用，无法接收登录结果；请关闭占用它们的程序后重试`);
};

/** In the person's own browser; waits on one of the registered loopback ports for it to come back. */
export const signInWithBrowser = async (url: string, open: (address: string) => void): Promise<SignedIn> => {
  const configuration = await configurationOf(url);
  const { server, port } = await listenOn(configuration.redirectPorts);
  try {
    const { address, redeem } = beginCodeFlow(configuration, port);
    const back = new Promise<URL>((resolve, reject) => {
      const tooLate = setTimeout(() => {
        reject(new Error('五分钟内没有完成登录'));
      }, 300_000);
      server.on('request', (request, response) => {
        const asked = new URL(request.url ?? '/', `http://localhost:${String(port)}`);
        if (asked.pathname !== '/callback') {
          response.writeHead(404).end();
          return;
        }
        clearTimeout(tooLate);
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', connection: 'close' }).end('<meta charset="utf-8"><p>登录完成，可以关闭本页，回到命令行。</p>');
        resolve(asked);
      });
    });
    open(address.toString());
    return await redeem(await back);
  } finally {
    server.close();
  }
};

/**
 * Walks the same way as a browser, for the local sample's people only: fills in the form of the hosted sign-in page.
 * What the page carries along (hidden fields) is sent back as it came.
 */
export const signInWithPassword = async (url: string, username: string, password: string): Promise<string> => {
  const configuration = await configurationOf(url);
  const { address, redeem } = beginCodeFlow(configuration, configuration.redirectPorts[0] ?? 8750);
  const page = await fetch(address, { redirect: 'manual' });
  const html = await page.text();
  const action = /<form[^>]*action="([^"]+)"/i.exec(html)?.[1];
  if (action === undefined) throw new Error('登录页面无法识别：--as 只用于本机示例');
  const fields = Object.fromEntries([...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name ?? '', unescaped(value ?? '')]));
  const answer = await fetch(new URL(action, address), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, username, password }),
  });
  const location = answer.headers.get('location');
  if (location === null) throw new Error('用户名或密码不对');
  return (await redeem(new URL(location))).accessToken;
};

const unescaped = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** A department's system: its own client, its own secret. */
export const signInAsSystem = async (url: string, clientId: string, clientSecret: string): Promise<SignedIn> => {
  const configuration = await configurationOf(url);
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  return askForTokens(configuration, { grant_type: 'client_credentials', scope: configuration.systemScope }, `Basic ${basic}`);
};

export const renew = async (url: string, refreshToken: string): Promise<SignedIn> => {
  const configuration = await configurationOf(url);
  const renewed = await askForTokens(configuration, { grant_type: 'refresh_token', client_id: configuration.publicClientId, refresh_token: refreshToken });
  return { ...renewed, refreshToken: renewed.refreshToken ?? refreshToken };
};
