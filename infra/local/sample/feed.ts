import path from 'node:path';
import { type Upload, Uploads } from '../../../cli/answers.ts';
import { handIn } from '../../../cli/hand-in.client.ts';
import { hubClient } from '../../../cli/hub.client.ts';
import { signInWithPassword } from '../../../cli/sign-in.client.ts';
import { grouped, table } from '../../../cli/table.ts';
import type { SignIns } from '../seed.ts';
import { generateDistrict } from './district.ts';
import { samplePeople } from './people.ts';
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
  const departments = Map.groupBy(generateDistrict(defaultDistrict), ({ departmentId }) => departmentId);
  const missing = (
    await Promise.all(
      [...departments].map(async ([departmentId, files]) => {
        const clerk =
          samplePeople.find((person) => person.departmentId === departmentId && person.roles.includes('department-clerk'))?.signIn ?? '';
        const hub = hubClient(url, await signInWithPassword(url, clerk, signIns.people[clerk]?.password ?? ''));
        const { items } = await hub.get('/v1/uploads?limit=100', Uploads);
        // Where others have handed in since, the sample is long there; it may stand on a later page.
        if (items.length === 100) return [];
        const there = new Set(
          items.filter(({ state }) => state !== 'awaiting-file' && state !== 'expired').map(({ fileName }) => fileName),
        );
        return files.filter(({ name }) => !there.has(name)).map((file) => ({ file, hub }));
      }),
    )
  )
    .flat()
    .sort((one, other) => one.file.wave - other.file.wave);
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
        missing.flatMap(({ hub, file }, at) =>
          file.wave === wave ? [handIn({ hub, file: written[at]?.path ?? '', dataset: file.dataset })] : [],
        ),
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

const verdict = (file: SampleFile | undefined, report: Parameters<typeof differences>[1] | undefined): string => {
  const wrong = file && report ? differences(file.truth, report) : ['no report'];
  return wrong.length === 0 ? '一致' : `不一致：${wrong.join('; ')}`;
};
