import { expect, it } from 'vitest';
import { pushRecords } from '../../functions/ingestion/routes.ts';
import { readSubject } from '../../functions/subjects/routes.ts';

it('a record inside a record is refused in words that say what a value may be', () => {
  const error = pushRecords.body?.safeParse({ records: [{ 企业名称: '甲', 住所: { 街道: '乙' } }] }).error;
  expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['records.0.住所', '只能是文字、数字、真假、空值或它们的列表'],
  ]);
});

it("a subject's id that can't be one is told its form", () => {
  const error = readSubject.params?.safeParse({ subjectId: 's-1' }).error;
  expect(error?.issues.map(({ message }) => message)).toEqual(['监管对象编号应为 s- 加 25 位小写字母或数字']);
});
