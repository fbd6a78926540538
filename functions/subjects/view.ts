import { dictionaries } from '../../shared/codes/dictionaries.ts';
import { shownColumns } from '../../shared/party/shown-columns.ts';
import { mask } from '../../shared/text/mask.ts';
import { type Content, maskRecord } from '../../shared/text/mask-record.ts';
import { RecordContent } from './plan-links.ts';
import type { SubjectFinding } from './routes.ts';
import type { DatasetFace, Face, Projection, Registration, Stub } from './subject.ts';

/** Levels 3 and 4 are never clear here, whoever asks. */
const clearTo = (clearance: number): number => Math.min(clearance, 2);

type Faces = ReadonlyMap<string, DatasetFace>;

/** Authority before time: rows of departments that the contract names are heard alone. Where there are none (it names others by now), all are. */
const heard = (registrations: readonly Registration[], faces: Faces): readonly Registration[] => {
  const named = registrations.filter(({ dataset, department }) =>
    (faces.get(dataset)?.handIn ?? []).some((one) => one === '*' || one === department),
  );
  return named.length > 0 ? named : registrations;
};

const parts = ['state', 'area', 'address', 'industry'] as const;

/** What everybody may know of a registered business: what the contract in force shows, from columns of level 1 alone. */
export const shownFace = ({ name, code, values }: Face, face: DatasetFace | undefined) => {
  const open = new Set(face?.columns.flatMap((column) => (column.level === 1 ? [column.name] : [])));
  const isOpen = (column: string | undefined): boolean => column !== undefined && open.has(column);
  const known = parts.flatMap((part) => {
    const value = face?.subject.shown?.[part]?.flatMap((column) => (isOpen(column) ? (values[column] ?? []) : []))[0];
    if (value === undefined) return [];
    return [[part, part === 'state' ? (dictionaries.get('registration-state')?.codes[value] ?? value) : value] as const];
  });
  return {
    name: isOpen(face?.subject.name) ? name : mask('person-name', name),
    ...(code !== undefined && isOpen(face?.subject.code) && { code }),
    ...(Object.fromEntries(known) as Partial<Record<(typeof parts)[number], string>>),
  };
};

/** The row that speaks for a business that has several: what is not deleted before what is, then the newest. */
const speaking = (registrations: readonly Registration[]): Registration | undefined =>
  [...registrations].sort(
    (a, b) =>
      Number(a.deleted) - Number(b.deleted) ||
      (a.businessTime < b.businessTime ? 1 : a.businessTime > b.businessTime ? -1 : a.mark < b.mark ? -1 : 1),
  )[0];

/** Rows of one code that say different things: which item, and what each says. What a row does not say is no other word. */
const disagreements = (registrations: readonly Registration[], faces: Faces): SubjectFinding[] => {
  const rows = registrations.flatMap((row) =>
    row.deleted ? [] : [{ ...shownFace(row.face, faces.get(row.dataset)), normalised: row.normalised }],
  );
  type Row = (typeof rows)[number];
  const items = [
    ['名称', (row: Row) => row.name, (row: Row) => row.normalised],
    ['登记状态', (row: Row) => row.state],
    ['住所', (row: Row) => row.address],
  ] as const;
  const said = items.flatMap(([title, shown, compared = shown]) => {
    const values = new Map(rows.flatMap((row) => (compared(row) ? [[compared(row), shown(row)] as const] : [])));
    return values.size > 1 ? [`${title}（${[...values.values()].join('、')}）`] : [];
  });
  return said.length > 0
    ? [{ code: 'H101', dimension: '准确性', message: `登记信息中同一统一社会信用代码有不同的${said.join('、')}，请登记部门核对` }]
    : [];
};

/** What a registered business is called and so on, with what the rows of the register disagree in. */
export const registeredFacts = (subjectId: string, all: readonly Registration[], faces: Faces) => {
  const registrations = heard(all, faces);
  const row = speaking(registrations);
  if (!row) return undefined;
  const current = new Set(registrations.map(({ normalised }) => normalised));
  const formerNames = [...new Set(registrations.flatMap(({ formerly }) => formerly))].filter((name) => !current.has(name));
  return {
    facts: { subjectId, kind: 'registered' as const, ...shownFace(row.face, faces.get(row.dataset)), deleted: row.deleted },
    formerNames,
    findings: disagreements(registrations, faces),
  };
};

const notInRegister: SubjectFinding = {
  code: 'Q019',
  dimension: '关联性',
  message: '监管对象库中没有该对象：请核对名称和统一社会信用代码；登记部门报送该主体后自动关联',
};

/** Who is known from records alone. A person's name is of level 3, whatever its column says. */
export const stubFacts = (subjectId: string, { person, name, nameLevel, code }: Stub, clearance: number) => {
  const clear = nameLevel <= clearTo(clearance) && !person;
  return {
    facts: {
      subjectId,
      kind: person ? ('person' as const) : ('stub' as const),
      name: clear ? name : mask('person-name', name),
      ...(code !== undefined && { code }),
      deleted: false,
    },
    formerNames: [],
    findings: person ? [] : [notInRegister],
  };
};

/** A record as its subject's page may show it. Of a natural person, whatever has a mask is masked. */
export const shownRecord = (record: Projection, face: DatasetFace | undefined, clearance: number, finding: SubjectFinding | undefined) => {
  const columns = face ? shownColumns(face, record.person) : [];
  const content: Content = RecordContent.parse(JSON.parse(record.content));
  const { dataset, department, key, version, businessTime, deleted, linkedBy, uploadId, row, contractVersion } = record;
  return {
    dataset,
    department,
    recordId: key,
    version,
    businessTime,
    deleted,
    linkedBy,
    content: maskRecord(content, { columns }, clearance),
    source: { uploadId, row, contractVersion },
    findings: finding ? [finding] : [],
  };
};
