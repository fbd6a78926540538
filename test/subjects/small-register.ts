import checkActionsContract from '../../functions/ingestion/contracts/check-actions.json' with { type: 'json' };
import marketEntitiesContract from '../../functions/ingestion/contracts/market-entities.json' with { type: 'json' };
import { CuratedRecord } from '../../functions/ingestion/messages.ts';
import { ownerOf } from '../../functions/subjects/link.ts';
import { planLinks } from '../../functions/subjects/plan-links.ts';
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

  const placeOf = (it: { subjectId: string; businessTime: string; mark: string }) => `${it.subjectId} ${it.businessTime} ${it.mark}`;
  const isRegistered = (subjectId: string) => [...registrations.values()].some((one) => one.subjectId === subjectId);
  const ownerOfName = (nameId: string) => ownerOf([...names.values()].filter(({ normalised }) => subjectIdOf.name(normalised) === nameId));

  return {
    links,
    projections,
    registrations,
    stubs,
    take(face: DatasetFace, department: string, ...records: CuratedRecord[]): void {
      const lane = [...links.values()].filter((link) => link.dataset === face.dataset && link.department === department);
      const plan = planLinks(
        records,
        {
          links: new Map(lane.map((link) => [link.key, link])),
          before: new Map(lane.flatMap((link) => [[link.key, projections.get(placeOf(link))?.content ?? '{}']])),
          registerHas: (code) => codes.has(code),
        },
        face,
        department,
      );
      for (const one of plan.projections) projections.set(placeOf(one), one);
      for (const one of plan.registrations) registrations.set(`${one.subjectId} ${one.mark}`, one);
      for (const one of plan.names) names.set(`${one.normalised} ${one.mark}`, one);
      for (const one of plan.stubs) stubs.set(`${one.subjectId} ${one.department}`, one);
      for (const { code } of plan.suspectCodes) codes.add(code);
      for (const one of plan.left) projections.delete(placeOf(one));
      for (const one of plan.unregistered) registrations.delete(`${one.subjectId} ${one.mark}`);
      for (const one of plan.unnamed) names.delete(`${one.normalised} ${one.mark}`);
      for (const one of plan.links) links.set(`${one.dataset}#${one.department}#${one.key}`, one);
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
