import path from 'node:path';
import { Pushed, type Upload, Uploads } from '../../../cli/answers.ts';
import { handIn, waitForEnd } from '../../../cli/hand-in.client.ts';
import { type HubClient, hubClient } from '../../../cli/hub.client.ts';
import { signInAsSystem, signInWithPassword } from '../../../cli/sign-in.client.ts';
import { grouped, table } from '../../../cli/table.ts';
import type { SignIns } from '../seed.ts';
import { generateDistrict } from './district.ts';
import { samplePeople, sampleSystems } from './people.ts';
import type { SampleFile } from './sample-file.ts';
import { defaultDistrict, writeFiles } from './write-files.ts';
import { differences } from './truth.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * Hands the sample's files in through the front door, each as a clerk of its department. A file that was handed in before is left alone, so a start that
 * was broken off is made good by the next one.
 */
export const feedSample = async (
  url: string,
  signIns: SignIns,
  say: (line: string) => void,
  folder = path.join(root, '.local/start/sample'),
): Promise<void> => {
  const missing = await missingFiles(url, signIns);
  if (missing.length === 0) return;

  say('上传示例数据 [sample district] …');
  const begun = performance.now();
  const written = await writeFiles(
    folder,
    missing.map(({ file }) => file),
  );
  const uploads: Upload[] = [];
  // Wave by wave: what a file refers to must be there. Within a wave all at once, as departments do.
  for (const wave of new Set(missing.map(({ file }) => file.wave)))
    uploads.push(
      ...(await Promise.all(
        missing.flatMap(({ hub, file }, at) => (file.wave === wave ? [deliver(hub, file, written[at]?.path ?? '')] : [])),
      )),
    );
  say(`示例数据已入库 [fed] ${((performance.now() - begun) / 1000).toFixed(1)} s`);

  const right = (title: string) => ({ title, right: true });
  console.log(
    table(
      ['  文件', right('读取'), right('新增'), right('变更'), right('未变'), right('重复'), right('退回'), '状态', '与应有结果'],
      uploads.map(({ report, stateTitle, ended }, at) => [
        `  ${missing[at]?.file.name ?? ''}`,
        ...(report
          ? [report.read, report.accepted.new, report.accepted.changed, report.unchanged, report.superseded, report.refused]
          : [0, 0, 0, 0, 0, 0]
        ).map(grouped),
        ended ? `${stateTitle}：${ended.message}` : stateTitle,
        verdict(missing[at]?.file, report),
      ]),
    ),
  );
};

interface Missing {
  file: SampleFile;
  hub: HubClient;
}

/** By a department's clerk, or by its system where it pushes. Pushes have no file name of their own, so they are known by their dataset. */
const missingFiles = async (url: string, signIns: SignIns): Promise<Missing[]> => {
  const departments = Map.groupBy(generateDistrict(defaultDistrict), ({ departmentId }) => departmentId);
  const missing = await Promise.all(
    [...departments].map(async ([departmentId, files]): Promise<Missing[]> => {
      const clerk =
        samplePeople.find((person) => person.departmentId === departmentId && person.roles.includes('department-clerk'))?.signIn ?? '';
      const hub = hubClient(url, await signInWithPassword(url, clerk, signIns.people[clerk]?.password ?? ''));
      const { items } = await hub.get('/v1/uploads?limit=100', Uploads);
      // Where others have handed in since, the sample is long there; it may stand on a later page.
      if (items.length === 100) return [];
      const there = items.filter(({ state }) => state !== 'awaiting-file' && state !== 'expired');
      const isThere = ({ name, dataset, writing }: SampleFile): boolean =>
        there.some((upload) =>
          writing.format === 'push' ? upload.dataset === dataset && upload.fileName.startsWith('推送') : upload.fileName === name,
        );
      const lacking = files.filter((file) => !isThere(file));
      if (!lacking.some(isPushed)) return lacking.map((file) => ({ file, hub }));
      const system = sampleSystems.find((one) => one.departmentId === departmentId)?.system ?? '';
      const { clientId = '', clientSecret = '' } = signIns.systems[system] ?? {};
      const { accessToken } = await signInAsSystem(url, clientId, clientSecret);
      return lacking.map((file) => ({ file, hub: isPushed(file) ? hubClient(url, accessToken) : hub }));
    }),
  );
  return missing.flat().sort((one, other) => one.file.wave - other.file.wave);
};

const isPushed = ({ writing }: SampleFile): boolean => writing.format === 'push';

const deliver = async (hub: HubClient, file: SampleFile, written: string): Promise<Upload> => {
  const { dataset } = file;
  if (!isPushed(file)) return handIn({ hub, file: written, dataset });
  const records = [...file.lines()].map((line): unknown => JSON.parse(line));
  const { upload } = await hub.post(`/v1/datasets/${dataset}/records`, { records }, Pushed);
  return waitForEnd(hub, upload.uploadId, () => undefined);
};

const verdict = (file: SampleFile | undefined, report: Parameters<typeof differences>[1] | undefined): string => {
  const wrong = file && report ? differences(file.truth, report) : ['no report'];
  return wrong.length === 0 ? '一致' : `不一致：${wrong.join('; ')}`;
};
