import { destinationContext } from './destination.ts';
import type { Sealing } from './seal.client.ts';

/** More are not kept: a destination's secrets change, and what ended need not be remembered. */
const atMost = 200;

/** A destination's sealed secrets, opened once each and kept in this function's memory: asking the key store at every call would cost more than the call. */
export const openSecrets = (sealing: Pick<Sealing, 'unseal'>) => {
  const opened = new Map<string, Promise<string>>();
  return (destination: string, sealed: string): Promise<string> => {
    const known = opened.get(sealed);
    if (known) return known;
    if (opened.size >= atMost) opened.clear();
    const opening = sealing.unseal(sealed, destinationContext(destination));
    opening.catch(() => opened.delete(sealed));
    opened.set(sealed, opening);
    return opening;
  };
};
export type Secrets = ReturnType<typeof openSecrets>;
