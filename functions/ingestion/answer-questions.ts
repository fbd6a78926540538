import { inParallel } from '../../shared/runtime/in-parallel.ts';
import { TryAgain } from '../../shared/runtime/outcome.ts';
import type { Work } from '../../shared/runtime/queue-worker.ts';
import type { Records } from './records.store.ts';
import type { Answers, Question } from './rules/rule.ts';
import { StandardRow } from './standard-row.ts';

type Answer = ReturnType<Answers>[number];

interface Asked extends Pick<Question, 'dataset' | 'by'> {
  departmentId: string;
  values: string[];
}

/** No record key and no referable value is longer, so nothing longer can be found; DynamoDB would not even take it as a key. */
const longest = 300;
const keysAtOnce = 100;
const batches = 4;
/** A reference is a question of its own to the index. */
const referencesAtOnce = 32;

/** `own`: the department that hands in. Fixed by the rule set, which two persons have approved; never by a row. */
const departmentsOf = ({ departments = 'own' }: Question, own: string): string[] =>
  departments.split(';').map((one) => (one === 'own' ? own : one));

const nameOf = ({ dataset, by }: Pick<Question, 'dataset' | 'by'>, departmentId: string, value: string): string =>
  [by, dataset, departmentId, value].join('\n');

/** Each question once, in groups that go to the store together. */
const toAsk = (questions: Iterable<Question>, own: string): Asked[] => {
  const groups = new Map<string, Asked & { known: Set<string> }>();
  for (const question of questions) {
    const { dataset, by, value } = question;
    if (value === '' || value.length > longest) continue;
    for (const departmentId of departmentsOf(question, own)) {
      const name = nameOf(question, departmentId, '');
      const group = groups.get(name) ?? { dataset, by, departmentId, values: [], known: new Set() };
      groups.set(name, group);
      if (group.known.has(value)) continue;
      group.known.add(value);
      group.values.push(value);
    }
  }
  const size = { key: keysAtOnce, reference: 1 };
  return [...groups.values()].flatMap(({ values, known: _, ...group }) =>
    Array.from({ length: Math.ceil(values.length / size[group.by]) }, (_unused, at) => ({
      ...group,
      values: values.slice(at * size[group.by], (at + 1) * size[group.by]),
    })),
  );
};

/** Asks the records of all lanes what the rows of a chunk want to know: as it is stored now, or not in time. */
export const answerQuestions = async (
  records: Records,
  questions: Iterable<Question>,
  { departmentId: own }: { departmentId: string },
  { deadline, timeIsUp }: Pick<Work, 'deadline' | 'timeIsUp'>,
): Promise<Answers> => {
  const found = new Map<string, Answer>();
  const ask = async ({ dataset, by, departmentId, values }: Asked): Promise<void> => {
    if (timeIsUp()) throw new TryAgain('the stored records could not be asked in time');
    const owner = { dataset, departmentId };
    if (by === 'key') {
      for (const { key, content, deleted } of await records.currentOf(owner, values, deadline))
        if (!deleted) found.set(nameOf({ dataset, by }, departmentId, key), { content: StandardRow.parse(JSON.parse(content)) });
    } else
      for (const value of values) if (await records.isReferred(owner, value)) found.set(nameOf({ dataset, by }, departmentId, value), {});
  };
  const asked = toAsk(questions, own);
  await inParallel(
    asked.filter(({ by }) => by === 'key'),
    batches,
    ask,
  );
  await inParallel(
    asked.filter(({ by }) => by === 'reference'),
    referencesAtOnce,
    ask,
  );

  return (question) =>
    departmentsOf(question, own).flatMap((departmentId) => {
      const answer = found.get(nameOf(question, departmentId, question.value));
      return answer ? [answer] : [];
    });
};
