import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { CfnApi, CfnAuthorizer, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Route } from '../../shared/runtime/route.ts';
import type { HouseFunction } from './house-function.ts';
import { type House, Room } from './room.ts';
import type { Construct } from 'constructs';

/** How long an answer of the authorizer holds; so long may a leaver still come in. */
const authorizerHolds = Duration.seconds(60);

/**
 * The one HTTP API. Every route of every capability is declared here, so that no room needs to know another: this stack points at their functions.
 */
export class Gateway extends Room {
  readonly api: CfnApi;
  private authorizer: CfnAuthorizer | undefined;

  constructor(scope: Construct, house: House) {
    super(scope, 'gateway', house);
    const { stage } = house;
    this.api = new CfnApi(this, 'api', {
      name: `hub-${stage.name}`,
      protocolType: 'HTTP',
      ...(stage.webOrigins.length > 0 && {
        corsConfiguration: {
          allowOrigins: stage.webOrigins,
          allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
          allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'x-correlation-id'],
          exposeHeaders: ['etag', 'x-correlation-id'],
        },
      }),
    });
    const logs = new CfnLogGroup(this, 'access-log', { logGroupName: `/hub/${stage.name}/gateway/access`, retentionInDays: stage.logDays });
    new CfnStage(this, 'stage', {
      apiId: this.api.ref,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: { throttlingBurstLimit: 200, throttlingRateLimit: 100 },
      accessLogSettings: {
        destinationArn: logs.attrArn,
        format: JSON.stringify({
          requestId: '$context.requestId',
          at: '$context.requestTime',
          ip: '$context.identity.sourceIp',
          route: '$context.routeKey',
          status: '$context.status',
          authorizer: '$context.authorizer.error',
          member: '$context.authorizer.memberId',
        }),
      },
    });
  }

  get url(): string {
    return this.api.attrApiEndpoint;
  }

  authorizedBy(authorizer: HouseFunction): void {
    this.authorizer = new CfnAuthorizer(this, 'authorizer', {
      apiId: this.api.ref,
      name: 'members',
      authorizerType: 'REQUEST',
      authorizerPayloadFormatVersion: '2.0',
      enableSimpleResponses: true,
      authorizerResultTtlInSeconds: authorizerHolds.toSeconds(),
      identitySource: ['$request.header.Authorization'],
      authorizerUri: this.invocation(authorizer),
    });
    this.permit(authorizer, `authorizers/${this.authorizer.ref}`);
  }

  /** One function answers all routes of a capability, or of a part of it; each is a route of the gateway, so what is not declared does not exist. */
  serve(server: HouseFunction, routes: readonly Route[]): void {
    const part = server.node.id === 'http' ? '' : `-${server.node.id}`;
    const integration = new CfnIntegration(this, `${server.room.capability}${part}-integration`, {
      apiId: this.api.ref,
      integrationType: 'AWS_PROXY',
      payloadFormatVersion: '2.0',
      integrationUri: server.lambda.functionArn,
      timeoutInMillis: Math.min(server.seconds, 29) * 1000,
    });
    this.permit(server, '*/*/*');
    for (const { method, path, action } of routes) {
      const secured = action !== 'public' && action !== 'signed';
      if (secured && !this.authorizer) throw new Error('the authorizer comes before the routes');
      const declared = new CfnRoute(this, `${method} ${path}`, {
        apiId: this.api.ref,
        routeKey: `${method} ${path}`,
        target: `integrations/${integration.ref}`,
        authorizationType: secured ? 'CUSTOM' : 'NONE',
        ...(secured && this.authorizer && { authorizerId: this.authorizer.ref }),
      });
      if (!secured)
        Validations.of(declared).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason:
            action === 'signed'
              ? 'Another platform calls, which is no member: the function verifies the signature of each call, refuses and audits.'
              : 'Public on purpose: what a client must know before it can sign in; it shows no data.',
        });
    }
  }

  private invocation(server: HouseFunction): string {
    const { partition, region } = Stack.of(this);
    return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${server.lambda.functionArn}/invocations`;
  }

  private permit(server: HouseFunction, resource: string): void {
    const { partition, region, account } = Stack.of(this);
    new CfnPermission(this, `permit ${server.room.capability} ${server.node.id}`, {
      action: 'lambda:InvokeFunction',
      functionName: server.lambda.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: `arn:${partition}:execute-api:${region}:${account}:${this.api.ref}/${resource}`,
    });
  }
}
