import { randomUUID } from 'node:crypto';
import { SubjectFound, SubjectShown } from '../../functions/subjects/routes.ts';
import { usccCheckCharacter } from '../../shared/identifiers/uscc.ts';
import { pageOf } from '../../shared/runtime/paging.ts';
import { as } from './hub.ts';

/** A code of its own for every test: the tests' cloud stays up between runs. */
export const newCode = (): string => {
  const tail = BigInt(`0x${randomUUID().replaceAll('-', '').slice(0, 12)}`)
    .toString(10)
    .padStart(15, '0')
    .slice(-8);
  const body = `91320505M${tail.slice(0, 8)}`;
  return body + usccCheckCharacter(body);
};
export const newName = (): string => `苏州${randomUUID().slice(0, 8).toUpperCase()}科技有限公司`;
export const newKey = (): string => randomUUID().slice(0, 12);

export const search = async (who: string, question: Record<string, string>) =>
  (await as(who)).get(`/v1/subjects?${new URLSearchParams(question).toString()}`, pageOf(SubjectFound));
export const read = async (who: string, subjectId: string) => (await as(who)).get(`/v1/subjects/${subjectId}`, SubjectShown);

/** Linking follows the report in its own time. */
export const eventually = async <Answer>(
  ask: () => Promise<Answer>,
  isSo: (answer: Answer) => boolean,
  { seconds = 60, every = 0.3 } = {},
): Promise<Answer> => {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    if (Date.now() > until) throw new Error(`it did not come to be so: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, every * 1000));
  }
};
export const foundBy = (who: string, question: Record<string, string>, isSo = (found: readonly SubjectFound[]) => found.length > 0) =>
  eventually(
    async () => (await search(who, question)).items,
    (items) => isSo(items),
  );

/** Waits until the page of whoever is found so shows so many records. */
export const pageOfFound = async (who: string, question: Record<string, string>, records: number) => {
  const [found] = await foundBy(who, question);
  return eventually(
    () => read(who, found?.subjectId ?? ''),
    (page) => page.records.items.length === records,
  );
};
