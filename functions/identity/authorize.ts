import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import type { AuditEvent } from '../../shared/audit/audit-event.ts';
import { toAuthorizerContext } from '../../shared/identity/principal.ts';
import { during } from '../../shared/runtime/current-call.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Queue } from '../../shared/runtime/queue.queue.ts';
import { toPrincipal } from './member.ts';
import type { Members } from './members.store.ts';
import { callerOf } from './token.ts';

export type Verified = { claims: unknown } | { fault: 'token-missing' | 'token-expired' | 'token-invalid' };

export interface Collaborators {
  members: Members;
  audit: Queue<AuditEvent>;
  log: Log;
  publicClientId: string;
  verify: (token: string) => Promise<Verified>;
  clock: () => Date;
}

type Answer = APIGatewaySimpleAuthorizerWithContextResult<Record<string, string>>;

/** Who is calling? Anyone it does not know is refused, and the refusal is audited before it is answered. */
export const authorize =
  ({ members, audit, log, publicClientId, verify, clock }: Collaborators) =>
  (event: APIGatewayRequestAuthorizerEventV2): Promise<Answer> => {
    const { requestId, http } = event.requestContext;
    const refused = async (because: string, actor: string, department?: string): Promise<Answer> => {
      await audit.send([
        {
          id: `token:${requestId}`,
          at: clock().toISOString(),
          kind: 'refusal',
          actor,
          ...(department === undefined ? {} : { department }),
          sourceIp: http.sourceIp,
          action: 'sign-in',
          object: { type: 'route', id: event.routeKey },
          outcome: 'refused',
          because,
          correlationId: requestId,
        },
      ]);
      log.warn('tokenRefused', { because, route: event.routeKey });
      return { isAuthorized: false, context: {} };
    };

    return during({ correlationId: requestId, actor: 'system:authorizer' }, async () => {
      const [scheme, token] = (event.identitySource[0] ?? '').split(' ');
      const verified: Verified = scheme?.toLowerCase() === 'bearer' && token ? await verify(token) : { fault: 'token-missing' };
      if ('fault' in verified) return refused(verified.fault, 'unverified');

      const caller = callerOf(verified.claims, publicClientId);
      if (!caller) return refused('token-not-for-us', 'unverified');
      const member = await members.whoIs(caller);
      if (!member) return refused('member-unknown', `${caller.kind}:${caller.subject.slice(0, 150)}`);
      const principal = toPrincipal(member);
      if (!principal) return refused(`member-${member.state}`, member.memberId, member.departmentId);

      log.info('tokenAccepted', { memberId: principal.memberId });
      return { isAuthorized: true, context: toAuthorizerContext(principal) };
    });
  };
