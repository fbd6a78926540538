import type { Construct } from 'constructs';
import { interfaceRoutes } from '../functions/interface/routes.ts';
import type { Gateway } from './constructs/gateway.ts';
import { HouseFunction } from './constructs/house-function.ts';
import { type House, Room } from './constructs/room.ts';
import type { Issuer } from './identity.ts';
import { redirectPorts } from './stages.ts';

/** What belongs to no capability: the OpenAPI document, and what a client needs to know before it can sign in. */
export class Interface extends Room {
  private readonly http: HouseFunction;

  constructor(scope: Construct, house: House, issuer: Issuer) {
    super(scope, 'interface', house);
    this.http = new HouseFunction(this, 'http', {
      impactOfFailure: 'New clients cannot find out how to sign in; those who are signed in can go on working.',
      seconds: house.stage.seconds.http,
    });
    this.http.set('ISSUER', issuer.issuer);
    this.http.set('AUTHORIZATION_ENDPOINT', issuer.authorizationEndpoint);
    this.http.set('TOKEN_ENDPOINT', issuer.tokenEndpoint);
    this.http.set('PUBLIC_CLIENT_ID', issuer.publicClientId);
    this.http.set('SYSTEM_SCOPE', issuer.systemScope);
    this.http.set('REDIRECT_PORTS', redirectPorts.join(' '));
  }

  serveAt(gateway: Gateway): void {
    gateway.serve(this.http, interfaceRoutes);
  }
}
