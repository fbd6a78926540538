import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The command can't be understood: nothing was asked of the hub. */
export class UsageError extends Error {
  override name = 'UsageError';
}

const options = {
  url: { type: 'string' },
  as: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  dataset: { type: 'string' },
  wait: { type: 'boolean' },
  parts: { type: 'boolean' },
  out: { type: 'string', short: 'o' },
  department: { type: 'string' },
  limit: { type: 'string' },
  actor: { type: 'string' },
  object: { type: 'string' },
  'record-version': { type: 'string' },
  code: { type: 'string' },
  name: { type: 'string' },
  cursor: { type: 'string' },
  state: { type: 'string' },
  done: { type: 'boolean' },
  from: { type: 'string' },
  to: { type: 'string' },
  lead: { type: 'string' },
  helpers: { type: 'string' },
  copied: { type: 'string' },
  opinion: { type: 'string' },
  way: { type: 'string' },
  ground: { type: 'string' },
  explanation: { type: 'string' },
  reason: { type: 'string' },
  owner: { type: 'string' },
  text: { type: 'string' },
  days: { type: 'string' },
  reply: { type: 'string' },
  result: { type: 'string' },
  satisfaction: { type: 'string' },
  contacted: { type: 'boolean' },
  resolved: { type: 'boolean' },
  note: { type: 'string' },
  into: { type: 'string' },
  track: { type: 'string' },
  level: { type: 'string' },
  requirement: { type: 'string' },
  due: { type: 'string' },
  supervision: { type: 'string' },
  sample: { type: 'boolean' },
  box: { type: 'string' },
  given: { type: 'boolean' },
  fields: { type: 'string' },
  where: { type: 'string' },
  all: { type: 'boolean' },
  format: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

type OptionName = keyof typeof options;
const everywhere: readonly OptionName[] = ['url', 'as', 'client-id', 'client-secret', 'json', 'help'];

interface Command {
  usage: string;
  says: string;
  /** How many words may follow. */
  words: readonly [fewest: number, most: number];
  options: readonly OptionName[];
}

export const commands = {
  'sign-in': { usage: 'sign-in', says: '在浏览器里登录', words: [0, 0], options: [] },
  'sign-out': { usage: 'sign-out', says: '退出登录', words: [0, 0], options: [] },
  whoami: { usage: 'whoami', says: '我是谁、有什么权限', words: [0, 0], options: [] },
  datasets: { usage: 'datasets [数据集]', says: '有哪些数据集；一个数据集有哪些列', words: [0, 1], options: [] },
  template: { usage: 'template 数据集 [--out 文件]', says: '下载填报模板（xlsx，含下拉列表和填写说明）', words: [1, 1], options: ['out'] },
  example: { usage: 'example 数据集 [--out 文件]', says: '下载示例文件（CSV，数据为虚构）', words: [1, 1], options: ['out'] },
  upload: {
    usage: 'upload 文件 --dataset 数据集 [--no-wait] [--parts | --no-parts]',
    says: '上传文件，等待并显示报告；传断后再执行同一命令，从断处接着传',
    words: [1, 1],
    options: ['dataset', 'wait', 'parts'],
  },
  push: {
    usage: 'push 数据集 文件.json|-',
    says: '推送 JSON 记录（- 为标准输入），每 500 条一次，等待并显示报告',
    words: [2, 2],
    options: [],
  },
  quota: { usage: 'quota [部门]', says: '报送额度与今天的用量（不填：本部门）', words: [0, 1], options: [] },
  uploads: { usage: 'uploads [--department 部门] [--limit 条数]', says: '最近的上传', words: [0, 0], options: ['department', 'limit'] },
  report: { usage: 'report 上传编号', says: '一次上传的状态或报告', words: [1, 1], options: [] },
  refused: { usage: 'refused 上传编号 [--out 文件]', says: '下载退回的行，每行附原因', words: [1, 1], options: ['out'] },
  subjects: {
    usage: 'subjects --code 代码 | --name 名称开头 [--limit 条数] [--cursor 位置]',
    says: '查找监管对象：按统一社会信用代码，或按名称开头',
    words: [0, 0],
    options: ['code', 'name', 'limit', 'cursor'],
  },
  subject: {
    usage: 'subject 编号 [--limit 条数] [--cursor 位置]',
    says: '一个监管对象及其各部门的记录，从新到旧',
    words: [1, 1],
    options: ['limit', 'cursor'],
  },
  history: {
    usage: 'history 数据集 记录标识 [--department 部门] [--limit 条数]',
    says: '一条记录的各版本：何时、由哪次上传写入',
    words: [2, 2],
    options: ['department', 'limit'],
  },
  lineage: {
    usage: 'lineage 数据集 记录标识 [--department 部门] [--record-version 版本]',
    says: '一条记录每个字段的来历：文件、行、列、原文',
    words: [2, 2],
    options: ['department', 'record-version'],
  },
  complaints: {
    usage: 'complaints [--state 状态] [--department 部门] [--done] [--limit 条数] [--cursor 位置]',
    says: '投诉举报：受理台按状态（不填：待派单），部门看本部门的收件箱（--done 已办的）',
    words: [0, 0],
    options: ['state', 'department', 'done', 'limit', 'cursor'],
  },
  complaint: { usage: 'complaint 编号', says: '一件投诉举报：内容、期限、经过、可做的操作', words: [1, 1], options: [] },
  act: {
    usage: 'act 编号 操作 [--lead 部门] [--helpers 部门,…] [--copied 部门,…] [--reason …] [--text …] …',
    says: '办理一步，如 dispatch --lead d-k7m2、sign、accept --way mediation、submit --reply … --result done；其他选项随操作而定',
    words: [2, 2],
    options: [
      ...(['lead', 'helpers', 'copied', 'opinion', 'way', 'ground', 'explanation', 'reason', 'owner', 'text', 'days', 'reply'] as const),
      ...(['result', 'satisfaction', 'contacted', 'resolved', 'note', 'into', 'track', 'level', 'requirement', 'due'] as const),
      'supervision',
    ],
  },
  alarms: {
    usage: 'alarms [--department 部门] [--limit 条数] [--cursor 位置]',
    says: '投诉举报的时限提醒，从新到旧',
    words: [0, 0],
    options: ['department', 'limit', 'cursor'],
  },
  figures: {
    usage: 'figures [--from 日期] [--to 日期]',
    says: '投诉举报指标：及时签收、按时办结、退回、重办、满意（不填：本月至今）',
    words: [0, 0],
    options: ['from', 'to'],
  },
  shared: {
    usage: 'shared [编号 [--sample]] [--text 文字] [--dataset 数据集] [--department 部门] [--limit 条数] [--cursor 位置]',
    says: '可共享的数据：有哪些、能否取得；一项的字段与条件；--sample 合成样例',
    words: [0, 1],
    options: ['text', 'dataset', 'department', 'limit', 'cursor', 'sample'],
  },
  ask: { usage: 'ask 申请.json', says: '提交数据使用申请（缺什么一次说明）；无条件共享的即刻授权', words: [1, 1], options: [] },
  requests: {
    usage: 'requests [--box asked|to-review|to-sign|done] [--state 状态] [--department 部门] [--limit 条数] [--cursor 位置]',
    says: '数据使用申请：本部门提出的、待审查的、待会签的、已审查的；数据局按状态',
    words: [0, 0],
    options: ['box', 'state', 'department', 'limit', 'cursor'],
  },
  request: { usage: 'request 编号', says: '一件申请：内容、期限、经过、可做的操作', words: [1, 1], options: [] },
  'request-act': {
    usage: 'request-act 编号 操作 [内容.json] [--reason 理由] [--note 意见]',
    says: '办理一步，如 accept、decide 决定.json、sign、refuse 答复.json；内容随操作而定，见接口文档',
    words: [2, 3],
    options: ['reason', 'text', 'note'],
  },
  grants: {
    usage: 'grants [--given] [--state 状态] [--department 部门] [--limit 条数] [--cursor 位置]',
    says: '数据授权：本部门持有的（--given 本部门数据上的）',
    words: [0, 0],
    options: ['given', 'state', 'department', 'limit', 'cursor'],
  },
  grant: { usage: 'grant 编号', says: '一项授权：范围、今日用量、经过、可做的操作', words: [1, 1], options: [] },
  'grant-act': {
    usage: 'grant-act 编号 操作 [内容.json] [--reason 理由]',
    says: '暂停 suspend、恢复 resume、缩小 narrow 内容.json、撤销 revoke、交还 close 等，下一次读取起生效',
    words: [2, 3],
    options: ['reason', 'text', 'note'],
  },
  read: {
    usage: 'read 授权编号 [--fields 字段,…] [--where 字段=值|值;字段=起..止] [--limit 条数] [--all] [--cursor 位置]',
    says: '以部门系统的身份按授权读取数据，每行一条 JSON',
    words: [1, 1],
    options: ['fields', 'where', 'limit', 'all', 'cursor'],
  },
  export: {
    usage: 'export 授权编号 [--format csv|ndjson] [--fields 字段,…] [--where 条件] [--out 文件夹]',
    says: '按授权导出文件：等待、下载，核对摘要与签名',
    words: [1, 1],
    options: ['format', 'fields', 'where', 'out'],
  },
  trace: { usage: 'trace 文件', says: '溯源：疑似泄露的文件出自哪次导出，水印是真是伪', words: [1, 1], options: [] },
  departments: { usage: 'departments', says: '有哪些部门：编号与名称', words: [0, 0], options: [] },
  audit: {
    usage: 'audit [--actor 成员] [--object 类型:编号] [--limit 条数]',
    says: '最近的审计记录',
    words: [0, 0],
    options: ['actor', 'object', 'limit'],
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

export const usage = `用法：npm run hub -- 命令 [选项]

${Object.values(commands)
  .map((command) => `  ${command.usage}\n      ${command.says}`)
  .join('\n')}

每个命令都可以用的选项：
  --url 地址             哪个系统；或环境变量 HUB_URL。不填：上次登录的，否则是本机的
  --as 姓名代号          仅限本机示例系统：以示例人员或示例系统的身份
  --client-id 编号       以部门系统的身份（客户端凭证）；或环境变量 HUB_CLIENT_ID、HUB_CLIENT_SECRET
  --client-secret 密钥   命令行能被同机用户看到，宜用环境变量
  --json                 输出 JSON，供程序读取
  --help, -h             本说明

退出码：0 成功，1 被拒绝或失败，2 命令写错了，3 没有登录`;

export interface CommandLine {
  command: CommandName;
  words: readonly string[];
  values: Readonly<Partial<Record<OptionName, string | boolean>>>;
  /** The option's text, or undefined. */
  text: (name: OptionName) => string | undefined;
}

const isCommand = (word: string): word is CommandName => Object.hasOwn(commands, word);

/** `help`: the usage was asked for. */
export const readCommandLine = (argv: readonly string[]): CommandLine | 'help' => {
  const { values, positionals } = parse(argv);
  const [name, ...words] = positionals;
  if (values.help === true || name === 'help') return 'help';
  if (name === undefined) throw new UsageError('没有写命令');
  if (!isCommand(name)) throw new UsageError(`没有“${name}”这个命令`);
  const {
    words: [fewest, most],
    options: its,
    usage: form,
  } = commands[name];
  if (words.length < fewest || words.length > most) throw new UsageError(`用法：npm run hub -- ${form}`);
  for (const option of Object.keys(values) as OptionName[])
    if (!everywhere.includes(option) && !(its as readonly OptionName[]).includes(option))
      throw new UsageError(`命令 ${name} 没有选项 --${option}`);
  return {
    command: name,
    words,
    values,
    text: (option) => {
      const value = values[option];
      return typeof value === 'string' ? value : undefined;
    },
  };
};

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, allowNegative: true, strict: true });
  } catch (error) {
    const code = error instanceof TypeError && 'code' in error ? error.code : undefined;
    const which = error instanceof Error ? (/'([^']+)'/.exec(error.message)?.[1] ?? '') : '';
    throw new UsageError(code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? `没有选项 ${which}` : `选项 ${which} 写得不对`, { cause: error });
  }
};
