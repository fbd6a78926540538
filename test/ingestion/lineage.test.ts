import { describe, expect, it } from 'vitest';
import { lineageOf } from '../../functions/ingestion/lineage.ts';
import { marketEntities, one, readFile } from './sample-file.ts';

const judged = marketEntities.contract;
const file = '企业名称,pripid,核准日期,regstate,法定代表人,备注\n 苏州Ａ公司 ,P1,2026/3/1,1,张三丰,旧\n';

const lineage = (its: { clearance?: number; warnings?: { code: string; column: string }[] } = {}) => {
  const header = (file.split('\n')[0] ?? '').split(',');
  const cells = (file.split('\n')[1] ?? '').split(',');
  const { content } = one(one(readFile(Buffer.from(file), marketEntities)).accepted);
  const record = { warnings: its.warnings };
  const grounds = { judged, columns: judged.columns, clearance: its.clearance ?? 2 };
  return lineageOf(record, JSON.parse(content) as Record<string, string>, { header, cells }, grounds);
};

describe('the lineage of a record', () => {
  it('names for each stored field the column as the file had it, the original text and what became of it', () => {
    const { fields } = lineage();
    expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['pripid', 'entname', 'apprdate', 'regstate']));
    expect(fields.find(({ name }) => name === 'entname')).toMatchObject({
      columnInFile: '企业名称',
      original: ' 苏州Ａ公司 ',
      masked: false,
    });
    expect(fields.find(({ name }) => name === 'apprdate')).toMatchObject({ original: '2026/3/1', value: '2026-03-01' });
    expect(JSON.stringify(fields), 'a column that the contract does not know is no field').not.toContain('备注');
  });

  it('masks the original text as it masks the value, and says so', () => {
    const person = lineage({ clearance: 1 }).fields.find(({ columnInFile }) => columnInFile === '法定代表人');
    expect(person).toMatchObject({ masked: true });
    expect(JSON.stringify(person)).not.toContain('张三丰');
  });

  it('masks what is written around a value as it masks the value: spaces and signs that nobody sees change no form', () => {
    const original = '\u200b 王 小明\u3000';
    const { fields } = lineageOf(
      {},
      { name: '王 小明' },
      { header: ['pripid', '企业名称', '核准日期', 'regstate', '法定代表人'], cells: ['P1', '甲', '2026-03-01', '1', original] },
      { judged, columns: judged.columns, clearance: 1 },
    );
    expect(fields).toMatchObject([{ original: fields[0]?.value, masked: true }]);
  });

  it('gives each field its warnings, and those of the whole row apart', () => {
    const { fields, warnings } = lineage({
      warnings: [
        { code: 'Q009', column: 'pripid' },
        { code: 'Q015', column: '' },
      ],
    });
    expect(fields.find(({ name }) => name === 'pripid')?.warnings).toMatchObject([{ code: 'Q009' }]);
    expect(warnings).toMatchObject([{ code: 'Q015' }]);
  });
});
