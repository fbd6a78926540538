import { stopCityProcess } from './city/city-process.ts';
import { stopCloud } from './cloud.ts';

stopCityProcess();
for (const name of ['start', 'test', 'bench', 'relay'] as const) {
  const outcome = await stopCloud(name, console.log);
  console.log(`${name}: ${outcome === 'not-running' ? '没有在运行 [not running]' : '已停止 [stopped]'}`);
}
