import * as z from 'zod';
import { type HubClient, HubSaidNo } from '../../../cli/hub.client.ts';
import type { City } from './city.ts';

/** The two administrators whom it takes to let somebody be told. */
export interface Keepers {
  keeper: HubClient;
  approver: HubClient;
}

const Shown = z.object({ version: z.int(), url: z.string().optional(), proposal: z.object({ tag: z.string() }).optional() });

const shownBy = (hub: HubClient, path: string) =>
  hub.get(path, Shown).catch((error: unknown) => {
    if (error instanceof HubSaidNo && error.because === 'destination-unknown') return { version: 0, url: undefined };
    throw error;
  });

const register = async ({ keeper, approver }: Keepers, destination: string, settings: Record<string, unknown>): Promise<void> => {
  const path = `/v1/complaint-destinations/${destination}`;
  const { version } = await shownBy(keeper, path);
  const { proposal } = await keeper.put(path, { ...settings, reason: '本机示例' }, Shown, { 'if-match': `"${String(version)}"` });
  await approver.put(`${path}/approval`, undefined, z.unknown(), { 'if-match': `"${proposal?.tag ?? ''}"` });
};

export const registerCity = (keepers: Keepers, source: string, { addresses, credentials }: Pick<City, 'addresses' | 'credentials'>) => {
  const { requesterId, serviceId, key, callerId, callerServiceId, callerKey } = credentials;
  const { url, secretUrl, reconcileUrl } = addresses;
  const upper = { requesterId, serviceId, secretUrl, reconcileUrl, callerId, callerServiceId };
  return register(keepers, source, { url, upper, secret: key, callerKey });
};

export const registerDepartmentSystem = (keepers: Keepers, department: string, { url, secret }: { url: string; secret: string }) =>
  register(keepers, department, { url, secret });

/** Is it told there already? */
export const isRegistered = async (hub: HubClient, destination: string, url: string): Promise<boolean> =>
  (await shownBy(hub, `/v1/complaint-destinations/${destination}`)).url === url;
