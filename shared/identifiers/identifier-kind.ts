import { citizenIdFault } from './citizen-id.ts';
import { hasKnownUsccKind, usccFault } from './uscc.ts';

/**
 * What a number without a declared type is. A person's number must never pass for an organisation's: about one ID number in thirty of this district
 * also passes the USCC checksum, so the person is tested first, and what is both counts as personal.
 */
export const identifierKind = (number: string): 'citizen-id' | 'uscc' | undefined => {
  if (citizenIdFault(number, '2099-12-31') === undefined) return 'citizen-id';
  return hasKnownUsccKind(number) && usccFault(number) === undefined ? 'uscc' : undefined;
};
