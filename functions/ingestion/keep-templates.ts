import { createHash } from 'node:crypto';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, done } from '../../shared/runtime/route.ts';
import type { Contract } from './contract.ts';
import { exampleOf } from './example.ts';
import type { ObjectsBucket } from './files.bucket.ts';
import { readExample, readTemplate } from './routes.ts';
import type { Standards } from './standards.store.ts';
import { templateOf } from './template.ts';

interface Collaborators {
  standards: Standards;
  curated: ObjectsBucket;
}

const xlsx = { extension: 'xlsx', contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
const csv = { extension: 'csv', contentType: 'text/csv; charset=utf-8' };

/** Files made of the contract in force. They are named after their content, so whoever asks first writes them and all others find the same. */
export const keepTemplates = ({ standards, curated }: Collaborators) => {
  const offer = async (
    dataset: string,
    now: Date,
    what: string,
    { extension, contentType }: typeof xlsx,
    make: (contract: Contract) => Uint8Array,
  ) => {
    const contract = await standards.contractOn(dataset, shanghaiDate(now));
    if (!contract) return refuse('dataset-unknown');
    const { title, version } = contract;
    const bytes = make(contract);
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const key = `templates/${dataset}/${version}/${digest}.${extension}`;
    await curated.putOnce(key, bytes, contentType);
    return done({ ...(await curated.downloadOf(key, `${title}-${what}-第${version}版.${extension}`, now, contentType)), version });
  };

  return [
    answering(readTemplate, ({ params, now }) => offer(params.dataset, now, '填报模板', xlsx, templateOf)),
    answering(readExample, ({ params, now }) => offer(params.dataset, now, '示例', csv, (contract) => Buffer.from(exampleOf(contract)))),
  ];
};
