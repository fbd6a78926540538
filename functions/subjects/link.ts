import type { Party } from '../../shared/party/party.ts';
import { type RecordReference, subjectIdOf } from './subject-id.ts';

/*
 * The one place that decides which business a record belongs to; better matching comes in here and nowhere else.
 * In two steps, so that the order in which departments hand in does not matter: `anchorOf` says what a record hangs on, from the record alone, when it is
 * linked; `ownerOf` says which business that is, from what the register knows, when it is read.
 */

/** What a record hangs on: a code, an exact name, or only itself. */
export interface Anchor {
  by: 'uscc' | 'name' | 'itself';
  subjectId: string;
}

/**
 * `registerHas`: whether a register row has exactly this code. Asked of codes with a wrong checksum alone: a mistyped one belongs to nobody, and then the name
 * decides; but the register itself holds some.
 */
export const anchorOf = (party: Party, record: RecordReference, registerHas: (code: string) => boolean): Anchor => {
  if (party.kind === 'organisation') {
    const { as, code, suspect, normalised } = party;
    if (code !== undefined) return { by: 'uscc', subjectId: subjectIdOf.code(code) };
    if (suspect !== undefined && (as === 'register' || registerHas(suspect))) return { by: 'uscc', subjectId: subjectIdOf.code(suspect) };
    if (as === 'party' && normalised !== '') return { by: 'name', subjectId: subjectIdOf.name(normalised) };
  }
  return { by: 'itself', subjectId: subjectIdOf.record(record) };
};

/** That a register row gives, or once gave, this name to this subject. */
export interface NameBorne {
  subjectId: string;
  /** Renamed or deleted since. */
  former: boolean;
}

/** Whose is a name? Of exactly one registered subject that bears it; where none bears it any more, of exactly one that did. Otherwise it stays a stub's. */
export const ownerOf = (borne: readonly NameBorne[]): string | undefined => {
  const current = borne.filter(({ former }) => !former);
  const [owner, ...others] = new Set((current.length > 0 ? current : borne).map(({ subjectId }) => subjectId));
  return others.length > 0 ? undefined : owner;
};
