import { type City, type Notice, startCity } from '../../infra/local/city/city.ts';
import { registerCity } from '../../infra/local/city/register.ts';
import { inject } from 'vitest';
import * as z from 'zod';
import { as, call } from './hub.ts';
import { securityAdministrator, systemAdministrator } from './people.ts';

export const keepers = async () => ({ keeper: await as(systemAdministrator), approver: await as(securityAdministrator) });

/** A platform of the test's own, known to the hub under this name. Whoever opens it closes it: then it is paused, so that no later test finds a platform that is down. */
export const openCity = async (source: string, settings: { secretSeconds?: number; chance?: () => number } = {}): Promise<City> => {
  const city = await startCity({ hub: { url: inject('hub').url, source }, ...settings });
  await registerCity(await keepers(), source, city);
  return {
    ...city,
    close: async () => {
      const path = `/v1/complaint-destinations/${source}`;
      const { version } = await (await as(systemAdministrator)).get(path, z.object({ version: z.int() }));
      const headers = { 'if-match': `"${String(version)}"` };
      await call(systemAdministrator, 'PUT', `${path}/paused`, { body: { paused: true, reason: '测试结束' }, headers });
      await city.close();
    },
  };
};

/** A document of its own for every test: the tests' cloud stays up between runs. */
export const newUpperId = (): string => `T${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`.toUpperCase();

/** Made-up people only: no mobile number begins with 12. */
const complainant = { name: '测试人', telephone: '12012345678', address: '测试路1号' };
export const noticeOf = (upperId: string, version: number, more: Record<string, unknown> = {}): Notice => ({
  kind: 'order',
  upperId,
  version,
  issuedAt: new Date().toISOString(),
  ...more,
});
export const orderOf = (upperId: string, version = 1, more: Record<string, unknown> = {}): Notice =>
  noticeOf(upperId, version, {
    tracks: ['complaint'],
    content: {
      title: `第${String(version)}版：店家拒绝退款`,
      text: '购买的商品有质量问题，店家拒绝退款，请求调解。',
      category: '消费维权',
    },
    complainant,
    ...more,
  });
