import { SaxesParser, type SaxesTagNS } from 'saxes';
import { UnusableFile } from '../file-fault.ts';
import { type CellFormat, numberFormat, plainFormat } from './number-format.ts';
import { malformed, unreadable } from './unreadable-workbook.ts';
import type { WorkbookParts } from './workbook-parts.bucket.ts';

export interface WorkbookOutline {
  /** In the order of the tabs, hidden ones too. */
  sheets: readonly { name: string; part: string }[];
  /** The shared strings, where there are any. */
  strings: string | undefined;
  formats: readonly CellFormat[];
  date1904: boolean;
}

/** The parts that say what is where are small; a workbook mistreated for years has styles of some megabytes. */
const mostBytes = 32 * 1_048_576;
/** Theirs are nested three or four deep. */
const deepest = 32;
const mostSheets = 255;
/** As Excel has it. */
const longestName = 31;

/** A small part, read whole: element by element, with the names of those around it. */
const readPart = async (parts: WorkbookParts, part: string, take: (tag: SaxesTagNS, within: readonly string[]) => void): Promise<void> => {
  const parser = new SaxesParser({ xmlns: true });
  const text = new TextDecoder();
  const within: string[] = [];
  let size = 0;
  const refuse = () => {
    throw malformed();
  };
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('opentag', (tag) => {
    if (within.length === deepest) refuse();
    take(tag, within);
    within.push(tag.local);
  });
  parser.on('closetag', () => {
    within.pop();
  });
  for await (const bytes of parts.read(part)) {
    size += bytes.length;
    if (size > mostBytes) throw unreadable(`${part} 过大`);
    parser.write(text.decode(bytes, { stream: true }));
  }
  parser.write(text.decode()).close();
};

const attribute = ({ attributes }: SaxesTagNS, local: string): string | undefined =>
  Object.values(attributes).find((one) => one.local === local)?.value;

const isTrue = (text: string | undefined): boolean => text === '1' || text === 'true';

interface Relation {
  /** The last word of its type: those of the strict and of the ordinary standard differ before it. */
  type: string;
  part: string;
}

/** Targets are relative to the part that they belong to, or begin with a slash. */
const relationsOf = async (parts: WorkbookParts, part: string): Promise<Map<string, Relation>> => {
  const relations = new Map<string, Relation>();
  const slash = part.lastIndexOf('/') + 1;
  const from = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
  if (!parts.names.has(from)) return relations;
  await readPart(parts, from, (tag) => {
    const id = attribute(tag, 'Id');
    const target = attribute(tag, 'Target');
    if (tag.local !== 'Relationship' || id === undefined || target === undefined) return;
    const type = attribute(tag, 'Type')?.split('/').at(-1) ?? '';
    relations.set(id, { type, part: resolved(part.slice(0, slash), target) });
  });
  return relations;
};

const resolved = (folder: string, target: string): string => {
  const path: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).split('/'))
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  return path.join('/');
};

const formatsOf = async (parts: WorkbookParts, part: string | undefined): Promise<CellFormat[]> => {
  const codes = new Map<number, string>();
  const formats: CellFormat[] = [];
  const known = new Map<number, CellFormat>();
  const formatOf = (id: number): CellFormat => {
    const format = known.get(id) ?? numberFormat(id, codes.get(id));
    known.set(id, format);
    return format;
  };
  if (part === undefined || !parts.names.has(part)) return formats;
  await readPart(parts, part, (tag, within) => {
    if (tag.local === 'numFmt' && within.at(-1) === 'numFmts')
      codes.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode') ?? '');
    if (tag.local === 'xf' && within.at(-1) === 'cellXfs') {
      const id = Number(attribute(tag, 'numFmtId') ?? 0);
      formats.push(Number.isInteger(id) ? formatOf(id) : plainFormat);
    }
  });
  return formats;
};

/** Which part of a zip is the workbook; undefined when it is none. */
export const workbookPart = async (parts: WorkbookParts): Promise<string | undefined> => {
  const main = [...(await relationsOf(parts, '')).values()].find(({ type }) => type === 'officeDocument')?.part ?? 'xl/workbook.xml';
  return /^xl\/.*\.xml$/.test(main) && parts.names.has(main) ? main : undefined;
};

const tooManySheets = (): UnusableFile =>
  new UnusableFile({
    reason: 'too-many-sheets',
    byte: 0,
    message: `Excel 文件的工作表过多（最多 ${String(mostSheets)} 个）。请只保留需要报送的工作表，或分成几个文件上传。`,
  });

export const readOutline = async (parts: WorkbookParts, workbook: string): Promise<WorkbookOutline> => {
  const relations = await relationsOf(parts, workbook);
  const sheets: { name: string; part: string }[] = [];
  let date1904 = false;
  await readPart(parts, workbook, (tag) => {
    if (tag.local === 'workbookPr') date1904 = isTrue(attribute(tag, 'date1904'));
    if (tag.local !== 'sheet') return;
    const relation = relations.get(Object.values(tag.attributes).find(({ local, prefix }) => local === 'id' && prefix !== '')?.value ?? '');
    // Charts and dialogs are tabs too.
    if (relation?.type !== 'worksheet') return;
    if (sheets.length === mostSheets) throw tooManySheets();
    if (sheets.some(({ part }) => part === relation.part)) throw unreadable('两个工作表指向同一内容，文件可能已损坏');
    sheets.push({ name: (attribute(tag, 'name') ?? '').slice(0, longestName).toWellFormed(), part: relation.part });
  });
  const partOf = (type: string) => [...relations.values()].find((relation) => relation.type === type)?.part;
  return { sheets, strings: partOf('sharedStrings'), formats: await formatsOf(parts, partOf('styles')), date1904 };
};
