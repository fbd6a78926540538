import checkActionsContract from '../../functions/ingestion/contracts/check-actions.json' with { type: 'json' };
import marketEntitiesContract from '../../functions/ingestion/contracts/market-entities.json' with { type: 'json' };
import { CuratedRecord } from '../../functions/ingestion/messages.ts';
import { ownerOf } from '../../functions/subjects/link.ts';
import { placesOfDeleted, planLinks } from '../../functions/subjects/plan-links.ts';
import { DatasetFace, type Link, type NameGiven, type Projection, type Registration, type Stub } from '../../functions/subjects/subject.ts';
import { type RecordReference, recordMark, subjectIdOf } from '../../functions/subjects/subject-id.ts';

export const marketFace = DatasetFace.parse(marketEntitiesContract);
export const checkFace = DatasetFace.parse(checkActionsContract);

export const record = (key: string, content: Record<string, string>, its: Partial<CuratedRecord> = {}): CuratedRecord =>
  CuratedRecord.parse({
    key,
    version: 1,
    businessTime: '2026-03-01',
    deleted: false,
    content: JSON.stringify(content),
    contractVersion: 1,
    uploadId: 'u-00000000000000000000000000',
    row: 1,
    ...its,
  });

/** The plain model of the table: what plans say is done, one lane after the other, and what readers then find. */
export const smallRegister = () => {
  const links = new Map<string, Link>();
  const projections = new Map<string, Projection>();
  const registrations = new Map<string, Registration>();
  const names = new Map<string, NameGiven>();
  const stubs = new Map<string, Stub>();
  const codes = new Set<string>();
  const leads = new Map<string, string>();

  const placeOf = (it: { subjectId: string; businessTime: string; mark: string }) => `${it.subjectId} ${it.businessTime} ${it.mark}`;
  const isRegistered = (subjectId: string) => [...registrations.values()].some((one) => one.subjectId === subjectId);
  const ownerOfName = (nameId: string) => ownerOf([...names.values()].filter(({ normalised }) => subjectIdOf.name(normalised) === nameId));

  return {
    links,
    projections,
    registrations,
    stubs,
    names,
    leads,
    take(face: DatasetFace, department: string, ...records: CuratedRecord[]): void {
      this.takeUpTo(Infinity, face, department, ...records);
    },

    /** Breaks off after so many writes. */
    takeUpTo(most: number, face: DatasetFace, department: string, ...records: CuratedRecord[]): void {
      const lane = [...links.values()].filter((link) => link.dataset === face.dataset && link.department === department);
      const known = new Map(lane.map((link) => [link.key, link]));
      const plan = planLinks(
        records,
        {
          links: known,
          before: new Map(
            placesOfDeleted(records, known).flatMap((place) => {
              const projection = projections.get(placeOf(place));
              return projection ? [[projection.key, projection]] : [];
            }),
          ),
          registerHas: (code) => codes.has(code),
        },
        face,
        department,
      );
      const writes = [
        ...plan.projections.map((one) => () => projections.set(placeOf(one), one)),
        ...plan.registrations.map((one) => () => registrations.set(`${one.subjectId} ${one.mark}`, one)),
        ...plan.leads.map(
          ({ from, to }) =>
            () =>
              leads.set(from, to),
        ),
        ...plan.suspectCodes.map(
          ({ code }) =>
            () =>
              codes.add(code),
        ),
        ...plan.names.map((one) => () => names.set(`${one.normalised} ${one.mark}`, one)),
        ...plan.stubs.map((one) => () => stubs.set(`${one.subjectId} ${one.department}`, one)),
        ...plan.left.map((one) => () => projections.delete(placeOf(one))),
        ...plan.unregistered.map((one) => () => registrations.delete(`${one.subjectId} ${one.mark}`)),
        ...plan.unnamed.map((one) => () => names.delete(`${one.normalised} ${one.mark}`)),
        ...plan.links.map((one) => () => links.set(`${one.dataset}#${one.department}#${one.key}`, one)),
      ];
      for (const write of writes.slice(0, most)) write();
    },

    projectionsOf: (reference: RecordReference): Projection[] =>
      [...projections.values()].filter(({ mark }) => mark === recordMark(reference)),

    /** Whose page shows the record, and whether that is a registered business. */
    subjectOf(reference: RecordReference): { subjectId: string; registered: boolean; by: string } | undefined {
      const link = links.get(`${reference.dataset}#${reference.department}#${reference.key}`);
      if (!link) return undefined;
      const by = projections.get(placeOf(link))?.linkedBy ?? 'nothing';
      const owner = isRegistered(link.subjectId) ? undefined : ownerOfName(link.subjectId);
      const subjectId = owner ?? link.subjectId;
      return { subjectId, registered: isRegistered(subjectId), by };
    },
  };
};
