import process from 'node:process';
import { startCloud, stopCloud } from './cloud.ts';
import { deployTo } from './deploy.ts';
import { feedSample } from './sample/feed.ts';
import { apiUrlOf, seed } from './seed.ts';

/** `npm start`: the whole system on this machine, with a sample district in it. `--detach` leaves it running and returns. */
const begun = performance.now();
const say = (line: string): void => {
  console.log(`▸ ${line}`);
};
const detach = process.argv.includes('--detach');

try {
  say('启动本机云 [local cloud] …');
  const cloud = await startCloud({ name: 'start', say });
  const { outputs, changed } = await deployTo(cloud, 'local', say);
  if (!changed) say('代码没有变化，无需部署 [nothing to deploy]');
  const signIns = await seed(cloud, outputs, say);
  await feedSample(apiUrlOf(cloud, outputs), signIns, say);

  const url = apiUrlOf(cloud, outputs);
  console.log(`
系统已就绪，用时 ${((performance.now() - begun) / 1000).toFixed(0)} 秒 [ready]

  接口        ${url}/v1
  接口文档    ${url}/v1/openapi.json
  示例人员    ${Object.entries(signIns.people)
    .map(([signIn, { name }]) => `${signIn}（${name}）`)
    .join('、')}
  登录口令    .local/start/people.json（每台机器随机生成）

试一试 [try]
  npm run hub -- datasets --as chen-jing
  npm run hub -- uploads --as chen-jing
  npm run hub -- template check-actions > my.csv
  npm run hub -- upload my.csv --dataset check-actions --as chen-jing
  npm run hub -- audit --as audit-admin
`);
  if (detach || process.env['AWS_ENDPOINT_URL']) process.exit(0);
  console.log('按 Ctrl-C 保存并停止 [Ctrl-C saves and stops]');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => { resolve(); });
    // Keeps the process alive until then.
    setInterval(() => undefined, 1 << 30);
  });
  console.log('');
  await stopCloud('start', say);
  say('已停止 [stopped]');
  process.exit(0);
} catch (error) {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
