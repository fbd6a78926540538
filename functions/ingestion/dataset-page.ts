import { dictionaries } from '../../shared/codes/dictionaries.ts';
import type { Dictionary } from '../../shared/codes/dictionary.ts';
import { Contract } from './contract.ts';
import { noRules, RuleSet, type Use } from './rule-set.ts';
import { q015 } from './rules/q015-same-id-other-content.ts';
import type { RuleFace } from './rules/rule.ts';
import { recordRules, rowRules, rules } from './rules/rules.ts';

type Column = Contract['columns'][number];

const types: Record<Column['type'], string> = {
  text: '文字',
  code: '代码',
  area: '行政区划代码',
  date: '日期',
  datetime: '日期时间',
  integer: '整数',
  decimal: '小数',
  amount: '金额',
  list: '列表',
};
const masks: Record<NonNullable<Column['mask']>, string> = {
  'person-id': '身份证号',
  'person-name': '姓名',
  phone: '电话',
  address: '地址',
  licence: '执法证号',
  certificate: '证件号码',
};
const severities = { error: '错误', warning: '提示', off: '停用' } as const;

const dictionaryOf = ({ title, dictionary }: Column): Dictionary | undefined =>
  typeof dictionary === 'string' ? dictionaries.get(dictionary) : dictionary && { title, source: 'ours', codes: dictionary };

/** A cell of a Markdown table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

/** What a department must know to hand a dataset in, from the standards that judge it. For people, so in their language. */
export const datasetPage = (contractContent: unknown, ruleSetContent?: unknown): string => {
  const contract = Contract.parse(contractContent);
  const ruleSet = ruleSetContent === undefined ? noRules(contract) : RuleSet.parse(ruleSetContent);
  const titles = new Map(contract.columns.map(({ name, title }) => [name, title]));
  const called = (name: string): string => `${titles.get(name) ?? ''}（\`${name}\`）`;
  return [
    `# ${contract.title}（${contract.dataset}）`,
    `由数据标准第 ${String(contract.version)} 版和规则集第 ${String(ruleSet.version)} 版生成（\`npm run docs\`），请勿手工修改。这里是随代码发布的版本；现行版本以 \`GET /v1/datasets/${contract.dataset}\` 为准。`,
    markdownTable(['项目', '内容'], aboutOf(contract, called)),
    '## 列',
    '列可以用列名、标题或别名，次序不限；“依据”为“公布”的，其长度、代码和必填出自公布的标准，为“约定”的由本系统约定。',
    markdownTable(
      ['列名', '标题', '类型', '必填', '最长', '格式或字典', '单位', '分级', '脱敏', '别名', '依据'],
      contract.columns.map(rowOf),
    ),
    ...dictionariesOf(contract),
    '## 校核规则',
    '“错误”使该行被退回，“提示”随行入库。规则集可以按日期把规则改为错误、提示或停用，也可以改参数，无需重新部署。',
    markdownTable(
      ['编号', '规则', '维度', '级别', '用于', '参数', '依据', '期间'],
      [...ruleSet.rules.flatMap((use) => usedRule(use, called)), ...ofTheContract(contract, ruleSet)],
    ),
    '',
  ].join('\n\n');
};

const aboutOf = (contract: Contract, called: (name: string) => string): string[][] => {
  const { source, validFrom, validTo, handIn, recordKey, businessTime, operation, subject, referable } = contract;
  return [
    ['来源', source],
    ['有效期', `${validFrom} 起${validTo === undefined ? '' : `，至 ${validTo}`}`],
    ['可报送部门', handIn.length === 0 ? '由部署时指定' : handIn.includes('*') ? '所有部门' : handIn.join('、')],
    ['记录标识', `${called(recordKey)}；同一部门内相同即为同一条记录`],
    ['业务时间', `${called(businessTime)}；不得晚于报送当时`],
    [
      '新旧',
      operation === undefined
        ? '业务时间新者为准，相同时以后报者为准'
        : `变更日志：按行的先后依次执行 ${called(operation)} 的新增、修改、删除，后者为准`,
    ],
    [
      '监管对象',
      subject === undefined
        ? '无'
        : `${subject.as === 'register' ? '本行即监管对象' : '本行所涉监管对象'}：${[subject.name, ...(subject.code === undefined ? [] : [subject.code])].map(called).join('、')}`,
    ],
    ...(referable === undefined ? [] : [['可被其他数据集引用', called(referable)]]),
  ];
};

const rowOf = (column: Column): string[] => {
  const { pattern, open } = column;
  const dictionary = dictionaryOf(column);
  const form = [
    ...(dictionary ? [`字典：${dictionary.title}${open ? '（可填其他）' : ''}`] : []),
    ...(pattern === undefined ? [] : [`\`${pattern}\``]),
  ];
  return [
    `\`${column.name}\``,
    column.title,
    column.type === 'list' ? `列表，以“${column.separator}”分隔` : types[column.type],
    column.required ? '是' : '',
    column.maxLength === undefined ? '' : String(column.maxLength),
    form.join('；'),
    column.unit ?? '',
    String(column.level),
    column.mask === undefined ? '' : masks[column.mask],
    column.aliases.join('、'),
    column.origin === 'source' ? '公布' : '约定',
  ];
};

const dictionariesOf = ({ columns }: Contract): string[] => {
  const used = new Set(columns.map(dictionaryOf).filter((dictionary) => dictionary !== undefined));
  const lists = [...used].map(({ title, source, codes }) => {
    const list = Object.entries(codes)
      // An object puts what looks like a number first: 10 before 01.
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([code, text]) => `${code} ${text}`);
    return `**${title}**（${source === 'ours' ? '本系统约定' : source}）：${list.join('、')}`;
  });
  return lists.length === 0 ? [] : ['## 字典', '可填代码，也可填文字。', ...lists];
};

const usedRule = (
  { code, severity, columns, parameters, lawRef = '', validFrom, validTo }: Use,
  called: (name: string) => string,
): string[][] => {
  const rule = rowRules.get(code) ?? recordRules.get(code);
  if (!rule) return [];
  const settings = Object.entries(rule.parameters ?? {}).flatMap(([name, { meaning, usual }]) => {
    const value = parameters[name] ?? usual;
    return value === undefined ? [] : [`${meaning}：${value}`];
  });
  return [
    [
      ...faceOf(rule, severity),
      Object.values(columns).map(called).join('、'),
      settings.join('；'),
      lawRef,
      [...(validFrom === undefined ? [] : [`${validFrom} 起`]), ...(validTo === undefined ? [] : [`至 ${validTo}`])].join(''),
    ],
  ];
};

const faceOf = ({ code, title, dimension, severity }: RuleFace, set: Use['severity']): string[] => [
  code,
  title,
  dimension,
  severities[set ?? severity],
];

/** Those that apply by themselves; in a change log also that of rows of one key. */
const ofTheContract = ({ operation }: Contract, { rules: uses }: RuleSet): string[][] =>
  [...rules.values()]
    .filter(({ code }) => !rowRules.has(code) && !recordRules.has(code) && (code !== q015.code || operation !== undefined))
    .map((rule) => [...faceOf(rule, uses.find(({ code }) => code === rule.code)?.severity), '按数据标准', '', '', '']);
