import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolDomain,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClient,
  UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { identityRoutes } from '../functions/identity/routes.ts';
import type { Audit } from './audit.ts';
import { CapabilityTable } from './constructs/capability-table.ts';
import type { Gateway } from './constructs/gateway.ts';
import { HouseFunction } from './constructs/house-function.ts';
import { type House, Room } from './constructs/room.ts';
import { commandLineRedirects } from './stages.ts';

/** Where tokens come from, as clients and the authorizer need to know it. */
export interface Issuer {
  issuer: string;
  jwksUri: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  publicClientId: string;
  audience: string;
  systemScope: string;
}

/** The scope that a department's system asks for; rights come from the members' table, never from a scope. */
const systemScope = { resource: 'hub', name: 'systems' } as const;

/** 统一身份认证: members and departments, the authorizer that alone reads them for others, and the user pool where no other issuer is configured. */
export class Identity extends Room {
  readonly issuer: Issuer;
  /** Stores the first two administrators; invoked once by the deployment. */
  readonly seed: HouseFunction;
  readonly userPoolId: string;
  private readonly authorizer: HouseFunction;
  private readonly http: HouseFunction;

  constructor(scope: Construct, house: House, audit: Audit) {
    super(scope, 'identity', house);
    const { seconds } = house.stage;

    const members = new CapabilityTable(this, 'members', {
      stream: true,
      indexes: [{ name: 'byKind', partition: 'itemKind', sort: 'pk' }],
    });
    const pool = this.issuerOf();
    this.issuer = pool.issuer;
    this.userPoolId = pool.userPoolId;

    this.authorizer = new HouseFunction(this, 'authorizer', {
      impactOfFailure: 'Nobody can call anything: every request is answered with 401 or 500.',
      seconds: 10,
    });
    members.let(this.authorizer, 'MEMBERS_TABLE', 'read');
    audit.tellFrom(this.authorizer);
    this.authorizer.set('ISSUER', this.issuer.issuer);
    this.authorizer.set('JWKS_URI', this.issuer.jwksUri);
    this.authorizer.set('AUDIENCE', this.issuer.audience);
    this.authorizer.set('PUBLIC_CLIENT_ID', this.issuer.publicClientId);

    this.http = new HouseFunction(this, 'http', {
      impactOfFailure: 'Members and departments cannot be kept; those who are in can go on working.',
      seconds: seconds.http,
    });
    members.let(this.http, 'MEMBERS_TABLE', 'read', 'write', 'remove');
    audit.tellFrom(this.http);

    this.seed = new HouseFunction(this, 'seed-administrators', {
      impactOfFailure: 'A new deployment has no administrators, so nobody can be let in.',
      seconds: seconds.http,
    });
    members.let(this.seed, 'MEMBERS_TABLE', 'read', 'write');

    const forward = new HouseFunction(this, 'forward-changes', {
      impactOfFailure: 'Changes of members and departments are stored but not audited; after 24 hours they would be lost to the audit.',
      seconds: 30,
    });
    members.forwardedBy(forward);
    audit.tellFrom(forward);
  }

  serveAt(gateway: Gateway): void {
    gateway.authorizedBy(this.authorizer);
    gateway.serve(this.http, identityRoutes);
  }

  private issuerOf(): { issuer: Issuer; userPoolId: string } {
    const { identity, name, retain } = this.house.stage;
    const scope = `${systemScope.resource}/${systemScope.name}`;
    if (identity.provider === 'oidc') {
      const { issuer, jwksUri, authorizationEndpoint, tokenEndpoint, publicClientId, audience } = identity;
      return {
        issuer: { issuer, jwksUri, authorizationEndpoint, tokenEndpoint, publicClientId, audience, systemScope: scope },
        userPoolId: '',
      };
    }
    const pool = new UserPool(this, 'people', {
      userPoolName: `hub-${name}`,
      selfSignUpEnabled: false,
      signInAliases: { username: true },
      accountRecovery: AccountRecovery.NONE,
      // 等保三级 身份鉴别 d: two factors. The local cloud's sample people have one, so that anybody can try the system at once.
      mfa: identity.endpoint === undefined ? Mfa.REQUIRED : Mfa.OFF,
      ...(identity.endpoint === undefined && { mfaSecondFactor: { otp: true, sms: false } }),
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG8',
        reason: 'The Plus tier is a choice of cost; sign-ins are throttled by Cognito and refusals audited by the authorizer.',
      },
      ...(identity.endpoint === undefined
        ? []
        : [{ id: 'AwsSolutions-COG2', reason: 'A local cloud with sample people only; every other stage requires two factors.' }]),
    );
    const domain = new CfnUserPoolDomain(this, 'sign-in', { userPoolId: pool.userPoolId, domain: identity.domainPrefix });
    new UserPoolResourceServer(this, 'resource-server', {
      userPool: pool,
      identifier: systemScope.resource,
      scopes: [new ResourceServerScope({ scopeName: systemScope.name, scopeDescription: 'A department system calls the hub' })],
    });
    const client = new UserPoolClient(this, 'public-client', {
      userPool: pool,
      userPoolClientName: 'people',
      generateSecret: false,
      authFlows: {},
      preventUserExistenceErrors: true,
      oAuth: { flows: { authorizationCodeGrant: true }, scopes: [OAuthScope.OPENID], callbackUrls: [...commandLineRedirects] },
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12),
      enableTokenRevocation: true,
    });
    const { region, urlSuffix } = Stack.of(this);
    const issuer = `https://cognito-idp.${region}.${urlSuffix}/${pool.userPoolId}`;
    const signIn = identity.endpoint ?? `https://${domain.domain}.auth.${region}.amazoncognito.com`;
    return {
      userPoolId: pool.userPoolId,
      issuer: {
        issuer: identity.endpoint === undefined ? issuer : `https://cognito-idp.${region}.amazonaws.com/${pool.userPoolId}`,
        jwksUri:
          identity.endpoint === undefined
            ? `${issuer}/.well-known/jwks.json`
            : `${identity.endpoint}/${pool.userPoolId}/.well-known/jwks.json`,
        authorizationEndpoint: `${signIn}/oauth2/authorize`,
        tokenEndpoint: `${signIn}/oauth2/token`,
        publicClientId: client.userPoolClientId,
        audience: '',
        systemScope: scope,
      },
    };
  }
}
