import type { TestProject } from 'vitest/node';
import { startCloud } from '../../infra/local/cloud.ts';
import { deployTo, type Outputs } from '../../infra/local/deploy.ts';
import { sampleDepartments } from '../../infra/local/sample/people.ts';
import { apiUrlOf, seed, type SignIns } from '../../infra/local/seed.ts';

declare module 'vitest' {
  interface ProvidedContext {
    hub: { url: string; endpoint: string; outputs: Outputs; signIns: SignIns; env: Record<string, string> };
  }
}

/** The tests' own cloud: another one than `npm start`'s, left up between runs, deployed anew only where the code has changed. */
/** More than the sample's: the tests of how files are worked need lanes of several departments. 卫健委 is none of them, and a test sees it refused. */
const handIn = {
  'market-entities': sampleDepartments.filter(({ name }) => !name.includes('卫健')).map(({ departmentId }) => departmentId),
};

export async function setup(project: TestProject): Promise<void> {
  const say = (line: string): void => {
    console.error(`▸ ${line}`);
  };
  const cloud = await startCloud({ name: 'test', say });
  const { outputs } = await deployTo(cloud, 'test', say);
  const signIns = await seed(cloud, outputs, say, handIn);
  project.provide('hub', { url: apiUrlOf(cloud, outputs), endpoint: cloud.endpoint, outputs, signIns, env: cloud.env });
}
