import { createServer, type RequestListener, type Server } from 'node:http';
import * as oauth from 'oauth4webapi';
import * as z from 'zod';
import { hubClient } from './hub.client.ts';

const Configuration = z.object({
  issuer: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  publicClientId: z.string(),
  scopes: z.array(z.string()),
  systemScope: z.string(),
  redirectPorts: z.array(z.int()).min(1),
});
type Configuration = z.infer<typeof Configuration>;

export interface SignedIn {
  accessToken: string;
  refreshToken?: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** For people: what went wrong, and what to do. */
export class SignInFailed extends Error {
  override name = 'SignInFailed';
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

const issuerOf = async (url: string) => {
  const configuration = await hubClient(url, undefined).get('/v1/client-configuration', Configuration);
  const { issuer, authorizationEndpoint, tokenEndpoint, publicClientId } = configuration;
  return {
    configuration,
    server: { issuer, authorization_endpoint: authorizationEndpoint, token_endpoint: tokenEndpoint } satisfies oauth.AuthorizationServer,
    client: { client_id: publicClientId } satisfies oauth.Client,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; plain HTTP is let through to this machine itself and nowhere else
    how: { [oauth.allowInsecureRequests]: loopback.has(new URL(tokenEndpoint).hostname) },
  };
};
type Issuer = Awaited<ReturnType<typeof issuerOf>>;

/** A token is renewed half a minute early, so that it does not end on its way. */
const early = 30;

const signedIn = ({ access_token, refresh_token, expires_in = 300 }: oauth.TokenEndpointResponse): SignedIn => ({
  accessToken: access_token,
  ...(refresh_token !== undefined && { refreshToken: refresh_token }),
  expiresAt: Date.now() + (expires_in - early) * 1000,
});

const orFail = async <Answer>(step: Promise<Answer>): Promise<Answer> =>
  step.catch((error: unknown) => {
    if (error instanceof oauth.AuthorizationResponseError)
      throw new SignInFailed(`登录没有完成：${error.error_description ?? error.error}`);
    if (error instanceof oauth.ResponseBodyError)
      throw new SignInFailed(`登录没有成功：${error.error_description ?? error.error}，请重新登录`);
    if (error instanceof oauth.OperationProcessingError)
      throw new SignInFailed('登录没有完成：返回的内容不对，请重新登录', { cause: error });
    throw error;
  });

/** Authorization code with PKCE (RFC 7636): what is sent to the browser is worth nothing without the verifier that stays here. */
const beginCodeFlow = async ({ configuration, server, client, how }: Issuer, port: number) => {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  // The registered redirects name `localhost`.
  const redirectUri = `http://localhost:${String(port)}/callback`;
  const address = new URL(configuration.authorizationEndpoint);
  address.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope: configuration.scopes.join(' '),
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();
  const redeem = async (back: URL): Promise<SignedIn> => {
    const parameters = oauth.validateAuthResponse(server, client, back, state);
    const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, redirectUri, verifier, how);
    return signedIn(await oauth.processAuthorizationCodeResponse(server, client, response));
  };
  return { address, redeem: (back: URL) => orFail(redeem(back)) };
};

const listening = (port: number, host: string, answer: RequestListener): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer(answer);
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(port, host, () => {
      resolve(server);
    });
  });

/** On the first registered port that is free; a browser may take `localhost` for either loopback address. */
const listenOn = async (ports: readonly number[], answer: RequestListener): Promise<{ port: number; close: () => void }> => {
  for (const port of ports) {
    const first = await listening(port, '127.0.0.1', answer);
    if (!first) continue;
    const servers = [first, await listening(port, '::1', answer)];
    return {
      port,
      close: () => {
        for (const server of servers) server?.close();
      },
    };
  }
  throw new SignInFailed(`端口 ${ports.join('、')} 都被占用，无法接收登录结果；请关闭占用它们的程序后重试`);
};

const page = (text: string): string => `<!doctype html><meta charset="utf-8"><title>登录</title><p>${text}</p>`;

/** In the person's own browser; waits on one of the registered loopback ports for it to come back. */
export const signInWithBrowser = async (
  url: string,
  open: (address: string) => void,
  { patienceMs = 300_000 }: { patienceMs?: number } = {},
): Promise<SignedIn> => {
  const issuer = await issuerOf(url);
  const { promise: back, resolve, reject } = Promise.withResolvers<URL>();
  const { port, close } = await listenOn(issuer.configuration.redirectPorts, (request, response) => {
    const asked = new URL(request.url ?? '/', 'http://localhost');
    const isBack = asked.pathname === '/callback';
    response
      .writeHead(isBack ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', connection: 'close' })
      .end(isBack ? page('已收到登录结果，可以关闭本页，回到命令行。') : page('没有这个页面'));
    if (isBack) resolve(asked);
  });
  const tooLate = setTimeout(() => {
    reject(new SignInFailed(`${String(Math.round(patienceMs / 60_000))} 分钟内没有完成登录，请重试`));
  }, patienceMs);
  try {
    const { address, redeem } = await beginCodeFlow(issuer, port);
    open(address.toString());
    return await redeem(await back);
  } finally {
    clearTimeout(tooLate);
    close();
  }
};

/**
 * Walks the same way as a browser, for the local sample's people only: fills in the form of the hosted sign-in page.
 * What the page carries along (hidden fields) is sent back as it came.
 */
export const signInByForm = async (url: string, username: string, password: string): Promise<SignedIn> => {
  const issuer = await issuerOf(url);
  const { address, redeem } = await beginCodeFlow(issuer, issuer.configuration.redirectPorts[0] ?? 0);
  const html = await (await fetch(address, { redirect: 'manual' })).text();
  const action = /<form[^>]*action="([^"]+)"/i.exec(html)?.[1];
  if (action === undefined) throw new SignInFailed('登录页面无法识别：--as 只用于本机示例系统');
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, unescaped(value)],
  );
  const answer = await fetch(new URL(action, address), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams([...hidden, ['username', username], ['password', password]]),
  });
  const location = answer.headers.get('location');
  if (location === null) throw new SignInFailed('用户名或密码不对');
  return redeem(new URL(location));
};

export const signInWithPassword = async (url: string, username: string, password: string): Promise<string> =>
  (await signInByForm(url, username, password)).accessToken;

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** A department's system: its own client, its own secret. */
export const signInAsSystem = async (url: string, clientId: string, clientSecret: string): Promise<SignedIn> => {
  const { configuration, server, how } = await issuerOf(url);
  const client = { client_id: clientId };
  const ask = async () => {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(clientSecret),
      { scope: configuration.systemScope },
      how,
    );
    return signedIn(await oauth.processClientCredentialsResponse(server, client, response));
  };
  return orFail(ask());
};

export const renew = async (url: string, refreshToken: string): Promise<SignedIn> => {
  const { server, client, how } = await issuerOf(url);
  const ask = async () => {
    const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, how);
    return signedIn(await oauth.processRefreshTokenResponse(server, client, response));
  };
  // The refresh token stays good until its own end, unless a new one comes with the answer.
  return { refreshToken, ...(await orFail(ask())) };
};
