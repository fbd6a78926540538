import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

/** `start`: what `npm start` shows, with its data kept. `test`: stays up between test runs, keeps nothing, and plays faults. */
export type CloudName = 'start' | 'test';

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
}

const root = path.resolve(import.meta.dirname, '../..');
const preferredPort = { start: Number(process.env['HUB_PORT'] ?? 4610), test: Number(process.env['HUB_TEST_PORT'] ?? 4620) };
const region = 'us-east-1';

const folderOf = (name: CloudName): string => path.join(root, '.local', name);
const marks = (name: CloudName) => ({
  running: path.join(folderOf(name), 'cloud.json'),
  clean: path.join(folderOf(name), 'saved'),
  log: path.join(folderOf(name), 'cloud.log'),
  state: path.join(folderOf(name), 'state'),
  objects: path.join(folderOf(name), 'objects'),
});

/** Credentials `test` are the local cloud's root. A loopback address never goes through a proxy. */
export const localEnvironment = (endpoint: string, folder: string): Record<string, string> => {
  const { AWS_PROFILE: _profile, AWS_SESSION_TOKEN: _token, AWS_DEFAULT_PROFILE: _default, ...ambient } = process.env;
  const noProxy = [process.env['NO_PROXY'] ?? process.env['no_proxy'], '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  return {
    ...Object.fromEntries(Object.entries(ambient).filter((entry): entry is [string, string] => entry[1] !== undefined)),
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
    server.listen(port, '127.0.0.1', () => server.close(() => { resolve(true); }));
  });

const portFor = async (wanted: number): Promise<number> => {
  for (let port = wanted; port < wanted + 10; port++) if (await isFree(port)) return port;
  throw new Error(`端口 ${String(wanted)}–${String(wanted + 9)} 都被占用，请设置 HUB_PORT [no free port: set HUB_PORT]`);
};

interface Running {
  pid: number;
  port: number;
  /** From /proc or ps: a pid that now is another process is not ours. */
  born: string;
}

const bornAt = (pid: number): string | undefined => {
  try {
    // Field 22 of /proc/<pid>/stat: when it started; the name before it may hold spaces and brackets.
    return readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
  } catch {
    try {
      process.kill(pid, 0);
      return 'alive';
    } catch {
      return undefined;
    }
  }
};

const readRunning = (name: CloudName): Running | undefined => {
  const file = marks(name).running;
  if (!existsSync(file)) return undefined;
  const { pid, port, born } = JSON.parse(readFileSync(file, 'utf8')) as Running;
  return { pid, port, born };
};

const isAlive = ({ pid, born }: Running): boolean => bornAt(pid) === born;

const answers = async (endpoint: string): Promise<boolean> => {
  try {
    return (await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
};

const described = (name: CloudName, port: number, pid: number, fresh: boolean): LocalCloud => {
  const endpoint = `http://127.0.0.1:${String(port)}`;
  return { name, endpoint, pid, folder: folderOf(name), env: localEnvironment(endpoint, folderOf(name)), fresh };
};

/** The cloud of that name, if it is up. */
export const findCloud = async (name: CloudName): Promise<LocalCloud | undefined> => {
  const running = readRunning(name);
  if (!running || !isAlive(running)) return undefined;
  const cloud = described(name, running.port, running.pid, false);
  return (await answers(cloud.endpoint)) ? cloud : undefined;
};

const killTree = (pid: number, signal: NodeJS.Signals): void => {
  try {
    // It leads a process group of its own: its functions' workers go with it.
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
};

/** What an unclean end left behind can't be trusted: it is put aside, and the next start begins anew and says so. */
const mend = (name: CloudName, say: (line: string) => void): boolean => {
  const { running, clean, state, objects } = marks(name);
  const left = readRunning(name);
  if (left && isAlive(left)) {
    say('上次的本机云没有正常退出，先结束它 [ending a cloud that hangs]');
    killTree(left.pid, 'SIGKILL');
  }
  rmSync(running, { force: true });
  if (existsSync(clean)) {
    rmSync(clean);
    return false;
  }
  if (!existsSync(state)) return true;
  const aside = path.join(folderOf(name), 'unclean');
  rmSync(aside, { recursive: true, force: true });
  renameSync(state, aside);
  rmSync(objects, { recursive: true, force: true });
  for (const file of ['outputs.json', 'deployed', 'hub.json', 'people.json']) rmSync(path.join(folderOf(name), file), { force: true });
  say(`上次没有正常保存，数据已移到 ${path.relative(root, aside)}，重新建立 [unclean end: beginning anew]`);
  return true;
};

export const startCloud = async ({ name, say = () => {} }: { name: CloudName; say?: (line: string) => void }): Promise<LocalCloud> => {
  const given = process.env['AWS_ENDPOINT_URL'];
  await mkdir(folderOf(name), { recursive: true });
  for (const file of ['no-config', 'no-credentials']) writeFileSync(path.join(folderOf(name), file), '');
  if (given) return { name, endpoint: given, folder: folderOf(name), env: localEnvironment(given, folderOf(name)), fresh: false };

  const present = await findCloud(name);
  if (present) return present;

  const last = readRunning(name)?.port;
  const fresh = mend(name, say);
  const { running, log, state, objects } = marks(name);
  const keeps = name === 'start';
  if (!keeps) for (const file of ['outputs.json', 'deployed', 'hub.json', 'people.json']) rmSync(path.join(folderOf(name), file), { force: true });
  const remembered = path.join(folderOf(name), 'port');
  const wanted = last ?? (existsSync(remembered) ? Number(readFileSync(remembered, 'utf8')) : preferredPort[name]);
  const port = await portFor(wanted);
  if (port !== wanted) say(`端口 ${String(wanted)} 被占用，改用 ${String(port)} [port taken]`);
  writeFileSync(remembered, String(port));

  const out = openSync(log, 'a');
  const python = path.join(root, '.local/venv/bin/python');
  const child = spawn(python, [path.join(root, 'infra/local/starter.py')], {
    cwd: folderOf(name),
    // A session and process group of its own: Ctrl-C reaches the command, which lets the cloud save first.
    detached: true,
    stdio: ['ignore', out, out],
    env: {
      PATH: `${path.join(root, 'node_modules/node/bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
      HOME: process.env['HOME'] ?? '',
      LANG: 'C.UTF-8',
      AUTH: 'true',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: region,
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      LAMBDA_ACCOUNT_CONCURRENCY: '24',
      LOG_LEVEL: 'WARNING',
      ...(keeps ? { PERSIST_STATE: '1', STATE_DIR: state, S3_PERSIST: '1', S3_DATA_DIR: objects } : { LOCAL_CLOUD_FAULTS: '1' }),
    },
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`本机云无法启动，见 ${log} [the local cloud cannot be started]`);
  child.unref();
  await pause(50);
  writeFileSync(running, JSON.stringify({ pid, port, born: bornAt(pid) ?? 'alive' }));

  const cloud = described(name, port, pid, fresh || !keeps);
  for (let waited = 0; waited < 600; waited++) {
    if (await answers(cloud.endpoint)) return cloud;
    if (bornAt(pid) === undefined) break;
    await pause(100);
  }
  throw new Error(`本机云没有起来，见 ${path.relative(root, log)} [the local cloud did not come up]`);
};

/** Lets it save, waits until that is written and the port is closed, then ends what hangs. */
export const stopCloud = async (name: CloudName, say: (line: string) => void = () => {}): Promise<'stopped' | 'not-running'> => {
  const running = readRunning(name);
  const { running: mark, clean } = marks(name);
  if (!running || !isAlive(running)) return 'not-running';
  say('正在保存并停止 [saving] …');
  process.kill(running.pid, 'SIGTERM');
  const saved = await ends(running, 120);
  killTree(running.pid, 'SIGKILL');
  rmSync(mark, { force: true });
  if (saved && name === 'start') writeFileSync(clean, new Date().toISOString());
  return 'stopped';
};

/** It saves first and then waits for open connections: once it has stopped writing and no longer answers, the rest may be ended. */
const ends = async (running: Running, seconds: number): Promise<boolean> => {
  for (let waited = 0; waited < seconds * 10; waited++) {
    await pause(100);
    if (!isAlive(running)) return true;
    if (waited > 50 && (await isFree(running.port))) {
      await pause(1000);
      return true;
    }
  }
  return false;
};
