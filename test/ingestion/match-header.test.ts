import { describe, expect, it } from 'vitest';
import { matchHeader } from '../../functions/ingestion/match-header.ts';
import { marketEntities } from './sample-file.ts';

const { contract } = marketEntities;
const match = (...header: string[]) => matchHeader(header, contract);

describe('a header', () => {
  it('may use names, titles or aliases, in any order and case, with stray spaces', () => {
    const found = match('登记状态代码', ' ENTNAME ', '核准日期', '\uFEFF主体身份 代码', 'lerep');
    expect(found).toMatchObject({ outcome: 'matched', unknownColumns: [] });
    if (found.outcome !== 'matched') return;
    const placeOf = (name: string) => found.places[contract.columns.findIndex((column) => column.name === name)];
    expect(['pripid', 'entname', 'apprdate', 'regstate', 'name', 'uniscid'].map(placeOf)).toEqual([3, 1, 2, 0, 4, -1]);
  });

  it('may have more columns: unknown ones are named, our own are passed over', () => {
    expect(match('pripid', 'entname', 'apprdate', 'regstate', '备注', '问题说明', '_row')).toMatchObject({ unknownColumns: ['备注'] });
  });

  it.each([
    ['缺少必需的列', ['pripid', 'entname', 'apprdate'], ['登记状态代码（regstate）']],
    ['重复的列', ['pripid', 'entname', '企业名称', 'apprdate', 'regstate'], ['企业名称']],
    ['或选错了数据集', ['P0001', '苏州甲乙科技有限公司', '2026-01-01', '1'], expect.arrayContaining(['主体身份代码（pripid）'])],
  ])('is refused: %s', (words, header, columns) => {
    expect(match(...header)).toMatchObject({
      outcome: 'refused',
      fault: { reason: 'no-header', message: expect.stringContaining(words) as string, columns },
    });
  });

  it('names at most five missing columns of a line without any, ten of a line with some, and says how many there are', () => {
    const columns = Array.from({ length: 12 }, (_, at) => ({
      ...contract.columns[0]!,
      name: `c${at}`,
      title: `列${at}`,
      aliases: [],
      required: true,
    }));
    const wide = { ...contract, columns };
    const messageOf = (...header: string[]) => {
      const found = matchHeader(header, wide);
      return found.outcome === 'refused' ? found.fault.message : '';
    };
    expect(messageOf('x')).toMatch(/列0（c0）、.*列4（c4） 等 12 列。$/);
    expect(messageOf('x')).not.toContain('列5');
    expect(messageOf('c0')).toContain('列10（c10） 等 11 列。');
    expect(messageOf('c0', 'c1')).toContain('列11（c11）。');
  });
});
