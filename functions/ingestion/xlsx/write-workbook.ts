import { zipSync } from 'fflate';

/** How a cell looks, or how a column takes what is typed into it. `text` keeps leading zeros. */
const styles = ['plain', 'title', 'head', 'required', 'text', 'date', 'datetime', 'wrapped'] as const;
export type CellStyle = (typeof styles)[number];

export interface WrittenColumn {
  /** In characters. */
  width: number;
  style?: CellStyle;
}

export interface Validation {
  /** Of the column, counted from 0; the first row is left out. */
  column: number;
  /** Shown when a cell of the column is chosen: at most 32 and 255 characters. */
  title: string;
  prompt: string;
  /** Only values of these cells (`'字典'!$A$2:$A$9`) are taken; only dates are; texts of at most so many characters. */
  only?: { list: string; strict: boolean } | 'date' | { length: number };
}

export interface WrittenSheet {
  name: string;
  hidden?: boolean;
  /** The first row stays in sight. */
  frozen?: boolean;
  columns: readonly WrittenColumn[];
  rows: readonly (readonly (string | { text: string; style: CellStyle })[])[];
  validations?: readonly Validation[];
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const content = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const lastRow = 1_048_576;
/** The same workbook is the same bytes whenever it is written. */
const mtime = new Date(2026, 0, 1);

const escaped = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- XML can't hold them
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replace(/[<>&"\n]/g, (one) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', '\n': '&#10;' })[one] ?? one);

/** 0 → A, 27 → AB. */
export const columnLetters = (column: number): string =>
  (column >= 26 ? columnLetters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

const sheetXml = ({ columns, rows, frozen, validations = [] }: WrittenSheet): string => {
  const view = frozen ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : '';
  const cols = columns.map(
    ({ width, style = 'plain' }, at) =>
      `<col min="${at + 1}" max="${at + 1}" width="${width}" style="${styles.indexOf(style)}" customWidth="1"/>`,
  );
  const cells = rows.map(
    (row, at) =>
      `<row r="${at + 1}">${row
        .map((cell, column) => {
          const { text, style } = typeof cell === 'string' ? { text: cell, style: 'plain' as const } : cell;
          const place = `r="${columnLetters(column)}${at + 1}" s="${styles.indexOf(style)}"`;
          return text === '' ? `<c ${place}/>` : `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
        })
        .join('')}</row>`,
  );
  return `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">${view}</sheetView></sheetViews><cols>${cols.join('')}</cols><sheetData>${cells.join('')}</sheetData>${validationsXml(validations)}</worksheet>`;
};

const validationsXml = (validations: readonly Validation[]): string =>
  validations.length === 0
    ? ''
    : `<dataValidations count="${validations.length}">${validations.map(validationXml).join('')}</dataValidations>`;

const validationXml = ({ column, title, prompt, only }: Validation): string => {
  const letters = columnLetters(column);
  const face = `allowBlank="1" showInputMessage="1" promptTitle="${escaped(title.slice(0, 32))}" prompt="${escaped(prompt.slice(0, 255))}" sqref="${letters}2:${letters}${lastRow}"`;
  if (only === undefined) return `<dataValidation ${face}/>`;
  if (only === 'date')
    return `<dataValidation type="date" operator="greaterThanOrEqual" showErrorMessage="1" error="请填写日期，如 2026-03-01" ${face}><formula1>1</formula1></dataValidation>`;
  if ('length' in only)
    return `<dataValidation type="textLength" operator="lessThanOrEqual" errorStyle="warning" showErrorMessage="1" error="最多 ${only.length} 个字符" ${face}><formula1>${only.length}</formula1></dataValidation>`;
  return `<dataValidation type="list" ${only.strict ? 'showErrorMessage="1" error="请从下拉列表中选择"' : ''} ${face}><formula1>${escaped(only.list)}</formula1></dataValidation>`;
};

const stylesXml = `${declaration}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="4"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="14"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><color rgb="FFC00000"/><name val="等线"/></font></fonts><fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFD9E1F2"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFCE4D6"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${styles.length}">${styles
  .map((style) => {
    switch (style) {
      case 'plain':
        return '<xf/>';
      case 'title':
        return '<xf fontId="1" applyFont="1"/>';
      case 'head':
        return '<xf numFmtId="49" fontId="2" fillId="2" applyNumberFormat="1" applyFont="1" applyFill="1"/>';
      case 'required':
        return '<xf numFmtId="49" fontId="3" fillId="3" applyNumberFormat="1" applyFont="1" applyFill="1"/>';
      case 'text':
        return '<xf numFmtId="49" applyNumberFormat="1"/>';
      case 'date':
        return '<xf numFmtId="164" applyNumberFormat="1"/>';
      case 'datetime':
        return '<xf numFmtId="165" applyNumberFormat="1"/>';
      case 'wrapped':
        return '<xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>';
    }
  })
  .join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** A workbook of a few sheets of text, for people to fill in. */
export const writeWorkbook = (sheets: readonly WrittenSheet[]): Uint8Array => {
  const relation = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const relations = (all: readonly string[]) =>
    `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`;
  const part = (name: string, type: string) => `<Override PartName="/xl/${name}" ContentType="${content}.${type}+xml"/>`;
  const partOf = (at: number) => `worksheets/sheet${at + 1}.xml`;
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('workbook.xml', 'sheet.main')}${part('styles.xml', 'styles')}${sheets.map((_, at) => part(partOf(at), 'worksheet')).join('')}</Types>`,
    '_rels/.rels': relations([relation('rId1', 'officeDocument', 'xl/workbook.xml')]),
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets.map(({ name, hidden }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, at) => relation(`rId${at + 1}`, 'worksheet', partOf(at))),
      relation(`rId${sheets.length + 1}`, 'styles', 'styles.xml'),
    ]),
    'xl/styles.xml': stylesXml,
    ...Object.fromEntries(sheets.map((sheet, at) => [`xl/${partOf(at)}`, sheetXml(sheet)])),
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, Buffer.from(xml)])), { mtime });
};
