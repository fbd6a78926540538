import type { SubjectFinding } from './routes.ts';
import { RecordContent } from './plan-links.ts';
import type { DatasetFace, Projection } from './subject.ts';

const textOf = (value: string | string[] | undefined): string => [value ?? []].flat().slice().sort().join(';');

/**
 * Q016 (冗余性): the same body did the same to the same object on the same day, and it is on record under two ids. Which columns say so stands in the contract.
 * Judged over the records of one subject that are shown together; answers by the record's mark.
 */
export const sameActTwice = (records: readonly Projection[], faces: ReadonlyMap<string, DatasetFace>): Map<string, SubjectFinding> => {
  const acts = new Map<string, Projection[]>();
  for (const record of records) {
    const columns = faces.get(record.dataset)?.subject.act;
    if (record.deleted || !columns) continue;
    const content = RecordContent.parse(JSON.parse(record.content));
    const items = textOf(content[columns.items]);
    const day = columns.dates
      .map((name) => textOf(content[name]))
      .find((date) => date !== '')
      ?.slice(0, 10);
    if (items === '' || day === undefined) continue;
    const act = JSON.stringify([record.dataset, record.department, textOf(content[columns.body]), items, day]);
    acts.set(act, [...(acts.get(act) ?? []), record]);
  }
  return new Map(
    [...acts.values()].flatMap((same) =>
      same.length < 2
        ? []
        : same.map((record): [string, SubjectFinding] => {
            const others = same.filter(({ mark }) => mark !== record.mark).map(({ key }) => key);
            return [
              record.mark,
              {
                code: 'Q016',
                dimension: '冗余性',
                message: `与记录 ${others.slice(0, 5).join('、')} 是同一机构同一天对同一对象的同一事项，请核对是否重复报送；重复的请以操作 d（删除）报送`,
              },
            ];
          }),
    ),
  );
};
