import * as z from 'zod';
import { hubClient, type HubClient } from '../../../cli/hub.client.ts';
import { signInWithPassword } from '../../../cli/sign-in.client.ts';
import { sampleComplaints } from '../sample/complaints.ts';
import { samplePeople } from '../sample/people.ts';
import type { SignIns } from '../seed.ts';
import { addressesAt } from './city.ts';
import { keptByCity, source, startCityProcess } from './city-process.ts';
import { isRegistered, registerCity } from './register.ts';

const State = z.object({ data: z.object({ issued: z.int() }) });
const Sent = z.object({ data: z.object({ taken: z.int(), refused: z.array(z.unknown()) }) });

/** Starts the city beside the hub, lets both know each other, and hands over the sample's complaints, once. */
export const bringCity = async (hubUrl: string, signIns: SignIns, say: (line: string) => void): Promise<void> => {
  const { url, token } = await startCityProcess(hubUrl);
  const headers = { 'x-control-token': token };
  const as = async (role: string): Promise<HubClient> => {
    const person = samplePeople.find(({ roles }) => roles[0] === role)?.signIn ?? '';
    return hubClient(hubUrl, await signInWithPassword(hubUrl, person, signIns.people[person]?.password ?? ''));
  };
  const keepers = { keeper: await as('system-administrator'), approver: await as('security-administrator') };
  const addresses = addressesAt(url);
  if (!(await isRegistered(keepers.keeper, source, addresses.url)))
    await registerCity(keepers, source, { addresses, credentials: keptByCity().credentials });

  const { issued } = State.parse(await (await fetch(`${url}/control/received`, { headers })).json()).data;
  if (issued > 0) return;
  say('市级平台转办示例投诉举报 [sample complaints] …');
  const begun = performance.now();
  const notices = sampleComplaints().flatMap((document) => document.notices);
  const answer = await fetch(`${url}/control/send`, { method: 'POST', headers, body: JSON.stringify({ notices }) });
  const { taken, refused } = Sent.parse(await answer.json()).data;
  const not = refused.length === 0 ? '' : `，${String(refused.length)} 份未被接收 [refused]`;
  say(`已转办 ${String(taken)} 份${not} ${((performance.now() - begun) / 1000).toFixed(1)} s`);
};
