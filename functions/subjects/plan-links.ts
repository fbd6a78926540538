import * as z from 'zod';
import { type Party, partyOf } from '../../shared/party/party.ts';
import type { Content } from '../../shared/text/mask-record.ts';
import type { CuratedRecord } from '../ingestion/messages.ts';
import { type Anchor, anchorOf } from './link.ts';
import type { DatasetFace, Face, Link, NameGiven, Projection, Registration, Stub } from './subject.ts';
import { recordMark, subjectIdOf } from './subject-id.ts';

export const RecordContent = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** What is known when a batch of one lane's records is linked. */
export interface Known {
  /** By record key. */
  links: ReadonlyMap<string, Link>;
  /** Of records that are deleted now: how they stood before. A deletion names the record and nothing else. */
  before: ReadonlyMap<string, Before>;
  registerHas: (code: string) => boolean;
}

export type Before = Pick<Projection, 'content' | 'linkedBy' | 'person'>;

/** Where a record may lie within the register. */
export type Place = Pick<Link, 'subjectId' | 'businessTime' | 'mark'>;

export interface LinkPlan {
  projections: Projection[];
  registrations: Registration[];
  names: NameGiven[];
  stubs: Stub[];
  /** Codes with a wrong checksum that the register holds all the same. */
  suspectCodes: { subjectId: string; code: string }[];
  /** Places where a record was and is no more, or where a turn that died may have put it. */
  left: Place[];
  /** Subjects that a row registered and registers no more. */
  unregistered: Pick<Link, 'subjectId' | 'mark'>[];
  /** Names that a row gave and that are nobody's of this row any more. */
  unnamed: Pick<NameGiven, 'normalised' | 'mark'>[];
  /** Ids that a register row had by itself, and whose it is now that it has a code. */
  leads: { from: string; to: string }[];
  links: Link[];
}

/** An older version, or the same again, changes nothing. */
export const isNews = (record: Pick<CuratedRecord, 'key' | 'version'>, links: Known['links']): boolean =>
  record.version > (links.get(record.key)?.version ?? 0);

/** So many names of a register row are kept; nobody is renamed more often. */
const namesKept = 10;

const contentOf = (record: CuratedRecord, before: Before | undefined): Content => {
  const content = RecordContent.parse(JSON.parse(record.content));
  return record.deleted && before ? { ...RecordContent.parse(JSON.parse(before.content)), ...content } : content;
};

/**
 * Where a deleted record is found: where its link says, or already where the deletion belongs, should a turn have died after it was moved and before its link
 * was. A deletion stays with its subject, so there is no third place.
 */
export const placesOfDeleted = (records: readonly CuratedRecord[], links: Known['links']): Place[] =>
  records.flatMap(({ key, deleted, businessTime }) => {
    const link = links.get(key);
    return deleted && link ? [link, ...(link.businessTime === businessTime ? [] : [{ ...link, businessTime }])] : [];
  });

const isSamePlace = (one: Place, other: Place): boolean => one.subjectId === other.subjectId && one.businessTime === other.businessTime;

/** Codes of which the register must be asked before these records can be linked. */
export const suspectCodesOf = (
  records: readonly CuratedRecord[],
  { before }: Pick<Known, 'before'>,
  { subject }: DatasetFace,
): string[] => [
  ...new Set(
    records.flatMap((record) => {
      const party = partyOf(contentOf(record, before.get(record.key)), subject);
      return party.kind === 'organisation' && party.suspect !== undefined ? [party.suspect] : [];
    }),
  ),
];

/** What linking these records of one lane writes. Follows from the arguments alone, so work begun again after a death writes the same. */
export const planLinks = (records: readonly CuratedRecord[], known: Known, face: DatasetFace, department: string): LinkPlan => {
  const plan: LinkPlan = {
    projections: [],
    registrations: [],
    names: [],
    stubs: [],
    suspectCodes: [],
    left: [],
    unregistered: [],
    unnamed: [],
    leads: [],
    links: [],
  };
  const stubs = new Map<string, Stub>();

  for (const record of records) {
    const { version, businessTime, deleted, contractVersion, uploadId, row } = record;
    const owned = { dataset: face.dataset, department, key: record.key };
    const mark = recordMark(owned);
    const previous = known.links.get(record.key);
    const before = deleted ? known.before.get(record.key) : undefined;
    const content = contentOf(record, before);
    const party = partyOf(content, face.subject);
    const registered = party.kind === 'organisation' && party.as === 'register';
    /** Where a turn may have put it that knew less of the register, or more than this one was told. */
    const elsewhere = (than: Place): Place[] =>
      (deleted ? [than] : [anchorOf(party, owned, () => false), anchorOf(party, owned, () => true)])
        .map(({ subjectId }) => ({ subjectId, businessTime, mark }))
        .filter((one) => !isSamePlace(one, than));

    if (!isNews(record, known.links)) {
      if (!previous || previous.version === version) continue;
      // Redriven after a newer one: it changes nothing, but what its own turn may have left half done goes.
      const stray = elsewhere(previous);
      plan.left.push(...stray);
      if (!registered) continue;
      plan.unregistered.push(...stray.filter(({ subjectId }) => subjectId !== previous.subjectId));
      if (party.normalised !== '' && !previous.names.includes(party.normalised)) plan.unnamed.push({ normalised: party.normalised, mark });
      continue;
    }

    const found = anchorOf(party, owned, known.registerHas);
    const anchor: Anchor = deleted && previous ? { ...found, subjectId: previous.subjectId } : found;
    const { subjectId } = anchor;

    plan.projections.push({
      ...owned,
      mark,
      subjectId,
      linkedBy: registered ? 'register' : (before?.linkedBy ?? anchor.by),
      person: party.kind === 'person' || before?.person === true,
      version,
      businessTime,
      deleted,
      content: JSON.stringify(content),
      contractVersion,
      uploadId,
      row,
    });
    const here = { subjectId, businessTime, mark };
    plan.left.push(...elsewhere(here), ...(previous && !isSamePlace(previous, here) ? [previous] : []));

    if (previous && previous.names.length > 0 && (previous.subjectId !== subjectId || !registered))
      plan.unregistered.push({ subjectId: previous.subjectId, mark });

    let names: string[] = [];
    if (registered) {
      const { normalised, suspect } = party;
      names = [...new Set([normalised, ...(previous?.names ?? [])])].filter((name) => name !== '').slice(0, namesKept);
      plan.registrations.push({
        ...owned,
        mark,
        subjectId,
        face: faceOf(content, party, face),
        normalised,
        formerly: names.filter((name) => name !== normalised),
        businessTime,
        deleted,
      });
      plan.names.push(...names.map((name) => ({ mark, subjectId, normalised: name, former: deleted || name !== normalised })));
      const alone = subjectIdOf.record(owned);
      if (previous && previous.subjectId !== subjectId && alone !== subjectId) plan.leads.push({ from: alone, to: subjectId });
      if (suspect !== undefined) plan.suspectCodes.push({ subjectId, code: suspect });
    } else stubs.set(subjectId, stubOf(party, anchor, content, face, department));
    plan.unnamed.push(...(previous?.names ?? []).filter((name) => !names.includes(name)).map((normalised) => ({ mark, normalised })));

    plan.links.push({ ...owned, mark, subjectId, version, businessTime, names });
  }
  return { ...plan, stubs: [...stubs.values()] };
};

const faceOf = (content: Content, { name, code, suspect }: Party & { kind: 'organisation' }, { subject }: DatasetFace): Face => {
  const known = code ?? suspect;
  const { state = [], area = [], address = [], industry = [] } = subject.shown ?? {};
  const values = [...state, ...area, ...address, ...industry].flatMap((column) => {
    const value = [content[column] ?? []].flat().join('、');
    return value === '' ? [] : [[column, value] as const];
  });
  return { name, ...(known !== undefined && { code: known }), values: Object.fromEntries(values) };
};

const stubOf = (party: Party, { subjectId, by }: Anchor, content: Content, face: DatasetFace, department: string): Stub => {
  const nameLevel = face.columns.find(({ name }) => name === face.subject.name)?.level ?? 4;
  const name = [content[face.subject.name] ?? ''].flat().join('、');
  if (party.kind === 'person') return { subjectId, department, person: true, name, normalised: '', nameLevel: Math.max(nameLevel, 3) };
  const code = by === 'uscc' ? (party.code ?? party.suspect) : undefined;
  return { subjectId, department, person: false, name, normalised: party.normalised, nameLevel, ...(code !== undefined && { code }) };
};
