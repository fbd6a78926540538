import * as z from 'zod';
import type { Caller } from './member.ts';

/** What a token must say for us. Tokens carry no rights: only who it is. */
const Claims = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  client_id: z.string().optional(),
  azp: z.string().optional(),
  token_use: z.string().optional(),
});

/**
 * A person signs in through our public client; a system has a client of its own, and then the subject is that client (RFC 9068 2.2).
 * A token that another application got for a person is not for us, though the issuer is the same.
 */
export const callerOf = (claims: unknown, publicClientId: string): Caller | undefined => {
  const read = Claims.safeParse(claims);
  if (!read.success) return undefined;
  const { iss: issuer, sub: subject, client_id, azp, token_use } = read.data;
  if (token_use !== undefined && token_use !== 'access') return undefined;
  const client = client_id ?? azp;
  if (client === subject) return { kind: 'system', issuer, subject };
  return client === publicClientId ? { kind: 'person', issuer, subject } : undefined;
};
