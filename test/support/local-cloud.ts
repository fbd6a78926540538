import type { TestProject } from 'vitest/node';
import { startCloud } from '../../infra/local/cloud.ts';
import { deployTo, type Outputs } from '../../infra/local/deploy.ts';
import { apiUrlOf, seed, type SignIns } from '../../infra/local/seed.ts';

declare module 'vitest' {
  interface ProvidedContext {
    hub: { url: string; endpoint: string; outputs: Outputs; signIns: SignIns; env: Record<string, string> };
  }
}

/** The tests' own cloud: another one than `npm start`'s, left up between runs, deployed anew only where the code has changed. */
export async function setup(project: TestProject): Promise<void> {
  const say = (line: string): void => {
    console.error(`▸ ${line}`);
  };
  const cloud = await startCloud({ name: 'test', say });
  const { outputs } = await deployTo(cloud, 'test', say);
  const signIns = await seed(cloud, outputs, say);
  project.provide('hub', { url: apiUrlOf(cloud, outputs), endpoint: cloud.endpoint, outputs, signIns, env: cloud.env });
}
