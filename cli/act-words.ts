import { DepartmentId } from '../shared/identity/principal.ts';
import { type CommandLine, UsageError } from './command-line.ts';

type Titles = Readonly<Record<string, string>>;

export const tracks: Titles = { complaint: '投诉', tip: '举报', request: '诉求' };
export const levels: Titles = { ordinary: '一般', important: '重点', listed: '挂牌' };
export const ways: Titles = { mediation: '调解', investigation: '查处', inquiry: '调查' };
export const results: Titles = {
  agreement: '达成调解协议',
  settled: '双方和解',
  withdrawn: '撤回投诉',
  terminated: '终止调解',
  punished: '查处',
  'not-true': '不属实',
  'clue-for-case': '作为案件线索查处',
  done: '已办理',
  other: '其他',
};
export const satisfactions: Titles = {
  'very-satisfied': '非常满意',
  satisfied: '满意',
  'fairly-satisfied': '基本满意',
  dissatisfied: '不满意',
  'very-dissatisfied': '非常不满意',
  'not-evaluated': '未评价',
};
const same = (...words: string[]): Titles => Object.fromEntries(words.map((word) => [word, word]));
const returnReasons = same(...['缺失要素', '表述不清', '类型有误', '地址不详', '已有知识', '重复受理', '市民撤诉', '不属本职', '其他原因']);
const inDepartments = '部门编号，如 d-k7m2；npm run hub -- departments 显示部门';

/** What each move is called, and what it can't do without: in words, or what there is to choose from. The hub has the last word on both. */
export const acts: Readonly<Record<string, { title: string; needs?: Readonly<Record<string, string | Titles>> }>> = {
  dispatch: { title: '派单', needs: { lead: `主办${inDepartments}` } },
  sign: { title: '签收' },
  accept: { title: '受理', needs: { way: ways } },
  refuse: { title: '不予受理', needs: { ground: '不予受理理由的代码，如 ART16_3', explanation: '说明' } },
  'return-request': { title: '申请退回', needs: { reason: returnReasons, explanation: '说明' } },
  'return-approve': { title: '同意退回' },
  'return-reject': { title: '不同意退回（指定承办）', needs: { opinion: '意见' } },
  'return-up': { title: '退回上级', needs: { reason: returnReasons, explanation: '说明' } },
  progress: { title: '报告进展', needs: { text: '进展' } },
  suspend: { title: '中止', needs: { reason: same('鉴定检测', '补正材料', '不可抗力', '其他原因'), explanation: '说明' } },
  resume: { title: '恢复办理' },
  'extension-request': { title: '申请延期', needs: { days: '延长的天数', reason: '理由' } },
  'extension-approve': { title: '同意延期' },
  'extension-reject': { title: '不同意延期', needs: { opinion: '意见' } },
  submit: { title: '答复并提交审核', needs: { reply: '给当事人的答复', result: results } },
  'review-approve': { title: '审核通过（办结）' },
  'review-reject': { title: '审核退回', needs: { opinion: '意见' } },
  visit: { title: '回访', needs: { contacted: '已联系上；没有联系上用 --no-contacted', satisfaction: satisfactions } },
  archive: { title: '归档' },
  reopen: { title: '重办', needs: { reason: '理由' } },
  merge: { title: '并案', needs: { into: '并入哪一件的编号' } },
  split: { title: '分案', needs: { track: tracks } },
  urge: { title: '催办', needs: { text: '催办的内容' } },
  supervise: { title: '督办', needs: { level: levels, requirement: '督办要求' } },
  'answer-supervision': { title: '督办答复', needs: { supervision: '督办编号', text: '答复' } },
};

const choice = (titles: Titles): string =>
  Object.entries(titles)
    .map(([name, title]) => (name === title ? name : `${name} ${title}`))
    .join('、');

/** What whoever typed it can put right before anybody is asked. */
export const checkAct = (move: string, values: CommandLine['values']): void => {
  const given: Readonly<Record<string, string | boolean | undefined>> = values;
  for (const name of ['lead', 'helpers', 'copied', 'owner']) {
    const ids = typeof given[name] === 'string' ? given[name].split(',').filter((one) => one !== '') : [];
    if (!ids.every((one) => DepartmentId.safeParse(one).success)) throw new UsageError(`--${name} 要填${inDepartments}`);
  }
  if (typeof given['days'] === 'string' && !/^\d+$/.test(given['days'])) throw new UsageError('--days 要填天数，如 3');
  const needs = Object.entries(acts[move]?.needs ?? {});
  const missing = needs.filter(([name]) => given[name] === undefined || given[name] === '');
  if (missing.length > 0)
    throw new UsageError(missing.map(([name, what]) => `缺少 --${name}（${typeof what === 'string' ? what : choice(what)}）`).join('\n  '));
  for (const [name, what] of needs)
    if (typeof what === 'object' && !Object.hasOwn(what, String(given[name])))
      throw new UsageError(`--${name} 没有“${String(given[name])}”，可以是：${choice(what)}`);
};

/** Of a move that is none: what may be done now; where nothing may, what there is. */
export const unknownMove = (move: string, allowed: readonly { move: string; title: string }[]): UsageError => {
  const all = Object.entries(acts).map(([name, { title }]) => ({ move: name, title }));
  const named = (some: typeof all): string => some.map((one) => `${one.title} ${one.move}`).join('、');
  return new UsageError(
    `没有“${move}”这个操作。${allowed.length > 0 ? `本件现在可做：${named([...allowed])}` : `您现在对本件没有可做的操作；全部操作：${named(all)}`}`,
  );
};
