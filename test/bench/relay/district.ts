import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { type HubClient, hubClient, HubSaidNo } from '../../../cli/hub.client.ts';
import { signInAsSystem, signInWithPassword } from '../../../cli/sign-in.client.ts';
import { type City, startCity, newCredentials } from '../../../infra/local/city/city.ts';
import { type DepartmentSystem, startDepartmentSystem } from '../../../infra/local/city/department-system.ts';
import { registerCity, registerDepartmentSystem } from '../../../infra/local/city/register.ts';
import { type LocalCloud, startCloud } from '../../../infra/local/cloud.ts';
import { deployTo, type Outputs } from '../../../infra/local/deploy.ts';
import { sampleSystems } from '../../../infra/local/sample/people.ts';
import { apiUrlOf, seed } from '../../../infra/local/seed.ts';

export interface District {
  cloud: LocalCloud;
  outputs: Outputs;
  url: string;
  source: string;
  city: City;
  /** The first one is the one that is down half of the time. */
  systems: { department: string; system: DepartmentSystem; hub: HubClient }[];
  officer: HubClient;
  reviewer: HubClient;
  keepers: { keeper: HubClient; approver: HubClient };
}

/** The system on a cloud of its own with the tests' short clocks, a city of this run, and two departments with systems of their own. */
export const openDistrict = async (say: (line: string) => void): Promise<District> => {
  const cloud = await startCloud({ name: 'relay', say });
  const { outputs } = await deployTo(cloud, 'test', say);
  const signIns = await seed(cloud, outputs, say);
  const url = apiUrlOf(cloud, outputs);
  // A token lives an hour; this may take longer.
  const renewed = (signIn: () => Promise<string>): (() => Promise<string>) => {
    let kept: { token: Promise<string>; until: number } | undefined;
    return () => {
      if (!kept || kept.until < Date.now()) kept = { token: signIn(), until: Date.now() + 30 * 60_000 };
      return kept.token;
    };
  };
  const person = (who: string): HubClient =>
    hubClient(
      url,
      renewed(() => signInWithPassword(url, who, signIns.people[who]?.password ?? '')),
    );
  const system = (who: string): HubClient => {
    const { clientId = '', clientSecret = '' } = signIns.systems[who] ?? {};
    return hubClient(
      url,
      renewed(async () => (await signInAsSystem(url, clientId, clientSecret)).accessToken),
    );
  };

  const keepers = { keeper: person('system-admin'), approver: person('security-admin') };
  const source = `c-${randomUUID().slice(0, 8)}`;
  const credentials = newCredentials();
  const city = await startCity({ hub: { url, source }, credentials });
  await registerCity(keepers, source, city);
  const systems = [];
  for (const { system: name, departmentId } of sampleSystems) {
    const its = await startDepartmentSystem();
    await registerDepartmentSystem(keepers, departmentId, its);
    systems.push({ department: departmentId, system: its, hub: system(name) });
  }
  return {
    cloud,
    outputs,
    url,
    source,
    city,
    systems,
    officer: person('complaint-officer'),
    reviewer: person('complaint-reviewer'),
    keepers,
  };
};

const Acted = z.object({ version: z.int(), state: z.string() });
const Shown = z.object({ complaint: z.object({ version: z.int(), state: z.string() }) });

/**
 * Makes a move as a careful client would: a key for the call, the version that it saw; where somebody was quicker, it looks again. Answers undefined where the move is not
 * to be made any more.
 */
export const act = async (hub: HubClient, complaintId: string, move: { move: string }, seen?: number): Promise<number | undefined> => {
  let version = seen;
  let isMade = false;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    try {
      if (isMade) return (await hub.get(`/v1/complaints/${complaintId}`, Shown)).complaint.version;
      version ??= (await hub.get(`/v1/complaints/${complaintId}`, Shown)).complaint.version;
      const made = await hub.post(`/v1/complaints/${complaintId}/moves`, move, Acted, { 'if-match': `"${String(version)}"` });
      return made.version;
    } catch (error) {
      // Illegal at once: it is not to be made. Illegal after a call without an answer: that call had made it.
      isMade ||= error instanceof HubSaidNo && error.because === 'move-illegal' && attempt > 0;
      if (!isMade && error instanceof HubSaidNo && ['move-illegal', 'complaint-unknown'].includes(error.because)) return undefined;
      version = undefined;
      await pause(200 * (attempt + 1));
    }
  }
  throw new Error(`${move.move} of ${complaintId} could not be made`);
};
