// Every command begins here: plain JavaScript for Node 20, nothing installed. It installs what is missing and hands over to the project's own Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const commands = {
  start: { script: 'infra/local/start.ts', python: true },
  stop: { script: 'infra/local/stop.ts' },
  reset: { script: 'infra/local/reset.ts' },
  deploy: { script: 'infra/deploy-to-aws.ts' },
  hub: { script: 'cli/hub.ts' },
  check: { script: 'infra/check.ts' },
  docs: { script: 'infra/docs.ts' },
  redrive: { script: 'infra/redrive.ts' },
  test: { script: 'test/run.ts', python: true },
  bench: { script: 'test/bench/run.ts', python: true },
};

/** Says what is wrong and what helps, and ends. */
const stop = (chinese, english) => {
  console.error(`\n✗ ${chinese}\n  ${english}`);
  process.exit(1);
};

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (!command) stop(`没有这个命令：${name}`, `Unknown command. There are: ${Object.keys(commands).join(', ')}`);

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) stop(`需要 Node 20 或更新版本，现在是 ${process.versions.node}`, 'Node 20 or newer is needed: https://nodejs.org');

const hashOf = (file) =>
  createHash('sha256')
    .update(readFileSync(path.join(root, file)))
    .digest('hex');
const stampIs = (file, hash) => existsSync(file) && readFileSync(file, 'utf8') === hash;

/** What a download that failed most likely means. The environment's own settings (proxy, registry, certificates) are never touched. */
const explain = (output, what) => {
  if (/CERT|certificate|SSL/i.test(output))
    stop(
      `${what}失败：代理或镜像的证书不受信任`,
      'A certificate is not trusted. Give npm the certificate of your proxy (NODE_EXTRA_CA_CERTS=/path/ca.pem) and pip too (PIP_CERT=/path/ca.pem), then run this again.',
    );
  if (
    /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ECONNRESET|EAI_AGAIN|network|Temporary failure|Max retries|NewConnectionError|timed out|No matching distribution/i.test(
      output,
    )
  )
    stop(
      `${what}失败：网络或镜像不可达`,
      'The registry cannot be reached. Check the network, or the proxy and registry settings of npm (npm config get registry) and pip (pip config list).',
    );
  if (/ENOSPC|No space left/i.test(output)) stop(`${what}失败：磁盘已满`, 'The disk is full: about 1.5 GB is needed.');
  stop(`${what}失败`, 'What it said is above.');
};

/** One installer at a time: a second command waits for the first. */
const exclusively = (work) => {
  const folder = path.join(root, '.local');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'installing');
  for (;;) {
    try {
      const handle = openSync(file, 'wx');
      writeFileSync(handle, String(process.pid));
      closeSync(handle);
      break;
    } catch {
      const holder = Number(existsSync(file) ? readFileSync(file, 'utf8') : 0);
      let alive = true;
      try {
        process.kill(holder, 0);
      } catch {
        alive = false;
      }
      if (holder > 0 && !alive) rmSync(file, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  try {
    work();
  } finally {
    rmSync(file, { force: true });
  }
};

const ask = (file, its, options = {}) => spawnSync(file, its, { cwd: root, encoding: 'utf8', ...options });

const installPackages = () => {
  const stamp = path.join(root, 'node_modules/.installed');
  const hash = hashOf('package-lock.json');
  if (stampIs(stamp, hash)) return;
  exclusively(() => {
    if (stampIs(stamp, hash)) return;
    console.error('▸ 安装依赖包 [npm ci] …');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const done = ask(npm, ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { shell: process.platform === 'win32' });
    if (done.status !== 0) {
      const output = `${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}`;
      console.error(output.trim());
      explain(output, '安装依赖包');
    }
    writeFileSync(stamp, hash);
  });
};

/** The first of the usual names that is new enough. */
const findPython = () => {
  let old = '';
  for (const file of [process.env.PYTHON, 'python3', 'python'].filter(Boolean)) {
    const said = ask(file, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    const [first = 0, second = 0] = (said.stdout ?? '').trim().split('.').map(Number);
    if (said.status === 0 && (first > 3 || (first === 3 && second >= 10))) return file;
    if (said.status === 0) old = `${first}.${second}`;
  }
  return stop(
    `没有找到 Python 3.10 或更新版本${old ? `（现有 ${old}）` : ''}`,
    'Python 3.10 or newer is needed for the local cloud (Debian: apt install python3 python3-venv), or name one: PYTHON=/path/python3 npm start',
  );
};

const installLocalCloud = () => {
  const venv = path.join(root, '.local/venv');
  const stamp = path.join(venv, '.installed');
  const hash = hashOf('infra/local/requirements.txt');
  const python = path.join(venv, 'bin/python');
  // The Python that the environment was made with may have been removed since.
  const ready = () => stampIs(stamp, hash) && existsSync(python);
  if (ready()) return;
  exclusively(() => {
    if (ready()) return;
    const base = findPython();
    console.error('▸ 安装本机云环境 [Python venv] …');
    rmSync(venv, { recursive: true, force: true });
    const made = ask(base, ['-m', 'venv', venv]);
    if (made.status !== 0) {
      console.error(`${made.stdout}${made.stderr}`.trim());
      stop(
        '无法建立 Python 环境，多半是缺少 venv 模块',
        "The Python environment cannot be made; most likely Python's venv module is missing (Debian: apt install python3-venv).",
      );
    }
    const done = ask(python, [
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--progress-bar',
      'off',
      '-r',
      'infra/local/requirements.txt',
    ]);
    if (done.status !== 0) {
      const output = `${done.stdout}${done.stderr}`;
      console.error(output.trim().split('\n').slice(-15).join('\n'));
      explain(output, '安装本机云环境');
    }
    writeFileSync(stamp, hash);
  });
};

installPackages();
if (command.python && !process.env.AWS_ENDPOINT_URL) installLocalCloud();

const node = path.join(root, 'node_modules/node/bin/node');
if (!existsSync(node))
  stop(
    '缺少项目自带的 Node 24',
    "The project's own Node is missing: npm was told not to run install scripts (npm config get ignore-scripts). Allow them, remove node_modules and run this again.",
  );
// Addresses of this machine never go through a proxy, whatever Node is told about proxies.
const noProxy = [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
const child = spawn(node, ['--disable-warning=ExperimentalWarning', path.join(root, command.script), ...args], {
  stdio: 'inherit',
  env: { ...process.env, NO_PROXY: noProxy, no_proxy: noProxy, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` },
});
// The terminal sends Ctrl-C to both of us; the command decides when to end, and we end with it. A signal sent to us alone is handed on.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
