import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SubjectFound, SubjectShown } from '../../functions/subjects/routes.ts';
import { usccCheckCharacter } from '../../shared/identifiers/uscc.ts';
import { pageOf } from '../../shared/runtime/paging.ts';
import { check, company, csvOf } from '../ingestion/sample-file.ts';
import { as, handIn } from '../support/hub.ts';
import { emergencyClerk, marketClerk, steward } from '../support/people.ts';

/** A code of its own for every test: the tests' cloud stays up between runs. */
const newCode = (): string => {
  const tail = BigInt(`0x${randomUUID().replaceAll('-', '').slice(0, 12)}`)
    .toString(10)
    .padStart(15, '0')
    .slice(-8);
  const body = `91320505M${tail.slice(0, 8)}`;
  return body + usccCheckCharacter(body);
};
const newName = (): string => `苏州${randomUUID().slice(0, 8)}科技有限公司`;
const newKey = (): string => randomUUID().slice(0, 12);

const search = async (who: string, question: Record<string, string>) =>
  (await as(who)).get(`/v1/subjects?${new URLSearchParams(question).toString()}`, pageOf(SubjectFound));
const read = async (who: string, subjectId: string) => (await as(who)).get(`/v1/subjects/${subjectId}`, SubjectShown);

/** Linking follows the report in its own time. */
const eventually = async <Answer>(ask: () => Promise<Answer>, isSo: (answer: Answer) => boolean): Promise<Answer> => {
  const until = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    if (Date.now() > until) throw new Error(`it did not come to be so: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
};
const foundBy = (who: string, question: Record<string, string>, isSo = (found: readonly unknown[]) => found.length > 0) =>
  eventually(
    async () => (await search(who, question)).items,
    (items) => isSo(items),
  );

describe('A business and its records', () => {
  it('a check that names a registered code is found with the business', async () => {
    const [code, name, key] = [newCode(), newName(), newKey()];
    await handIn(marketClerk, 'market-entities', csvOf([company({ pripid: newKey(), uniscid: code, entname: name })]));
    await handIn(
      emergencyClerk,
      'check-actions',
      csvOf([check({ record_unique_identity: key, administrative_cp: '写错的名称有限公司', administrative_cp_ui_code: code })]),
    );

    const [found] = await foundBy(steward, { code });
    expect(found).toMatchObject({ kind: 'registered', name, code, state: '存续', area: '320505' });
    const subject = await eventually(
      () => read(steward, found?.subjectId ?? ''),
      ({ records }) => records.items.length === 2,
    );
    expect(subject.records.items).toMatchObject([
      { dataset: 'check-actions', recordId: key, linkedBy: 'uscc', findings: [] },
      { dataset: 'market-entities', linkedBy: 'register' },
    ]);
    expect(subject.findings).toEqual([]);
    expect(subject.datasets.map(({ title }) => title).sort()).toEqual(['市场主体', '行政检查']);
  });
});
