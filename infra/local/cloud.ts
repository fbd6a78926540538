import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { inTurn } from './in-turn.ts';
import { bornAt, kill, membersOf } from './processes.ts';

/** `start`: what `npm start` shows, with its data kept. `test`: stays up between test runs, keeps nothing, and plays faults. `bench`, `relay`: to measure on; keep nothing. */
export type CloudName = 'start' | 'test' | 'bench' | 'relay';

export interface LocalCloud {
  name: CloudName;
  endpoint: string;
  /** Absent where somebody else's cloud is used (AWS_ENDPOINT_URL is set). */
  pid?: number;
  folder: string;
  /** What child processes need to talk to it, and to nothing else: no ambient profile or credential comes through. */
  env: Record<string, string>;
  /** Its state was lost, so whoever starts it deploys and feeds anew. */
  fresh: boolean;
  /** Somebody else had started it, and may still be using it. */
  found: boolean;
}

type Say = (line: string) => void;
const silently: Say = () => undefined;

const root = path.resolve(import.meta.dirname, '../..');
const folderOf = (name: CloudName): string => path.join(root, '.local', name);
const keeps = (name: CloudName): boolean => name === 'start';
const region = 'us-east-1';
const ports = {
  start: { setting: 'HUB_PORT', usual: 4610 },
  test: { setting: 'HUB_TEST_PORT', usual: 4620 },
  bench: { setting: 'HUB_BENCH_PORT', usual: 4630 },
  relay: { setting: 'HUB_RELAY_PORT', usual: 4640 },
} as const;

/** Functions' code is unpacked here. Outside the project: its node_modules, and its package.json's `type`, are not there in AWS either. */
const temporaryFolder = (name: CloudName): string =>
  path.join(os.tmpdir(), `supervision-hub-${name}-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`);

const marks = (name: CloudName) => {
  const at = (file: string) => path.join(folderOf(name), file);
  return {
    running: at('cloud.json'),
    saved: at('saved'),
    log: at('cloud.log'),
    port: at('port'),
    state: at('state'),
    objects: at('objects'),
    temporary: temporaryFolder(name),
  };
};

/** What was written about a cloud's content by those who filled it: worth nothing without that content. */
const derived = ['outputs.json', 'deployed', 'hub.json', 'people.json', 'fed.json', 'city.json', 'city.jsonl'];

/** Credentials `test` are the local cloud's root. A loopback address never goes through a proxy. */
export const localEnvironment = (endpoint: string, folder: string, ambient: NodeJS.ProcessEnv = process.env): Record<string, string> => {
  const noProxy = [ambient['NO_PROXY'] ?? ambient['no_proxy'], '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  const kept = Object.entries(ambient).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(AWS|CDK)_/.test(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: path.join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () =>
      server.close(() => {
        resolve(true);
      }),
    );
  });

/** The one asked for, or the last one (so that addresses stay), or the usual one; the next free one where that is taken. */
const choosePort = async (name: CloudName, say: Say): Promise<number> => {
  const { setting, usual } = ports[name];
  const remembered = existsSync(marks(name).port) ? readFileSync(marks(name).port, 'utf8') : undefined;
  const wanted = Number(process.env[setting] ?? remembered ?? usual);
  for (let port = wanted; port < wanted + 10; port++) {
    if (!(await isFree(port))) continue;
    if (port !== wanted) say(`端口 ${String(wanted)} 被占用，改用 ${String(port)} [port taken]`);
    writeFileSync(marks(name).port, String(port));
    return port;
  }
  throw new Error(`端口 ${String(wanted)}–${String(wanted + 9)} 都被占用，请用 ${setting} 指定一个 [no free port: set ${setting}]`);
};

const Running = z.object({ pid: z.int(), port: z.int(), born: z.string() });
type Running = z.infer<typeof Running>;

const readRunning = (name: CloudName): Running | undefined => {
  const { running } = marks(name);
  return existsSync(running) ? Running.parse(JSON.parse(readFileSync(running, 'utf8'))) : undefined;
};

const isAlive = ({ pid, born }: Running): boolean => bornAt(pid) === born;

/** The starter names itself in the mark once everything is written: the mark of an earlier one says nothing about this one. */
const hasSaved = (name: CloudName, { pid }: Running): boolean =>
  existsSync(marks(name).saved) && readFileSync(marks(name).saved, 'utf8') === String(pid);

const answers = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${String(port)}/_ministack/health`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
};

const described = (name: CloudName, { port, pid }: Running, fresh: boolean, found: boolean): LocalCloud => {
  const endpoint = `http://127.0.0.1:${String(port)}`;
  return { name, endpoint, pid, folder: folderOf(name), env: localEnvironment(endpoint, folderOf(name)), fresh, found };
};

/** The cloud of that name where it is up; nothing is started. */
export const runningCloud = (name: CloudName): LocalCloud | undefined => {
  const running = readRunning(name);
  return running && isAlive(running) ? described(name, running, false, true) : undefined;
};

export const isStillThere = (name: CloudName): boolean => {
  const running = readRunning(name);
  return running !== undefined && isAlive(running);
};

/** The cloud leads a process group of its own, in which its functions' workers live on if it dies. */
const endGroup = (running: Running): void => {
  if (isAlive(running)) kill(-running.pid, 'SIGKILL');
  for (const { pid, command } of membersOf(running.pid)) if (command.includes('ministack-lambda-')) kill(pid, 'SIGKILL');
};

const until = async (come: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> => {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (await come()) return true;
    await pause(100);
  }
  return false;
};

/** Saving hundreds of megabytes takes a while, and a busy cloud answers late. Only one that is silent for so long has hung. */
const patience = 180;

/** One that is alive but silent is busy, or still saving: to end it then would lose what it has. */
const comesRound = async (name: CloudName, running: Running, say: Say): Promise<boolean> => {
  if (await answers(running.port)) return true;
  if (isAlive(running)) say('上次的本机云正忙或正在保存，等它 [busy or saving] …');
  let up = false;
  await until(async () => (up = await answers(running.port)) || !isAlive(running) || hasSaved(name, running), patience);
  return up;
};

const forget = (name: CloudName): void => {
  for (const file of derived) rmSync(path.join(folderOf(name), file), { force: true });
};

/** State that was not written to its end can't be trusted: it is put aside, and everything begins anew. */
const putAside = (name: CloudName, because: string, say: Say): void => {
  const { state, objects } = marks(name);
  const aside = path.join(folderOf(name), 'unclean');
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside);
  for (const folder of [state, objects]) if (existsSync(folder)) renameSync(folder, path.join(aside, path.basename(folder)));
  forget(name);
  say(`${because}：数据已移到 ${path.relative(root, aside)}，重新建立 [beginning anew]`);
};

/** Leaves nothing of the last run behind but what it has saved. True: there is nothing. */
const mend = (name: CloudName, say: Say): boolean => {
  const { running, saved, state, objects, temporary } = marks(name);
  const left = readRunning(name);
  if (left) endGroup(left);
  rmSync(running, { force: true });
  rmSync(temporary, { recursive: true, force: true });
  if (keeps(name) && existsSync(saved)) return false;
  if (keeps(name) && existsSync(state)) putAside(name, '上次没有正常保存 [unclean end]', say);
  rmSync(state, { recursive: true, force: true });
  rmSync(objects, { recursive: true, force: true });
  forget(name);
  return true;
};

/** The starter's exit code where it could not read the state that it was given. */
const unreadable = 3;

const boot = async (name: CloudName, say: Say): Promise<Running | 'unreadable'> => {
  const { running, saved, log, state, objects, temporary } = marks(name);
  const port = await choosePort(name, say);
  mkdirSync(temporary, { recursive: true });
  const out = openSync(log, 'w');
  // Its state holds the sample's secrets and signing keys.
  const umask = process.umask(0o077);
  const child = spawn(path.join(root, '.local/venv/bin/python'), [path.join(root, 'infra/local/starter.py')], {
    cwd: folderOf(name),
    // A session and process group of its own: Ctrl-C reaches the command, which lets the cloud save first.
    detached: true,
    stdio: ['ignore', out, out],
    env: {
      // Functions run with the `node` that is found first.
      PATH: `${path.join(root, 'node_modules/node/bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
      HOME: process.env['HOME'] ?? '',
      TMPDIR: temporary,
      LANG: 'C.UTF-8',
      PYTHONUNBUFFERED: '1',
      AUTH: 'true',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: region,
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      COGNITO_EMAIL_ENABLED: '0',
      // Functions are plain processes here: a Docker daemon that happens to be there is left alone.
      LAMBDA_EXECUTOR: 'local',
      DOCKER_HOST: 'unix:///nonexistent',
      LAMBDA_ACCOUNT_CONCURRENCY: '24',
      LOG_LEVEL: 'WARNING',
      ...(keeps(name)
        ? { PERSIST_STATE: '1', STATE_DIR: state, S3_PERSIST: '1', S3_DATA_DIR: objects, LOCAL_CLOUD_SAVED: saved }
        : { LOCAL_CLOUD_FAULTS: '1' }),
    },
  });
  process.umask(umask);
  let ended: number | null | undefined;
  child.once('exit', (code) => (ended = code));
  child.once('error', () => (ended = null));
  child.unref();
  const { pid } = child;
  if (pid === undefined)
    throw new Error('本机云无法启动：.local/venv 不完整，请删除后重试 [the Python environment is incomplete: remove .local/venv]');
  const started = { pid, port, born: bornAt(pid) ?? '' };
  writeFileSync(running, JSON.stringify(started));
  const up = await until(async () => ended !== undefined || (await answers(port)), 120);
  if (up && ended === undefined) {
    // From here on it changes; what was saved before is no longer how it is.
    rmSync(saved, { force: true });
    return started;
  }
  endGroup(started);
  rmSync(running, { force: true });
  if (ended === unreadable) return 'unreadable';
  throw new Error(
    `本机云没有起来，见 ${path.relative(root, log)} [the local cloud did not come up]\n${readFileSync(log, 'utf8').slice(-1500)}`,
  );
};

const startOrFind = async (name: CloudName, say: Say): Promise<LocalCloud> => {
  const present = readRunning(name);
  if (present && isAlive(present) && (await comesRound(name, present, say))) return described(name, present, false, true);

  const fresh = mend(name, say);
  const booted = await boot(name, say);
  if (booted !== 'unreadable') return described(name, booted, fresh, false);
  putAside(name, '保存的数据读不出来 [unreadable]', say);
  rmSync(marks(name).saved, { force: true });
  const anew = await boot(name, say);
  if (anew === 'unreadable') throw new Error('本机云没有起来 [the local cloud did not come up]');
  return described(name, anew, true, false);
};

export const startCloud = async ({ name, say = silently }: { name: CloudName; say?: Say }): Promise<LocalCloud> => {
  const folder = folderOf(name);
  mkdirSync(folder, { recursive: true });
  for (const file of ['no-config', 'no-credentials']) writeFileSync(path.join(folder, file), '');
  const given = process.env['AWS_ENDPOINT_URL'];
  if (given) return { name, endpoint: given, folder, env: localEnvironment(given, folder), fresh: false, found: true };

  // Two commands at once must not each start one.
  return inTurn(path.join(folder, 'starting'), () => startOrFind(name, say));
};

/** Lets it save, waits until the starter says that everything is written, then ends what hangs (it would wait for calls that are under way). */
export const stopCloud = async (name: CloudName, say: Say = silently): Promise<'stopped' | 'not-saved' | 'not-running'> => {
  const running = readRunning(name);
  if (!running) return 'not-running';
  if (!isAlive(running)) {
    // The mark stays: without a word that it has saved, the next start knows of an unclean end.
    endGroup(running);
    return 'not-running';
  }
  const begun = performance.now();
  let saved = !keeps(name);
  if (keeps(name)) {
    say('正在保存并停止 [saving] …');
    kill(running.pid, 'SIGTERM');
    await until(() => hasSaved(name, running) || !isAlive(running), patience);
    saved = hasSaved(name, running);
    say(
      saved
        ? `已保存 [saved] ${((performance.now() - begun) / 1000).toFixed(1)} s`
        : '没有保存成功，下次启动会重新建立 [not saved: the next start begins anew]',
    );
  }
  endGroup(running);
  await until(() => !isAlive(running), 10);
  rmSync(marks(name).running, { force: true });
  rmSync(marks(name).temporary, { recursive: true, force: true });
  return saved ? 'stopped' : 'not-saved';
};
