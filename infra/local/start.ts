import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { bringCity } from './city/bring-city.ts';
import { stopCityProcess } from './city/city-process.ts';
import { isStillThere, type LocalCloud, startCloud, stopCloud } from './cloud.ts';
import { deploymentSettled, deployTo } from './deploy.ts';
import { feedSample } from './sample/feed.ts';
import { shareResources } from './sample/share-resources.ts';
import { apiUrlOf, seed } from './seed.ts';

/** `npm start`: the whole system on this machine, with a sample district in it. `--detach` leaves it running and returns. */
const begun = performance.now();
const say = (line: string): void => {
  console.log(`▸ ${line}`);
};
const detach = process.argv.includes('--detach');

// From the first moment on, so that Ctrl-C leaves nothing behind at any time; pressed again it must not cut the saving short.
const stopping = new AbortController();
const interrupted = new Promise<'interrupted'>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      stopping.abort();
      resolve('interrupted');
    });
});

let starting: Promise<LocalCloud> | undefined;
const bringUp = async (): Promise<'up' | 'was-up'> => {
  say('启动本机云 [local cloud] …');
  starting = startCloud({ name: 'start', say });
  const cloud = await starting;
  const { outputs, changed } = await deployTo(cloud, 'local', say, stopping.signal);
  if (!changed) say('代码没有变化，无需部署 [nothing to deploy]');
  const signIns = await seed(cloud, outputs, say);
  const url = apiUrlOf(cloud, outputs);
  await feedSample(url, signIns, say);
  await bringCity(url, signIns, say);
  await shareResources(url, signIns, say);

  console.log(`
系统已就绪，用时 ${((performance.now() - begun) / 1000).toFixed(0)} 秒 [ready]

  接口        ${url}/v1
  接口文档    ${url}/v1/openapi.json
  示例人员    ${Object.entries(signIns.people)
    .map(([signIn, { name }]) => `${signIn}（${name}）`)
    .join('、')}
  登录口令    .local/start/people.json（每台机器随机生成）

试一试 [try]
  npm run hub -- datasets --as market-clerk
  npm run hub -- uploads --as market-clerk
  npm run hub -- template check-actions --out my.xlsx --as market-clerk   （填入数据行后上传 [fill in rows]）
  npm run hub -- upload my.xlsx --dataset check-actions --as market-clerk
  npm run hub -- subjects --name 苏州 --as data-steward
  npm run hub -- complaints --as complaint-officer
  npm run hub -- shared --as environment-clerk
  npm run hub -- grants --as environment-clerk
  npm run hub -- audit --as audit-admin
`);
  return cloud.found ? 'was-up' : 'up';
};

/** Somebody may stop it from another terminal, or it may die. */
const gone = async (): Promise<'gone'> => {
  while (isStillThere('start')) await pause(1000);
  return 'gone';
};

/** Ends what this command has started, and nothing that was there before. */
const stopAll = async (): Promise<void> => {
  const cloud = await starting?.catch(() => undefined);
  if (!cloud || cloud.found) return;
  stopCityProcess();
  await deploymentSettled(cloud);
  await stopCloud('start', say);
  say('已停止 [stopped]');
};

try {
  const outcome = await Promise.race([bringUp(), interrupted]);
  if (outcome === 'was-up' && !process.env['AWS_ENDPOINT_URL'])
    say('它本来就在运行，继续运行；用 npm run stop 停止 [it was running already and goes on]');
  if (outcome === 'was-up' || (outcome === 'up' && detach)) process.exit(0);
  if (outcome === 'up') {
    console.log('按 Ctrl-C 保存并停止 [Ctrl-C saves and stops]');
    if ((await Promise.race([interrupted, gone()])) === 'gone') {
      say('本机云已在别处停止 [stopped elsewhere]');
      process.exit(0);
    }
  }
  console.log('');
  await stopAll();
  process.exit(outcome === 'up' ? 0 : 130);
} catch (error) {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  await stopAll();
  process.exit(1);
}
