import { describe, expect, it } from 'vitest';
import { refusedFileHead, refusedFileLines, withRefusedLater } from '../../functions/ingestion/refused-file.ts';
import { marketEntities, one, readFile } from './sample-file.ts';

const linesOf = (text: string) => {
  const file = Buffer.from(text);
  const header = text.split(/\r?\n/)[0]?.split(',') ?? [];
  return refusedFileHead(header) + refusedFileLines(one(readFile(file, marketEntities)).refused, header, marketEntities.contract);
};

describe('the file of refused rows', () => {
  it('holds the cells as they were handed in, then what is wrong with them', () => {
    expect(linesOf('pripid,企业名称,apprdate,regstate,备注\nP1,甲,2026-01-01,1,好\nP2,,昨天,1,"a,b"\n')).toBe(
      '\uFEFFpripid,企业名称,apprdate,regstate,备注,问题行号,问题代码,问题列,问题说明\r\n' +
        'P2,,昨天,1,"a,b",2,Q005；H001,企业名称；核准日期,“企业名称”为必填项，请填写；“核准日期”不是有效时间，请写作 2026-01-31 09:30:00\r\n',
    );
  });

  it('replaces the remarks of an earlier round', () => {
    expect(linesOf('pripid,企业名称,apprdate,regstate,问题行号,问题说明\nP2,甲,昨天,1,17,旧的\n')).toBe(
      '\uFEFFpripid,企业名称,apprdate,regstate,问题行号,问题代码,问题列,问题说明\r\n' +
        'P2,甲,昨天,1,1,H001,核准日期,“核准日期”不是有效时间，请写作 2026-01-31 09:30:00\r\n',
    );
  });

  it('can’t run as a formula, and loses no cell of a row that has too many', () => {
    expect(linesOf('pripid,entname,apprdate,regstate\n=1+1,甲,2026-01-01,1,多,余\n').split('\r\n')[1]).toBe(
      "'=1+1,甲,2026-01-01,1,1,H003,,本行有 6 列，首行有 4 列；请检查本行是否多了或少了分隔符，含分隔符的内容须加双引号,多,余",
    );
  });

  it('takes rows that were refused later in between, and leaves the lines of the others as they are', () => {
    const { contract } = marketEntities;
    const header = ['pripid', '企业名称', '备注'];
    const row = (number: number, ...cells: string[]) => ({
      row: number,
      cells,
      findings: [
        { code: 'Q015', severity: 'error' as const, dimension: '冗余性' as const, column: '', row: number, original: '', message: '错' },
      ],
    });
    const rows = [
      row(2, 'P2', '=1+1', '多\r\n行,"引号"'),
      row(3, 'P3', '甲', '', '多', '余'),
      row(5, 'P5', '乙', ''),
      row(90, 'P90', "'=2", ''),
    ];
    const [first, second, third, fourth] = rows;
    const lines = (which: typeof rows) => refusedFileLines(which, header, contract);
    for (const [early, late] of [
      [
        [first, third],
        [second, fourth],
      ],
      [
        [second, fourth],
        [first, third],
      ],
      [[], rows],
      [rows, []],
    ] as const)
      expect(
        withRefusedLater(
          Buffer.from(lines(early.flatMap((one) => one ?? []))),
          late.flatMap((one) => one ?? []),
          header,
          contract,
        ),
      ).toBe(lines(rows));
  });
});
