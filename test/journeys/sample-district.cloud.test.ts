import { expect, it } from 'vitest';
import { Pushed } from '../../cli/answers.ts';
import { generateDistrict } from '../../infra/local/sample/district.ts';
import { samplePeople } from '../../infra/local/sample/people.ts';
import { differences, handedInAgain } from '../../infra/local/sample/truth.ts';
import { as, ended, handIn } from '../support/hub.ts';
import { marketSystem } from '../support/people.ts';

// A seed of the moment: the tests' cloud stays up between runs, and the truth is about rows that nobody has handed in yet.
const files = generateDistrict({ seed: Date.now() % 1_000_000_007, entities: 150, checks: 1100, dirt: 1 });
const firstOf = new Set([...Map.groupBy(files, ({ dataset }) => dataset).values()].map(([first]) => first));

// In the order in which they refer to each other.
it.each(files.map((file) => [file.name, file] as const))(
  '%s: every row, clean or of any kind of dirt, is where the truth says',
  async (_name, file) => {
    const clerk =
      samplePeople.find(({ departmentId, roles }) => departmentId === file.departmentId && roles.includes('department-clerk'))?.signIn ??
      '';
    if (file.writing.format === 'push') {
      const records = [...file.lines()].map((line): unknown => JSON.parse(line));
      const { upload } = await (await as(marketSystem)).post(`/v1/datasets/${file.dataset}/records`, { records }, Pushed);
      const { report } = await ended(marketSystem, upload.uploadId);
      expect(report && differences(file.truth, report)).toEqual([]);
      return;
    }
    const bytes = Buffer.concat([...file.bytes()]);
    const first = await handIn(clerk, file.dataset, bytes);
    expect(first.report && differences(file.truth, first.report)).toEqual([]);
    if (!firstOf.has(file)) return;
    const again = await handIn(clerk, file.dataset, bytes);
    expect(again.report && differences(handedInAgain(file.truth), again.report)).toEqual([]);
  },
);
