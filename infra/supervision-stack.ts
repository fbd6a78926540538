import { CfnOutput, type Environment, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { Audit } from './audit.ts';
import { Complaints } from './complaints.ts';
import { DataRequests } from './data-requests.ts';
import { Gateway } from './constructs/gateway.ts';
import type { House } from './constructs/room.ts';
import { Identity } from './identity.ts';
import { Ingestion } from './ingestion.ts';
import { Interface } from './interface.ts';
import type { Stage } from './stages.ts';
import { Subjects } from './subjects.ts';

/**
 * The whole system on one page: a nested stack per capability, and who tells whom.
 * Everybody tells the audit; the gateway points at everybody; nobody reads another's table,
 * and of another's objects only what is named here: `subjects` and `data-requests` those that ingestion curates.
 */
export class SupervisionStack extends Stack {
  constructor(scope: Construct, id: string, { stage, bundles, env }: { stage: Stage; bundles: string; env?: Environment }) {
    super(scope, id, { description: '互联网+监管: the supervision hub of a district', ...(env && { env }) });
    const alarms = new Topic(this, 'alarms', { displayName: `supervision hub ${stage.name}`, enforceSSL: true });
    const house: House = { stage, bundles, alarms };

    const audit = new Audit(this, house);
    const identity = new Identity(this, house, audit);
    const ingestion = new Ingestion(this, house, audit);
    const subjects = new Subjects(this, house, audit);
    subjects.hears(ingestion);
    const complaints = new Complaints(this, house, audit);
    const dataRequests = new DataRequests(this, house, audit);
    dataRequests.hears(ingestion);
    const described = new Interface(this, house, identity.issuer);

    const gateway = new Gateway(this, house);
    for (const room of [identity, audit, ingestion, subjects, complaints, dataRequests, described]) room.serveAt(gateway);

    // What the commands need to know. Seeds are functions that a deployment invokes, in this order.
    new CfnOutput(this, 'ApiUrl', { value: gateway.url });
    new CfnOutput(this, 'ApiId', { value: gateway.api.ref });
    new CfnOutput(this, 'UserPoolId', { value: identity.userPoolId || 'none' });
    new CfnOutput(this, 'PublicClientId', { value: identity.issuer.publicClientId });
    new CfnOutput(this, 'Issuer', { value: identity.issuer.issuer });
    new CfnOutput(this, 'SeedAdministrators', { value: identity.seed.lambda.functionName });
    new CfnOutput(this, 'SeedComplaintRules', { value: complaints.seed.lambda.functionName });
    new CfnOutput(this, 'SeedDataRequestRules', { value: dataRequests.seed.lambda.functionName });
    new CfnOutput(this, 'SeedContracts', { value: ingestion.seed.lambda.functionName });
  }
}
