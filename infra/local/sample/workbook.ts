import { strToU8, zipSync } from 'fflate';

/** A value of a cell: a text, or a day as a spreadsheet keeps it, in days since the end of 1899. */
export type Cell = string | { days: number };

const escaped: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
const text = (value: string): string => value.replace(/[&<>\r]/g, (letter) => escaped[letter] ?? letter);

const columnName = (at: number): string => (at < 26 ? '' : columnName(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));

const cellXml = (cell: Cell, place: string): string => {
  if (typeof cell !== 'string') return `<c r="${place}" s="1"><v>${String(cell.days)}</v></c>`;
  return cell === '' ? '' : `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${text(cell)}</t></is></c>`;
};

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';
const xml = (body: string): Uint8Array => strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`);

/** A workbook as exporting systems make them: a sheet that explains, and one with the rows. The same rows, the same bytes. */
export const workbookOf = (sheet: string, rows: Iterable<readonly Cell[]>): Buffer => {
  const lines = [...rows].map(
    (cells, at) =>
      `<row r="${String(at + 1)}">${cells.map((cell, column) => cellXml(cell, columnName(column) + String(at + 1))).join('')}</row>`,
  );
  const sheetXml = (body: string) => xml(`<worksheet xmlns="${main}"><sheetData>${body}</sheetData></worksheet>`);
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml.';
  const parts = {
    '[Content_Types].xml': xml(
      `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${types}worksheet+xml"/></Types>`,
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="填表说明" sheetId="1" r:id="rId1"/><sheet name="${text(sheet)}" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ),
    // Style 1 is a day.
    'xl/styles.xml': xml(
      `<styleSheet xmlns="${main}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
    'xl/worksheets/sheet1.xml': sheetXml(`<row r="1">${cellXml('由业务系统导出，请勿修改表头', 'A1')}</row>`),
    'xl/worksheets/sheet2.xml': sheetXml(lines.join('')),
  };
  return Buffer.from(zipSync(parts, { level: 6, mtime: '2026-01-01' }));
};
