import { createHash } from 'node:crypto';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { dictionaries } from '../../shared/codes/dictionaries.ts';
import { move } from '../../shared/runtime/move.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, type Call, done } from '../../shared/runtime/route.ts';
import type { Contract } from './contract.ts';
import {
  approveContract,
  approveRuleSet,
  listDatasets,
  proposeContract,
  proposeRuleSet,
  readContract,
  readDataset,
  readRuleSet,
} from './routes.ts';
import { ruleSetFaults } from './rule-set.ts';
import type { Kept, StandardKind, Standards } from './standards.store.ts';

/** Far below the 400 KB of an item; the largest that the field knows has some 40 columns, a few KB. */
const largestStandard = 60_000;

/** Of the content: who approves says which content was read. */
const digestOf = ({ content }: Kept): string => createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);

/** A list for people to choose from; longer ones are looked up where they come from. */
const longestList = 200;

const dictionariesOf = ({ columns }: Contract): Record<string, { title: string; codes: Readonly<Record<string, string>> }> =>
  Object.fromEntries(
    columns.flatMap(({ dictionary: name }) => {
      const dictionary = typeof name === 'string' ? dictionaries.get(name) : undefined;
      if (typeof name !== 'string' || !dictionary || Object.keys(dictionary.codes).length > longestList) return [];
      return [[name, { title: dictionary.title, codes: dictionary.codes }]];
    }),
  );

const state = ({ state: now, content: { dataset, version } }: Kept) => ({ dataset, version, state: now });

type Standard = { [Kind in StandardKind]: Pick<Extract<Kept, { kind: Kind }>, 'kind' | 'content'> }[StandardKind];

/** What keeps it from being used together with its counterpart, on its first day: a rule on a column that the contract does not have. */
export const misfits = async (
  { kind, content }: Standard,
  today: string,
  { contractOn, ruleSetOn }: Pick<Standards, 'contractOn' | 'ruleSetOn'>,
): Promise<string[]> => {
  const day = content.validFrom > today ? content.validFrom : today;
  if (kind === 'rule-set') {
    const contract = await contractOn(content.dataset, day);
    return contract ? ruleSetFaults(content, contract) : [`数据集 ${content.dataset} 在 ${day} 没有有效的数据标准`];
  }
  const ruleSet = await ruleSetOn(content.dataset, day);
  return ruleSet ? ruleSetFaults(ruleSet, content) : [];
};

/** What departments agree to hand in, and what it is judged by: stored data, kept by two persons, without a deployment. */
export const keepStandards = ({ standards }: { standards: Standards }) => {
  const propose = async (standard: Kept) => {
    if (JSON.stringify(standard.content).length > largestStandard)
      return refuse('standard-too-large', `最多 ${String(largestStandard)} 个字符`);
    if ((await standards.propose(standard)) === 'known') return refuse('version-known');
    const { dataset, version } = standard.content;
    return done(state(standard), { objectId: `${standard.kind}/${dataset}/${String(version)}` });
  };

  const approve = async (
    kind: StandardKind,
    { params, principal, ifMatch, now }: Call<{ dataset: string; version: number }, unknown, unknown>,
  ) => {
    const standard = await standards.find(kind, params.dataset, params.version);
    if (!standard) return refuse('standard-unknown');
    if (standard.state === 'published') return refuse('already-published');
    if (digestOf(standard) !== ifMatch) return refuse('version-stale');
    if (standard.proposedBy === principal.memberId) return refuse('same-person');
    const faults = await misfits(standard, shanghaiDate(now), standards);
    if (faults.length > 0) return refuse('standards-disagree', faults.join('；'));
    const published: Kept = { ...standard, state: 'published', approvedBy: principal.memberId, move: move('contracts:approve', now) };
    return (await standards.publish(published)) === 'stale' ? refuse('already-published') : done(state(published));
  };

  return [
    answering(listDatasets, async ({ query }) => done(await standards.datasets(query.cursor, query.limit))),

    answering(readDataset, async ({ params, now }) => {
      const today = shanghaiDate(now);
      const [contract, ruleSet] = await Promise.all([
        standards.contractOn(params.dataset, today),
        standards.ruleSetOn(params.dataset, today),
      ]);
      if (!contract) return refuse('dataset-unknown');
      return done({ contract, ...(ruleSet && { ruleSet }), dictionaries: dictionariesOf(contract) });
    }),

    answering(proposeContract, ({ body, principal, now }) =>
      propose({ kind: 'contract', content: body, state: 'proposed', proposedBy: principal.memberId, move: move('contracts:propose', now) }),
    ),
    answering(proposeRuleSet, ({ body, principal, now }) =>
      propose({ kind: 'rule-set', content: body, state: 'proposed', proposedBy: principal.memberId, move: move('contracts:propose', now) }),
    ),
    answering(readContract, async ({ params }) => {
      const standard = await standards.find('contract', params.dataset, params.version);
      if (standard?.kind !== 'contract') return refuse('standard-unknown');
      const { content, state: kept, proposedBy } = standard;
      return done({ content, state: kept, proposedBy }, { etag: digestOf(standard) });
    }),
    answering(readRuleSet, async ({ params }) => {
      const standard = await standards.find('rule-set', params.dataset, params.version);
      if (standard?.kind !== 'rule-set') return refuse('standard-unknown');
      const { content, state: kept, proposedBy } = standard;
      return done({ content, state: kept, proposedBy }, { etag: digestOf(standard) });
    }),
    answering(approveContract, (call) => approve('contract', call)),
    answering(approveRuleSet, (call) => approve('rule-set', call)),
  ];
};
