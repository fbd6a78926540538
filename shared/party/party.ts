import { identifierKind } from '../identifiers/identifier-kind.ts';
import { usccFault } from '../identifiers/uscc.ts';
import type { Content } from '../text/mask-record.ts';
import { normaliseName } from './normalise-name.ts';

/** Which columns say whom a record is about; a contract's own words. */
export interface SubjectColumns {
  as: 'register' | 'party';
  name: string;
  code?: string | undefined;
  certificateType?: string | undefined;
  nature?: string | undefined;
}

/** Whom a record says it is about, as far as its own values tell. */
export type Party =
  /** A natural person, or somebody who may be one. Never compared with anybody. */
  | { kind: 'person' }
  | {
      kind: 'organisation';
      as: SubjectColumns['as'];
      /** As it was written. */
      name: string;
      /** Exact, normalised; empty where the record gives no name. */
      normalised: string;
      /** Certainly a USCC, by form and checksum. */
      code?: string;
      /** Has the form of a USCC, but the checksum or the kind is wrong: as real codes sometimes are, and mistyped ones always. */
      suspect?: string;
    };

/** GA/T 2000.156: what only a person has. */
const personal = /^(111|112|113|114|117|414|511|516|553)$/;

/** So short a name is a person's until something says otherwise. */
const shortestOrganisation = 5;

const text = (content: Content, column: string | undefined): string => {
  const value = column === undefined ? undefined : content[column];
  return typeof value === 'string' ? value : (value?.join('') ?? '');
};

/**
 * Reads a record for whom it is about. A person's number must never pass for an organisation's, so what could be a person's is one: an ID number, even one that
 * passes the USCC's checksum too, unless the record itself declares it a USCC; then it is an organisation, but known by its name alone.
 */
export const partyOf = (content: Content, columns: SubjectColumns): Party => {
  const name = text(content, columns.name);
  const number = text(content, columns.code);
  const type = text(content, columns.certificateType);
  const nature = text(content, columns.nature);
  const register = columns.as === 'register';

  if (nature === '1' || personal.test(type)) return { kind: 'person' };
  const kind = identifierKind(number);
  const declared = (register || type === '001') && usccFault(number) === undefined;
  if (kind === 'citizen-id' && !declared) return { kind: 'person' };

  const mayBeUscc = kind !== 'citizen-id' && (register || type === '' || type === '001') && usccFault(number) !== 'format';
  const known = mayBeUscc && kind === 'uscc';
  const normalised = normaliseName(name);
  if (!register && nature === '' && !known && [...normalised].length < shortestOrganisation) return { kind: 'person' };
  return {
    kind: 'organisation',
    as: columns.as,
    name,
    normalised,
    ...(known && { code: number }),
    ...(mayBeUscc && !known && { suspect: number }),
  };
};
