import { createHash } from 'node:crypto';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { identifierKind } from '../../shared/identifiers/identifier-kind.ts';
import { normaliseName } from '../../shared/party/normalise-name.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, type Call, done, reaches } from '../../shared/runtime/route.ts';
import { cleanCode } from '../../shared/text/clean-text.ts';
import { ownerOf } from './link.ts';
import { sameActTwice } from './q016-same-act-twice.ts';
import { readSubject, searchSubjects } from './routes.ts';
import type { DatasetFace } from './subject.ts';
import { subjectIdOf } from './subject-id.ts';
import type { Head, NameEntry, Subjects } from './subjects.store.ts';
import { registeredFacts, shownFace, shownRecord, stubFacts } from './view.ts';

/** Two characters find too much to look through, and one of them everything. */
const shortestPrefix = 2;

/**
 * For the audit: an organisation's code as it is, of anything else (a name, perhaps a person's number) a digest. Who knows a name or number can ask whether it was
 * searched for; who doesn't learns none.
 */
export const searchedFor = (asked: string): string =>
  identifierKind(asked) === 'uscc' ? asked : `sha256:${createHash('sha256').update(asked).digest('hex').slice(0, 32)}`;

type Asking = Pick<Call<unknown, unknown, unknown>, 'principal' | 'reach' | 'now'>;

export const readSubjects = ({ subjects }: { subjects: Subjects }) => {
  /** Whose records the caller may see: one department's, or everybody's. */
  const departmentOf = ({ reach, principal }: Asking): string | undefined => (reach === 'any' ? undefined : principal.departmentId);

  /** The subject itself, or the registered one to whom the name belongs of which this is the id, or whose row had this id before it had a code. */
  const resolve = async (id: string): Promise<{ subjectId: string; head: Head }> => {
    const [head, bearers] = await Promise.all([subjects.headOf(id), subjects.bearersOf(id)]);
    const owner = ownerOf(bearers) ?? (head.stubs.length === 0 ? head.see : undefined);
    return head.registrations.length > 0 || owner === undefined
      ? { subjectId: id, head }
      : { subjectId: owner, head: await subjects.headOf(owner) };
  };

  /** What its records hang on: itself, and the names that are its own. */
  const anchorsOf = async (subjectId: string, { registrations }: Head): Promise<string[]> => {
    const names = [...new Set(registrations.flatMap(({ normalised, formerly }) => [normalised, ...formerly]))].filter(
      (name) => name !== '',
    );
    const owned = await Promise.all(
      names.map(async (name) => {
        const nameId = subjectIdOf.name(name);
        return ownerOf(await subjects.bearersOf(nameId)) === subjectId ? [nameId] : [];
      }),
    );
    return [subjectId, ...owned.flat()];
  };

  const facesOf = ({ now }: Asking, of: readonly { dataset: string }[]): Promise<Map<string, DatasetFace>> =>
    subjects.facesOn(
      shanghaiDate(now),
      of.map(({ dataset }) => dataset),
    );

  /** What the caller may know of it; nothing where it is in no register and no record that names it is for the caller to see. */
  const factsFor = async (call: Asking, subjectId: string, { registrations, stubs }: Head) => {
    const faces = await facesOf(call, registrations);
    const registered = registeredFacts(subjectId, registrations, faces);
    if (registered) return registered;
    const department = departmentOf(call);
    const stub = stubs.find((one) => department === undefined || one.department === department);
    return stub && stubFacts(subjectId, stub, call.principal.clearance);
  };

  /** Somebody who is in no register is there as long as a record says so. */
  const isThere = async (call: Asking, subjectId: string, head: Head): Promise<boolean> =>
    head.registrations.length > 0 || (await subjects.recordsOf([subjectId], { department: departmentOf(call), limit: 1 })).items.length > 0;

  const found = async (call: Asking, id: string) => {
    const { subjectId, head } = await resolve(id);
    const known = await factsFor(call, subjectId, head);
    return known && known.facts.kind !== 'person' && (await isThere(call, subjectId, head)) ? known.facts : undefined;
  };

  const entryFound = async (call: Asking, entry: NameEntry, faces: ReadonlyMap<string, DatasetFace>) => {
    const { subjectId } = entry;
    const normalised = entry.nameKey.slice(0, entry.nameKey.lastIndexOf('#'));
    const facts =
      entry.entry === 'registered'
        ? { subjectId, kind: 'registered' as const, ...shownFace(entry.face, faces.get(entry.dataset)), deleted: entry.deleted }
        : await found(call, subjectId);
    if (!facts) return undefined;
    const other = normaliseName(facts.name) !== normalised;
    return { ...facts, ...(other && { matched: normalised }) };
  };

  return [
    answering(readSubject, async (call) => {
      const { cursor, limit } = call.query;
      const { subjectId, head } = await resolve(call.params.subjectId);
      const known = await factsFor(call, subjectId, head);
      if (!known) return refuse('subject-unknown');
      const anchors = await anchorsOf(subjectId, head);
      const { items, next } = await subjects.recordsOf(anchors, { department: departmentOf(call), cursor, limit });
      if (known.facts.kind !== 'registered' && cursor === undefined && items.length === 0 && next === undefined)
        return refuse('subject-unknown');

      const [faces, counts] = await Promise.all([facesOf(call, items), cursor === undefined ? subjects.countsOf(anchors) : undefined]);
      const twice = sameActTwice(items, faces);
      // How many records others have of a registered business is shown on purpose; that they have any of somebody whom only records name is nobody's business.
      const mayCount = ({ department }: { department: string }): boolean => known.facts.kind === 'registered' || reaches(call, department);
      return done({
        ...known.facts,
        formerNames: known.formerNames,
        findings: known.findings,
        datasets: [...faces.values()].map(({ dataset, title, columns }) => ({
          dataset,
          title,
          columns: columns.map((column) => ({ name: column.name, title: column.title })),
        })),
        ...(counts && { counts: { of: counts.counts.filter(mayCount), all: counts.all } }),
        records: {
          items: items.map((record) => shownRecord(record, faces.get(record.dataset), call.principal.clearance, twice.get(record.mark))),
          ...(next !== undefined && { next }),
        },
      });
    }),

    answering(searchSubjects, async (call) => {
      const { code, name, cursor, limit } = call.query;
      if ((code === undefined) === (name === undefined))
        return refuse('question-invalid', '请给出 code（统一社会信用代码）或 name（名称开头）之一');
      if (code !== undefined) {
        const asked = cleanCode(code).replace(/[\s-]/g, '').toUpperCase();
        const facts = await found(call, subjectIdOf.code(asked));
        return done({ items: facts ? [facts] : [] }, { objectId: searchedFor(asked) });
      }
      const prefix = normaliseName(name ?? '');
      if ([...prefix].length < shortestPrefix) return refuse('question-invalid', '名称至少给出两个字');
      const { items, next } = await subjects.namesLike(prefix, { cursor, limit });
      const faces = await facesOf(
        call,
        items.flatMap((entry) => (entry.entry === 'registered' ? [entry] : [])),
      );
      const hits = (await Promise.all(items.map((entry) => entryFound(call, entry, faces)))).flatMap((hit) => hit ?? []);
      const once = [...new Map(hits.map((hit) => [hit.subjectId, hit])).values()];
      return done({ items: once, ...(next !== undefined && { next }) }, { objectId: searchedFor(prefix) });
    }),
  ];
};
