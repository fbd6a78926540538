import { rmSync } from 'node:fs';
import path from 'node:path';
import { stopCityProcess } from './city/city-process.ts';
import { stopCloud } from './cloud.ts';

/** Stops and forgets: the next start begins anew. `--all` also forgets the tests' cloud and the Python environment. */
stopCityProcess();
const folder = path.resolve(import.meta.dirname, '../../.local');
for (const name of ['start', 'test', 'bench', 'relay'] as const) await stopCloud(name);
for (const name of process.argv.includes('--all') ? ['start', 'test', 'bench', 'relay', 'venv'] : ['start', 'test', 'bench', 'relay']) {
  rmSync(path.join(folder, name), { recursive: true, force: true });
  console.log(`已删除 [removed] .local/${name}`);
}
