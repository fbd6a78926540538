import type { Refusal } from './outcome.ts';
import type { signedRoutesProblems } from './problem.ts';

/** A call as it came, before anything in it is believed. */
export interface SignedCall {
  /** In lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The very bytes: a digest of the parsed body would be another. */
  body: Buffer;
  route: { method: string; path: string };
  params: Readonly<Record<string, string | undefined>>;
  now: Date;
}

/** Whose signature was right. No member, so it has no role and no department, and its name has a form that no member's id can have. */
export interface SignedCaller {
  outcome: 'verified';
  actor: `upper:${string}`;
  source: string;
  /** Names this very call: whoever stores something because of it stores this too, with `bodyDigest`, until `nonceEnds` (epoch seconds). */
  nonce: string;
  /** Keyed, so that nobody can try out what stood in it. */
  bodyDigest: string;
  nonceEnds: number;
}

export interface Callers {
  verify(call: SignedCall): Promise<SignedCaller | Refusal<keyof typeof signedRoutesProblems>>;
}
