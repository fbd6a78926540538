import { zipSync } from 'fflate';

/** A cell as it stands in the XML: a text (shared), a number with a style, or raw XML. */
export type BuiltCell =
  string | number | { number: number | string; style?: number } | { inline: string } | { xml: (ref: string) => string } | null;

export interface BuiltSheet {
  name: string;
  rows: readonly (readonly BuiltCell[])[];
  state?: 'hidden';
}

export interface BuiltWorkbook {
  sheets: readonly BuiltSheet[];
  date1904?: boolean;
  /** Format codes of styles 1, 2, …; a number is a built-in one. */
  formats?: readonly (string | number)[];
  /** Parts that replace or join those that are built; null takes one away. */
  parts?: Readonly<Record<string, string | null>>;
}

export const escapeXml = (text: string): string =>
  // What XML can't hold, and what looks like Excel's notation for it.
  text
    .replace(/_x(?=[0-9a-f]{4}_)/gi, '_x005F_x')
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (char) => `_x${char.charCodeAt(0).toString(16).padStart(4, '0')}_`)
    .replace(/[<>&"]/g, (char) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[char] ?? char);

export const columnLetters = (column: number): string =>
  column < 26 ? String.fromCharCode(65 + column) : columnLetters(Math.floor(column / 26) - 1) + String.fromCharCode(65 + (column % 26));

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The parts of a workbook as Excel lays them out; tests change them before they are zipped. */
export const workbookParts = ({ sheets, date1904 = false, formats = [], parts = {} }: BuiltWorkbook): Record<string, string> => {
  const strings = new Map<string, number>();
  const shared = (text: string): number => {
    const known = strings.get(text) ?? strings.size;
    strings.set(text, known);
    return known;
  };
  const cell = (its: BuiltCell, ref: string): string => {
    if (its === null) return '';
    if (typeof its === 'string') return `<c r="${ref}" t="s"><v>${String(shared(its))}</v></c>`;
    if (typeof its === 'number') return `<c r="${ref}"><v>${String(its)}</v></c>`;
    if ('inline' in its) return `<c r="${ref}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(its.inline)}</t></is></c>`;
    if ('xml' in its) return its.xml(ref);
    return `<c r="${ref}" s="${String(its.style ?? 0)}"><v>${String(its.number)}</v></c>`;
  };
  const sheetXml = ({ rows }: BuiltSheet): string =>
    `${declaration}<worksheet ${main}><sheetData>${rows
      .map(
        (cells, at) =>
          `<row r="${String(at + 1)}">${cells.map((its, column) => cell(its, `${columnLetters(column)}${String(at + 1)}`)).join('')}</row>`,
      )
      .join('')}</sheetData></worksheet>`;

  const codes = formats.map((format, at) => (typeof format === 'number' ? { id: format } : { id: 164 + at, code: format }));
  const built: Record<string, string | null> = {
    '[Content_Types].xml': `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    '_rels/.rels': `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${declaration}<workbook ${main} xmlns:r="${relations}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${sheets
      .map(
        ({ name, state }, at) =>
          `<sheet name="${escapeXml(name)}" sheetId="${String(at + 1)}"${state ? ` state="${state}"` : ''} r:id="rId${String(at + 1)}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets
      .map(
        (_, at) => `<Relationship Id="rId${String(at + 1)}" Type="${relations}/worksheet" Target="worksheets/sheet${String(at + 1)}.xml"/>`,
      )
      .join(
        '',
      )}<Relationship Id="rId1000" Type="${relations}/styles" Target="styles.xml"/><Relationship Id="rId1001" Type="${relations}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
    'xl/styles.xml': `${declaration}<styleSheet ${main}><numFmts count="${String(codes.length)}">${codes
      .map(({ id, code }) => (code === undefined ? '' : `<numFmt numFmtId="${String(id)}" formatCode="${escapeXml(code)}"/>`))
      .join(
        '',
      )}</numFmts><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${codes.map(({ id }) => `<xf numFmtId="${String(id)}"/>`).join('')}</cellXfs></styleSheet>`,
    ...Object.fromEntries(sheets.map((sheet, at) => [`xl/worksheets/sheet${String(at + 1)}.xml`, sheetXml(sheet)])),
  };
  const count = String(strings.size);
  built['xl/sharedStrings.xml'] =
    `${declaration}<sst ${main} count="${count}" uniqueCount="${count}">${[...strings.keys()].map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`).join('')}</sst>`;
  return Object.fromEntries(
    Object.entries({ ...built, ...parts }).flatMap(([name, text]) => (text === null ? [] : [[name, text] as const])),
  );
};

export const zipOf = (parts: Readonly<Record<string, string | Uint8Array>>, level: 1 | 6 = 6): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, typeof text === 'string' ? Buffer.from(text) : text])), {
    level,
  });

export const buildWorkbook = (its: BuiltWorkbook): Uint8Array => zipOf(workbookParts(its));
