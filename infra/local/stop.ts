import { stopCloud } from './cloud.ts';

for (const name of ['start', 'test'] as const) {
  const outcome = await stopCloud(name, console.log);
  console.log(`${name}: ${outcome === 'stopped' ? '已停止 [stopped]' : '没有在运行 [not running]'}`);
}
