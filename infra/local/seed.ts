import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { hubClient, type HubClient, HubSaidNo } from '../../cli/hub.client.ts';
import { signInWithPassword } from '../../cli/sign-in.client.ts';
import type { LocalCloud } from './cloud.ts';
import type { Outputs } from './deploy.ts';
import { sampleDepartments, sampleHandIn, samplePeople, sampleSystems } from './sample/people.ts';
import { sampleRouting } from './sample/routing.ts';

/** How the sample's people and systems sign in. Made at random on this machine, kept in a file that only its user may read. */
export const SignIns = z.object({
  people: z.record(z.string(), z.object({ name: z.string(), password: z.string(), subject: z.string(), memberId: z.string().optional() })),
  systems: z.record(z.string(), z.object({ clientId: z.string(), clientSecret: z.string() })),
});
export type SignIns = z.infer<typeof SignIns>;

/** Twelve characters and more of every kind, as the user pool demands. */
const newPassword = (): string => `${randomBytes(15).toString('base64url')}-aA1!`;

const invoke = async (lambda: LambdaClient, name: string | undefined, payload: unknown): Promise<void> => {
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }));
  if (FunctionError) throw new Error(`${name ?? ''}: ${Buffer.from(Payload ?? []).toString()}`);
};

export const apiUrlOf = (cloud: LocalCloud, outputs: Outputs): string =>
  `${cloud.endpoint}/_aws/execute-api/${outputs['ApiId'] ?? ''}/$default`;

/**
 * Contracts and the first two administrators by the deployment's own functions; then those two let everybody else in by the API, as they would in production.
 * Done again it changes nothing.
 */
export const seed = async (
  cloud: LocalCloud,
  outputs: Outputs,
  say: (line: string) => void,
  handIn: Readonly<Record<string, readonly string[]>> = sampleHandIn,
): Promise<SignIns> => {
  const settings = {
    endpoint: cloud.endpoint,
    region: cloud.env['AWS_REGION'] ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const lambda = new LambdaClient(settings);
  await invoke(lambda, outputs['SeedContracts'], { handIn });
  await invoke(lambda, outputs['SeedComplaintRules'], { routingTable: sampleRouting });
  await invoke(lambda, outputs['SeedDataRequestRules'], {});
  const url = apiUrlOf(cloud, outputs);
  writeFileSync(path.join(cloud.folder, 'hub.json'), `${JSON.stringify({ url }, null, 2)}\n`);

  const file = path.join(cloud.folder, 'people.json');
  const signIns: SignIns = existsSync(file) ? SignIns.parse(JSON.parse(readFileSync(file, 'utf8'))) : { people: {}, systems: {} };
  // An earlier version's sample may have had fewer.
  const missing = {
    people: samplePeople.filter(({ signIn }) => !signIns.people[signIn]),
    systems: sampleSystems.filter(({ system }) => !signIns.systems[system]),
  };
  if (missing.people.length + missing.systems.length === 0) return signIns;

  say('建立示例部门与人员 [sample people] …');
  const cognito = new CognitoIdentityProviderClient(settings);
  const pool = { UserPoolId: outputs['UserPoolId'] };
  const issuer = outputs['Issuer'] ?? '';

  for (const { signIn, name } of missing.people) {
    const password = newPassword();
    // There already where an earlier start was broken off: then it only gets a new password.
    await cognito.send(new AdminCreateUserCommand({ ...pool, Username: signIn, MessageAction: 'SUPPRESS' })).catch((error: unknown) => {
      if (!(error instanceof UsernameExistsException)) throw error;
    });
    await cognito.send(new AdminSetUserPasswordCommand({ ...pool, Username: signIn, Password: password, Permanent: true }));
    const { UserAttributes } = await cognito.send(new AdminGetUserCommand({ ...pool, Username: signIn }));
    const subject = UserAttributes?.find((attribute) => attribute.Name === 'sub')?.Value ?? '';
    signIns.people[signIn] = { name, password, subject };
  }
  for (const { system } of missing.systems) {
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({
        ...pool,
        ClientName: system,
        GenerateSecret: true,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: ['hub/systems'],
      }),
    );
    signIns.systems[system] = { clientId: UserPoolClient?.ClientId ?? '', clientSecret: UserPoolClient?.ClientSecret ?? '' };
  }

  const administrators = samplePeople.filter(({ roles }) => roles[0] === 'system-administrator' || roles[0] === 'security-administrator');
  const home = sampleDepartments.find(({ departmentId }) => departmentId === administrators[0]?.departmentId);
  await invoke(lambda, outputs['SeedAdministrators'], {
    department: home,
    administrators: administrators.map(({ signIn, name, roles }) => ({
      memberId: `m-first-${signIn}`,
      kind: 'person',
      issuer,
      subject: signIns.people[signIn]?.subject,
      name,
      role: roles[0],
    })),
  });

  const as = async (role: string): Promise<HubClient> => {
    const person = samplePeople.find(({ roles }) => roles[0] === role)?.signIn ?? '';
    return hubClient(url, await signInWithPassword(url, person, signIns.people[person]?.password ?? ''));
  };
  await letIn({ registrar: await as('system-administrator'), authoriser: await as('security-administrator'), issuer, signIns });

  writeFileSync(file, `${JSON.stringify(signIns, null, 2)}\n`, { mode: 0o600 });
  return signIns;
};

const Registered = z.object({ memberId: z.string(), subject: z.string(), version: z.int() });
const Members = z.object({ items: z.array(Registered) });

const letIn = async ({
  registrar,
  authoriser,
  issuer,
  signIns,
}: {
  registrar: HubClient;
  authoriser: HubClient;
  issuer: string;
  signIns: SignIns;
}): Promise<void> => {
  for (const department of sampleDepartments)
    await registrar.post('/v1/departments', department, z.unknown()).catch((error: unknown) => {
      // The administrators' own department came with them.
      if (!(error instanceof HubSaidNo && error.because === 'department-known')) throw error;
    });
  // Registered, perhaps, by a start that was broken off.
  const known = new Map((await registrar.get('/v1/members?limit=100', Members)).items.map((member) => [member.subject, member]));
  const callers = [
    ...samplePeople.map((person) => ({ ...person, kind: 'person', subject: signIns.people[person.signIn]?.subject ?? '' })),
    ...sampleSystems.map((system) => ({ ...system, kind: 'system', subject: signIns.systems[system.system]?.clientId ?? '' })),
  ];
  for (const { kind, subject, name, departmentId, roles, clearance } of callers) {
    // The first two came with the deployment.
    if (roles[0] === 'system-administrator' || roles[0] === 'security-administrator') continue;
    const member = known.get(subject) ?? (await registrar.post('/v1/members', { kind, issuer, subject, name, departmentId }, Registered));
    await authoriser.put(`/v1/members/${member.memberId}/authorisation`, { roles, clearance }, z.unknown(), {
      'if-match': `"${String(member.version)}"`,
    });
  }
};
