import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import {
  AuditEvents,
  Dataset,
  Datasets,
  History,
  Lineage,
  Me,
  Pushed,
  Quota,
  OfferedFile,
  RefusedRows,
  Report,
  type Upload,
  Upload as UploadAnswer,
  Uploads,
} from './answers.ts';
import { allDepartments, type Asked, asked, type Command, limitOf, shanghai, type Surroundings } from './asked.ts';
import { type CommandLine, type CommandName, readCommandLine, usage, UsageError } from './command-line.ts';
import { complaintCommands } from './complaint-commands.ts';
import { Departments } from './complaint-words.ts';
import { handIn, hasEnded, type Step, unreadable, waitForEnd } from './hand-in.client.ts';
import { type HubClient, hubClient, HubSaidNo } from './hub.client.ts';
import { readJson } from './own-files.store.ts';
import { inBatches, readRecords } from './read-records.ts';
import { sharingCommands } from './sharing-commands.ts';
import { sessionsIn } from './sessions.store.ts';
import { renew, type SignedIn, SignInFailed, signInAsSystem, signInByForm, signInWithBrowser } from './sign-in.client.ts';
import { Subject, Subjects, subjectsText, subjectText } from './subject-words.ts';
import { grouped, table } from './table.ts';
import { transfersIn } from './transfers.store.ts';
import { reportText, sized, stateLine, stepLine } from './upload-words.ts';

class NotSignedIn extends Error {
  override name = 'NotSignedIn';
}

const SampleSignIns = z.object({
  people: z.record(z.string(), z.object({ password: z.string() })),
  systems: z.record(z.string(), z.object({ clientId: z.string(), clientSecret: z.string() })),
});

/** Answers the exit code: 0, or 1 refused or failed, 2 not understood, 3 not signed in. */
export const runHub = async (argv: readonly string[], around: Surroundings): Promise<number> => {
  try {
    const line = readCommandLine(argv);
    if (line === 'help') {
      around.out(usage);
      return 0;
    }
    const { url, named } = await addressOf(line, around);
    const show: Asked['show'] = (result, text) => {
      around.out(line.values.json === true ? JSON.stringify(result, null, 2) : text());
    };
    if (line.command === 'sign-in') return await signIn({ line, url, named, around });
    if (line.command === 'sign-out') return await signOut({ url, around });
    const hub = hubClient(url, tokenFor(line, url, around));
    return await work[line.command]({ line, url, hub, around, show });
  } catch (error) {
    return explain(error, around);
  }
};

const explain = (error: unknown, { note }: Surroundings): number => {
  if (error instanceof UsageError) {
    note(`✗ ${error.message}\n  npm run hub -- --help 显示全部用法`);
    return 2;
  }
  const isSignIn =
    error instanceof NotSignedIn || error instanceof SignInFailed || (error instanceof HubSaidNo && error.because === 'not-signed-in');
  if (error instanceof z.ZodError)
    note(`✗ 服务器的回答无法识别，客户端可能过旧：${error.issues[0]?.path.join('.') ?? ''} ${error.issues[0]?.message ?? ''}`);
  else note(`✗ ${error instanceof Error ? error.message : String(error)}`);
  if (isSignIn) note('  登录：npm run hub -- sign-in（本机示例系统：任何命令加 --as 姓名代号，如 --as market-clerk）');
  return isSignIn ? 3 : 1;
};

/** `--as` means the local sample; otherwise what was named, then what was signed in to last, then the local system. */
const addressOf = async (line: CommandLine, { env, configFolder, localFolder }: Surroundings): Promise<{ url: string; named: boolean }> => {
  const given = line.text('url') ?? (env['HUB_URL'] === '' ? undefined : env['HUB_URL']);
  const local = async () => (await readJson(path.join(localFolder, 'hub.json'), z.object({ url: z.string() })))?.url;
  const url = given ?? (line.text('as') === undefined ? await sessionsIn(configFolder).address() : undefined) ?? (await local());
  if (url === undefined)
    throw new UsageError('不知道要连接哪个系统：请用 --url 或环境变量 HUB_URL 给出地址，或先用 npm start 启动本机系统');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new UsageError(`地址 ${url} 不对，应以 https:// 开头`);
  return { url: url.replace(/\/(v1\/?)?$/, ''), named: given !== undefined };
};

/** As somebody of the local sample, as a department's system, or undefined: as whoever has signed in. */
const explicitSignIn = (line: CommandLine, url: string, { env, localFolder }: Surroundings): (() => Promise<SignedIn>) | undefined => {
  const as = line.text('as');
  if (as !== undefined)
    return async () => {
      const known = await readJson(path.join(localFolder, 'people.json'), SampleSignIns);
      if (!known) throw new SignInFailed('没有找到本机示例系统的人员：--as 只用于 npm start 启动的系统');
      const person = known.people[as];
      const system = known.systems[as];
      if (person) return signInByForm(url, as, person.password);
      if (system) return signInAsSystem(url, system.clientId, system.clientSecret);
      throw new SignInFailed(`示例系统里没有 ${as}。有：${[...Object.keys(known.people), ...Object.keys(known.systems)].join('、')}`);
    };
  const clientId = line.text('client-id') ?? env['HUB_CLIENT_ID'];
  const clientSecret = line.text('client-secret') ?? env['HUB_CLIENT_SECRET'];
  if (clientId === undefined && line.text('client-secret') === undefined) return undefined;
  if (clientId === undefined || clientSecret === undefined)
    throw new UsageError('客户端编号和密钥要一起给出：--client-id、--client-secret，或 HUB_CLIENT_ID、HUB_CLIENT_SECRET');
  return () => signInAsSystem(url, clientId, clientSecret);
};

/** A token that is good at the moment of each call, however long the command waits. */
const tokenFor = (line: CommandLine, url: string, around: Surroundings): (() => Promise<string>) => {
  const sessions = sessionsIn(around.configFolder);
  const explicit = explicitSignIn(line, url, around);
  const kept = async (): Promise<SignedIn> => {
    const session = await sessions.find(url);
    if (!session) throw new NotSignedIn(`还没有登录 ${url}`);
    if (session.expiresAt > Date.now()) return session;
    if (session.refreshToken === undefined) throw new NotSignedIn('登录已过期，请重新登录');
    const renewed = await renew(url, session.refreshToken);
    await sessions.keep(url, renewed);
    return renewed;
  };
  let current: SignedIn | undefined;
  return async () => {
    if (!current || current.expiresAt <= Date.now()) current = await (explicit ?? kept)();
    return current.accessToken;
  };
};

const signIn = async ({
  line,
  url,
  named,
  around,
}: {
  line: CommandLine;
  url: string;
  named: boolean;
  around: Surroundings;
}): Promise<number> => {
  const explicit = explicitSignIn(line, url, around);
  const inBrowser = () =>
    signInWithBrowser(url, (address) => {
      around.note(`请在浏览器里登录；没有自动打开时，把下面的地址复制到浏览器：\n\n  ${address}\n`);
      around.openBrowser(address);
    });
  const signedIn = await (explicit ?? inBrowser)();
  const { name, departmentName } = await hubClient(url, signedIn.accessToken).get('/v1/me', Me);
  const sessions = sessionsIn(around.configFolder);
  await sessions.keep(url, signedIn);
  // The local system's address changes when it is set up anew, so it is looked up each time.
  const keepsAddress = named || (await sessions.address()) === url;
  await sessions.keepAddress(keepsAddress ? url : undefined);
  around.out(`已登录：${name}（${departmentName}）`);
  return 0;
};

const signOut = async ({ url, around }: { url: string; around: Surroundings }): Promise<number> => {
  const sessions = sessionsIn(around.configFolder);
  await sessions.forget(url);
  await sessions.keepAddress(undefined);
  around.out(`已退出 ${url}`);
  return 0;
};

const exitCodeOf = (upload: Upload): number => (hasEnded(upload) && upload.state !== 'finished' ? 1 : 0);

/** What people call the columns that a report names; where the dataset is no more, they are called by their names. */
const titlesOf = async (hub: HubClient, ...uploads: readonly Upload[]): Promise<ReadonlyMap<string, string>> => {
  const dataset = uploads.find(({ report }) => (report?.findings.length ?? 0) > 0)?.dataset;
  if (dataset === undefined) return new Map();
  return new Map((await columnsOf(hub, dataset)).map(({ name, title }) => [name, title]));
};

/** None where the dataset is no more. */
const columnsOf = async (hub: HubClient, dataset: string): Promise<Dataset['contract']['columns']> => {
  try {
    return (await hub.get(`/v1/datasets/${encodeURIComponent(dataset)}`, Dataset)).contract.columns;
  } catch (error) {
    if (error instanceof HubSaidNo) return [];
    throw error;
  }
};

/** On a terminal the line moves; elsewhere each new state is a line. */
const follower = ({ progress, note }: Surroundings): { onStep: (step: Step) => void; end: () => void } => {
  let last = '';
  return {
    onStep: (step) => {
      const text = stepLine(step);
      if (text === last) return;
      const isNew = step.step === 'working' && text.split(' ')[0] !== last.split(' ')[0];
      last = text;
      if (progress) progress(text);
      else if (isNew) note(`  ${text}`);
    },
    end: () => progress?.(''),
  };
};

const work: Record<Exclude<CommandName, 'sign-in' | 'sign-out'>, Command> = {
  ...complaintCommands,
  ...sharingCommands,

  async whoami({ hub, show }) {
    const me = await hub.get('/v1/me', Me);
    show(me, () =>
      table(
        ['', ''],
        [
          ['姓名', me.name],
          ['部门', `${me.departmentName}（${me.departmentId}）`],
          ['角色', me.roles.join('、')],
          ['数据级别', me.clearance],
          ['成员编号', me.memberId],
        ],
      ).trimStart(),
    );
    return 0;
  },

  async datasets({ hub, line, show }) {
    const [name] = line.words;
    if (name === undefined) {
      const { items } = await hub.get('/v1/datasets?limit=100', Datasets);
      show(items, () =>
        table(
          ['数据集', '名称', '现行版本'],
          items.map(({ dataset, title, version }) => [dataset, title, version]),
        ),
      );
      return 0;
    }
    const { contract, dictionaries } = await hub.get(`/v1/datasets/${encodeURIComponent(name)}`, Dataset);
    const lists = contract.columns.flatMap(({ title, dictionary }): [string, Record<string, string>][] => {
      const codes = typeof dictionary === 'string' ? dictionaries[dictionary]?.codes : dictionary;
      return codes ? [[title, codes]] : [];
    });
    show({ ...contract, dictionaries }, () =>
      [
        `${contract.dataset} ${contract.title}，第 ${String(contract.version)} 版\n依据：${contract.source}`,
        table(
          ['列名', '标题', '必填', '类型', '长度', '字典'],
          contract.columns.map(({ name: column, title, required, type, maxLength, unit, dictionary }) => [
            column,
            title,
            required ? '是' : '',
            unit === undefined ? type : `${type}（${unit}）`,
            maxLength ?? '',
            typeof dictionary === 'string' ? (dictionaries[dictionary]?.title ?? dictionary) : dictionary ? '见下' : '',
          ]),
        ),
        ...lists.map(
          ([title, codes]) =>
            `${title}：${Object.entries(codes)
              .map(([code, meaning]) => `${code} ${meaning}`)
              .join('、')}`,
        ),
        `记录以 ${contract.recordKey} 区分；${contract.operation === undefined ? `${contract.businessTime} 最新的行有效` : `按 ${contract.operation} 逐行变更，后面的行有效`}。`,
      ].join('\n\n'),
    );
    return 0;
  },

  template: (asked) => offered(asked, 'template', '模板.xlsx'),

  example: (asked) => offered(asked, 'example', '示例.csv'),

  async upload({ hub, url, line, around, show }) {
    const [file = ''] = line.words;
    const dataset = line.text('dataset');
    if (dataset === undefined) throw new UsageError('请用 --dataset 写明数据集；npm run hub -- datasets 显示有哪些');
    const { onStep, end } = follower(around);
    const transfers = transfersIn(around.configFolder, url);
    const parts = line.values.parts === undefined ? undefined : line.values.parts === true;
    const upload = await handIn({ hub, file, dataset, parts, transfers, wait: line.values.wait !== false, onStep }).finally(end);
    const titles = await titlesOf(hub, upload);
    show(upload, () =>
      hasEnded(upload)
        ? reportText(upload, { as: line.text('as'), titles })
        : `已上传，编号 ${upload.uploadId}（${stateLine(upload)}）\n查看报告：npm run hub -- report ${upload.uploadId}${line.text('as') === undefined ? '' : ` --as ${line.text('as') ?? ''}`}`,
    );
    return exitCodeOf(upload);
  },

  async push({ hub, line, around, show }) {
    const [dataset = '', file = ''] = line.words;
    const batches = inBatches(readRecords(file === '-' ? await textOf(around.input) : await textOfFile(file)));
    const { onStep, end } = follower(around);
    const uploads: Upload[] = [];
    for (const records of batches) {
      const { upload } = await hub.post(`/v1/datasets/${encodeURIComponent(dataset)}/records`, { records }, Pushed);
      uploads.push(await waitForEnd(hub, upload.uploadId, onStep).finally(end));
    }
    const titles = await titlesOf(hub, ...uploads);
    show(uploads, () => uploads.map((upload) => reportText(upload, { as: line.text('as'), titles })).join('\n\n'));
    return Math.max(...uploads.map(exitCodeOf));
  },

  async quota({ hub, line, show }) {
    const department = line.words[0] ?? (await hub.get('/v1/me', Me)).departmentId;
    const answer = await hub.get(`/v1/quotas/${encodeURIComponent(department)}`, Quota);
    const { quota, today, open, left, set } = answer;
    show(answer, () =>
      [
        table(
          [`${department} ${today.date}`, ...['额度', '已用', '还可用'].map((title) => ({ title, right: true }))],
          [
            ['登记的文件（个/天）', grouped(quota.filesPerDay), grouped(today.files), grouped(left.files)],
            ['登记的数据量（每天）', sized(quota.bytesPerDay), sized(today.bytes), sized(left.bytes)],
            ['尚未处理完的上传', grouped(quota.open), grouped(open), grouped(left.open)],
          ],
        ),
        `每日额度于北京时间 ${shanghai(today.renewsAt)} 恢复${set ? `；额度由 ${set.by} 于 ${shanghai(set.at)} 设定：${set.reason}` : ''}`,
      ].join('\n\n'),
    );
    return 0;
  },

  async uploads({ hub, line, show }) {
    const { items } = await hub.get(`/v1/uploads${asked({ department: line.text('department'), limit: limitOf(line) })}`, Uploads);
    const hint = items.length === 0 ? otherDepartments(line, await hub.get('/v1/me', Me)) : '';
    show(items, () =>
      items.length === 0
        ? `还没有上传${hint}`
        : table(
            ['上传编号', '时间', '数据集', '文件', '状态', { title: '读取', right: true }, { title: '退回', right: true }],
            items.map((upload) => [
              upload.uploadId,
              shanghai(upload.declaredAt),
              upload.dataset,
              upload.fileName,
              stateLine(upload),
              upload.report ? grouped(upload.report.read) : '',
              upload.report ? grouped(upload.report.refused) : '',
            ]),
          ),
    );
    return 0;
  },

  async report({ hub, line, show }) {
    const id = encodeURIComponent(line.words[0] ?? '');
    const upload = await hub.get(`/v1/uploads/${id}`, UploadAnswer);
    // The state may be a moment older than the report.
    const report = upload.report ?? (upload.state === 'finished' ? await hub.get(`/v1/uploads/${id}/report`, Report) : undefined);
    const whole = { ...upload, ...(report && { report }) };
    const titles = await titlesOf(hub, whole);
    show(whole, () =>
      report || hasEnded(upload)
        ? reportText(whole, { as: line.text('as'), titles })
        : `${upload.fileName}（${upload.uploadId}）：${stateLine(upload)}`,
    );
    return exitCodeOf(upload);
  },

  async refused({ hub, line, show }) {
    const id = line.words[0] ?? '';
    const { url, rows } = await hub.get(`/v1/uploads/${encodeURIComponent(id)}/refused`, RefusedRows);
    const out = line.text('out') ?? `${id}-退回.csv`;
    await download(url, out);
    show({ file: path.resolve(out), rows }, () => `${grouped(rows)} 行退回数据已写入 ${out}\n按“问题说明”改好后，直接上传这个文件即可`);
    return 0;
  },

  async subjects({ hub, line, show }) {
    const [code, name] = [line.text('code'), line.text('name')];
    if ((code === undefined) === (name === undefined)) throw new UsageError('请给出 --code（统一社会信用代码）或 --name（名称开头）之一');
    const found = await hub.get(`/v1/subjects${asked({ code, name, limit: limitOf(line), cursor: line.text('cursor') })}`, Subjects);
    show(found, () => subjectsText(found));
    return 0;
  },

  async subject({ hub, line, show }) {
    const page = asked({ limit: limitOf(line), cursor: line.text('cursor') });
    const subject = await hub.get(`/v1/subjects/${encodeURIComponent(line.words[0] ?? '')}${page}`, Subject);
    show(subject, () => subjectText(subject));
    return 0;
  },

  async history({ hub, line, show }) {
    const { items } = await ofRecord(hub, line, `/history${asked({ limit: limitOf(line) })}`, History);
    show(items, () =>
      table(
        [{ title: '版本', right: true }, '变动', '业务时间', '报送时间', '文件', { title: '行', right: true }, '上传编号'],
        items.map(({ version, outcome, deleted, businessTime, origin: { handedInAt, fileName = '', row, uploadId } }) => [
          version,
          deleted ? '删除' : outcome === 'new' ? '新增' : '变更',
          businessTime,
          handedInAt === undefined ? '' : shanghai(handedInAt),
          fileName,
          row,
          uploadId,
        ]),
      ),
    );
    return 0;
  },

  async lineage({ hub, line, show }) {
    const version = line.text('record-version');
    const answer = await ofRecord(hub, line, `/lineage${asked({ version })}`, Lineage);
    const columns = await columnsOf(hub, line.words[0] ?? '');
    const amounts = new Set(columns.filter(({ type }) => type === 'amount').map(({ name }) => name));
    const { recordId, origin, fields, deleted } = answer;
    const sheet = origin.sheet === undefined ? '' : `工作表“${origin.sheet}”`;
    show(answer, () =>
      [
        `${recordId} 第 ${String(answer.version)} 版${deleted ? '（已删除）' : ''}\n来自 ${origin.fileName ?? ''}（${origin.uploadId}）${sheet}第 ${String(origin.row)} 行，按数据标准第 ${String(origin.contractVersion)} 版`,
        table(
          ['字段', '文件中的列', '原文', '入库的值', '提示'],
          fields.map(({ name, title, columnInFile, original, value, masked, warnings }) => [
            title,
            columnInFile,
            original,
            `${[value]
              .flat()
              .map(amounts.has(name) ? yuan : String)
              .join('、')}${masked ? '（脱敏）' : ''}`,
            warnings.map(({ code, title: what }) => `${code} ${what}`).join('；'),
          ]),
        ),
      ].join('\n\n'),
    );
    return 0;
  },

  async departments({ hub, show }) {
    const { items } = await hub.get(allDepartments, Departments);
    show(items, () =>
      table(
        ['部门', '名称'],
        items.map(({ departmentId, name }) => [departmentId, name]),
      ),
    );
    return 0;
  },

  async audit({ hub, line, show }) {
    const question = asked({ actor: line.text('actor'), object: line.text('object'), limit: limitOf(line) });
    const { items } = await hub.get(`/v1/audit-events${question}`, AuditEvents);
    show(items, () =>
      items.length === 0
        ? '没有审计记录'
        : table(
            ['时间', '操作人', '操作', '对象', '结果'],
            items.map(({ at, actor, action, object, outcome, because }) => [
              shanghai(at),
              actor,
              action,
              `${object.type}:${object.id}`,
              outcome === 'success' ? '成功' : `拒绝（${because ?? ''}）`,
            ]),
          ),
    );
    return 0;
  },
};

/** Amounts are kept in 分. */
const yuan = (value: string): string => {
  const [, sign, digits] = /^(-?)(\d+)$/.exec(value) ?? [];
  return digits === undefined ? value : `${sign ?? ''}${grouped(digits.padStart(3, '0').replace(/(?=\d\d$)/, '.'))} 元`;
};

const seeAll = new Set(['data-steward', 'leader']);

/** Whoever may look into all departments, and named none, may have meant another. */
const otherDepartments = (line: CommandLine, { roles }: z.infer<typeof Me>): string =>
  line.text('department') === undefined && roles.some((role) => seeAll.has(role)) ? '（可用 --department 指定部门）' : '';

/** Of one's own department, where no other is named. */
const ofRecord = async <Answer>(hub: HubClient, line: CommandLine, what: string, answer: z.ZodType<Answer>): Promise<Answer> => {
  const named = line.text('department');
  const me = named === undefined ? await hub.get('/v1/me', Me) : undefined;
  const [dataset = '', recordId = ''] = line.words;
  try {
    return await hub.get(
      `/v1/records/${[dataset, named ?? me?.departmentId ?? '', recordId].map(encodeURIComponent).join('/')}${what}`,
      answer,
    );
  } catch (error) {
    if (!(error instanceof HubSaidNo) || error.because !== 'record-unknown' || !error.problem || !me) throw error;
    throw new HubSaidNo(error.status, { ...error.problem, title: error.problem.title + otherDepartments(line, me) });
  }
};

const textOfFile = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
};

const offered = async ({ hub, line, show }: Asked, what: 'template' | 'example', ending: string): Promise<number> => {
  const [dataset = ''] = line.words;
  const { url, version } = await hub.get(`/v1/datasets/${encodeURIComponent(dataset)}/${what}`, OfferedFile);
  const out = line.text('out') ?? `${dataset}-${ending}`;
  await download(url, out);
  show({ file: path.resolve(out), version }, () => `已写入 ${out}（数据标准第 ${version} 版）`);
  return 0;
};

const download = async (url: string, out: string): Promise<void> => {
  const response = await fetch(url);
  const { body } = response;
  if (!response.ok || !body) throw new Error(`文件没有下载成功（服务器返回 ${String(response.status)}），请重试`);
  // What is there may have been worked on by hand already: never written over.
  await writeNew(out, () => pipeline(Readable.fromWeb(body), createWriteStream(out, { flags: 'wx' })));
};

const writeNew = async (file: string, write: () => Promise<void>): Promise<void> => {
  try {
    await write();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new Error(`文件 ${file} 已经存在，请用 --out 换一个文件名`, { cause: error });
    throw error;
  }
};
