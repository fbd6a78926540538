import * as z from 'zod';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { httpFunction } from '../../shared/runtime/http-function.ts';
import { answering, done } from '../../shared/runtime/route.ts';
import { readClientConfiguration, readOpenApi } from './routes.ts';

const environment = readEnvironment({
  ISSUER: z.string(),
  AUTHORIZATION_ENDPOINT: z.string(),
  TOKEN_ENDPOINT: z.string(),
  PUBLIC_CLIENT_ID: z.string(),
  SYSTEM_SCOPE: z.string(),
  REDIRECT_PORTS: z.string(),
});

const configuration = {
  issuer: environment.ISSUER,
  authorizationEndpoint: environment.AUTHORIZATION_ENDPOINT,
  tokenEndpoint: environment.TOKEN_ENDPOINT,
  publicClientId: environment.PUBLIC_CLIENT_ID,
  scopes: ['openid'],
  systemScope: environment.SYSTEM_SCOPE,
  redirectPorts: environment.REDIRECT_PORTS.split(' ').map(Number),
};

export const handler = httpFunction({
  bindings: [
    answering(readClientConfiguration, () => Promise.resolve(done(configuration))),
    answering(readOpenApi, () => Promise.resolve(done(openApi))),
  ],
});
