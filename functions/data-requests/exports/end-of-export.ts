import type { Export } from './export.ts';

export interface Ending {
  state: 'void' | 'failed' | 'expired';
  because: string;
}

/** `refusal`: what the gate says now to whoever ordered it; `decision`: what it decides, where it does not refuse. Undefined: it stays. */
export const endingOf = (
  the: Pick<Export, 'state' | 'deadline' | 'keptUntil' | 'decision'>,
  gate: { refusal?: string | undefined; decision?: string | undefined },
  now: Date,
): Ending | undefined => {
  if (the.state === 'void' || the.state === 'failed' || the.state === 'expired') return undefined;
  if (gate.refusal !== undefined) return { state: 'void', because: gate.refusal };
  if (gate.decision !== the.decision) return { state: 'void', because: 'grant-narrowed' };
  const at = now.toISOString();
  if (the.state === 'ready')
    return the.keptUntil !== undefined && at >= the.keptUntil ? { state: 'expired', because: 'kept-long-enough' } : undefined;
  return at >= the.deadline ? { state: 'failed', because: 'not-in-time' } : undefined;
};
