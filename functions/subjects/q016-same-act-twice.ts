import type { SubjectFinding } from './routes.ts';
import { RecordContent } from './plan-links.ts';
import type { Projection } from './subject.ts';

/** When the act took place, in the datasets that know acts. */
const dates = ['check_date', 'punish_decision_date', 'force_start_date', 'start_date'] as const;

const textOf = (value: string | string[] | undefined): string => [value ?? []].flat().slice().sort().join(';');

/**
 * Q016 (冗余性): the same body did the same to the same object on the same day, and it is on record under two ids. Judged over the records of one subject that
 * are shown together; answers by the record's mark.
 */
export const sameActTwice = (records: readonly Projection[]): Map<string, SubjectFinding> => {
  const acts = new Map<string, Projection[]>();
  for (const record of records) {
    if (record.deleted) continue;
    const content = RecordContent.parse(JSON.parse(record.content));
    const items = textOf(content['supervise_item_implement_code']);
    const day = dates
      .map((name) => textOf(content[name]))
      .find((date) => date !== '')
      ?.slice(0, 10);
    if (items === '' || day === undefined) continue;
    const act = JSON.stringify([record.dataset, record.department, textOf(content['implement_institution_code']), items, day]);
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
