import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { bornAt, kill } from '../processes.ts';
import { Credentials, newCredentials } from './city.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const at = (file: string): string => path.join(root, '.local/start', file);
const files = { settings: at('city.json'), running: at('city-running.json'), journal: at('city.jsonl'), log: at('city.log') };

/** What the city keeps from one start to the next, so that the hub need not be told anew. */
const Kept = z.object({ credentials: Credentials, port: z.int() });
const Running = z.object({ pid: z.int(), born: z.string(), url: z.string(), hub: z.string(), token: z.string() });
type Running = z.infer<typeof Running>;

export const source = 'c-city';

export const keptByCity = (): z.infer<typeof Kept> => {
  const asked = process.env['HUB_CITY_PORT'];
  if (existsSync(files.settings)) {
    const kept = Kept.parse(JSON.parse(readFileSync(files.settings, 'utf8')));
    return asked === undefined ? kept : { ...kept, port: Number(asked) };
  }
  const kept = { credentials: newCredentials(), port: Number(asked ?? 4690) };
  writeFileSync(files.settings, JSON.stringify(kept), { mode: 0o600 });
  return kept;
};

export const journalOfCity = files.journal;
export const markCityRunning = (running: Running): void => writeFileSync(files.running, JSON.stringify(running), { mode: 0o600 });

const running = (): Running | undefined => {
  // Of an older version it is replaced; its process ends with the hub's.
  const read = existsSync(files.running) ? Running.safeParse(JSON.parse(readFileSync(files.running, 'utf8'))).data : undefined;
  return read && bornAt(read.pid) === read.born ? read : undefined;
};

/** Beside the cloud and as long as it: it must be there when nobody's command is. */
export const startCityProcess = async (hub: string): Promise<Pick<Running, 'url' | 'token'>> => {
  const present = running();
  // A hub that began anew has forgotten it: its keys are gone with everything else.
  if (present?.hub === hub && existsSync(files.settings)) return present;
  stopCityProcess();
  rmSync(files.running, { force: true });
  const out = openSync(files.log, 'w');
  const node = path.join(root, 'node_modules/node/bin/node');
  const child = spawn(node, [path.join(import.meta.dirname, 'run-city.ts'), hub], {
    cwd: root,
    detached: true,
    stdio: ['ignore', out, out],
    env: Object.fromEntries(['PATH', 'HOME', 'HUB_CITY_PORT'].map((name) => [name, process.env[name]])),
  });
  child.unref();
  for (let waited = 0; waited < 100; waited += 1) {
    const up = running();
    if (up) return up;
    await pause(100);
  }
  throw new Error(`市级平台替身没有起来，见 ${path.relative(root, files.log)} [the city's stand-in did not come up]`);
};

export const stopCityProcess = (): void => {
  const present = running();
  if (present) kill(present.pid, 'SIGTERM');
};
