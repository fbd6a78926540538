import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { runHub } from './run-hub.ts';

/** `npm run hub`: the hub by its public API, for people at a terminal and for departments' scripts. */
const { env, stderr, platform } = process;

// npm goes to the project's folder; files are named from where the person is.
if (env['INIT_CWD']) process.chdir(env['INIT_CWD']);

// XDG base directories: empty counts as unset.
const configHome = env['XDG_CONFIG_HOME'] === '' ? undefined : env['XDG_CONFIG_HOME'];

const openBrowser = (address: string): void => {
  const [command, ...words] =
    platform === 'darwin' ? ['open'] : platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
  const child = spawn(command, [...words, address], { stdio: 'ignore', detached: true });
  // No browser here: the address is on the screen.
  child.once('error', () => undefined);
  child.unref();
};

process.exitCode = await runHub(process.argv.slice(2), {
  env,
  configFolder: path.join(configHome ?? path.join(homedir(), '.config'), 'supervision-hub'),
  localFolder: path.resolve(import.meta.dirname, '../.local/start'),
  out: (text) => {
    console.log(text);
  },
  note: (text) => {
    console.error(text);
  },
  ...(stderr.isTTY && { progress: (line: string) => stderr.write(`\r\u001B[K${line}`) }),
  openBrowser,
  input: process.stdin,
});
