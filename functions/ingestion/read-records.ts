import * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, done, reaches } from '../../shared/runtime/route.ts';
import { maskRecord } from '../../shared/text/mask-record.ts';
import type { Records } from './records.store.ts';
import { readRecord } from './routes.ts';
import type { Standards } from './standards.store.ts';

const Content = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** A stored record, masked by the level of each column. Without a contract in force nothing says what may be shown, so nothing is. */
export const readRecords = ({ records, standards }: { records: Records; standards: Standards }) => [
  answering(readRecord, async (call) => {
    const { dataset, departmentId, recordId } = call.params;
    if (!reaches(call, departmentId)) return refuse('not-yours');
    const [record, contract] = await Promise.all([
      records.find({ dataset, departmentId }, recordId),
      standards.contractOn(dataset, shanghaiDate(call.now)),
    ]);
    if (!record || !contract) return refuse('record-unknown');
    const { version, businessTime, deleted, uploadId, row, contractVersion } = record;
    return done({
      recordId,
      dataset,
      department: departmentId,
      content: maskRecord(Content.parse(JSON.parse(record.content)), contract, call.principal.clearance),
      deleted,
      version,
      businessTime,
      source: { uploadId, row, contractVersion },
    });
  }),
];
