import * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { partyOf } from '../../shared/party/party.ts';
import { shownColumns } from '../../shared/party/shown-columns.ts';
import { refuse, type Refusal } from '../../shared/runtime/outcome.ts';
import { answering, type Call, done, reaches } from '../../shared/runtime/route.ts';
import { maskRecord } from '../../shared/text/mask-record.ts';
import type { Column, Contract } from './contract.ts';
import type { ObjectsBucket, RawBucket } from './files.bucket.ts';
import { lineageOf } from './lineage.ts';
import { originalRows } from './original-rows.ts';
import type { PastRecord, Records } from './records.store.ts';
import { readHistory, readLineage, readRecord } from './routes.ts';
import type { StoredRecord } from './settle.ts';
import type { Standards } from './standards.store.ts';
import type { Upload } from './upload.ts';
import type { Uploads } from './uploads.store.ts';

interface Collaborators {
  records: Records;
  standards: Standards;
  uploads: Uploads;
  raw: RawBucket;
  curated: ObjectsBucket;
}

const Content = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const contentOf = ({ content }: StoredRecord) => Content.parse(JSON.parse(content));

/** As they are to be shown of this record. Who turned out to be a natural person in the current version is one in the past ones too. */
const columnsOf = (contract: Contract, record: StoredRecord, current = record): readonly Column[] => {
  const { subject } = contract;
  const said = current.deleted ? [record] : [record, current];
  return shownColumns(contract, subject !== undefined && said.some((one) => partyOf(contentOf(one), subject).kind === 'person'));
};

/** How long a person waits for many reads that are throttled. */
const patience = 5000;

const originOf = ({ uploadId, row, contractVersion }: StoredRecord, upload: Upload | undefined) => ({
  uploadId,
  row,
  contractVersion,
  ...(upload && { fileName: upload.fileName, handedInBy: upload.declaredBy }),
  ...(upload?.file && { handedInAt: upload.file.arrivedAt }),
  ...(upload?.pins && { ruleSetVersion: upload.pins.ruleSetVersion }),
});

/** Stored records, masked by the level of each column. Without a contract in force nothing says what may be shown, so nothing is. */
export const readRecords = ({ records, standards, uploads, raw, curated }: Collaborators) => {
  type ByRecord = Pick<
    Call<{ dataset: string; departmentId: string; recordId: string }, unknown, unknown>,
    'params' | 'principal' | 'reach' | 'now'
  >;
  const find = async <Found>(
    call: ByRecord,
    ask: (owner: { dataset: string; departmentId: string }, recordId: string) => Promise<Found | undefined>,
  ): Promise<{ found: Found; contract: Contract } | Refusal<'record-unknown' | 'not-yours'>> => {
    const { dataset, departmentId, recordId } = call.params;
    if (!reaches(call, departmentId)) return refuse('not-yours');
    const [found, contract] = await Promise.all([
      ask({ dataset, departmentId }, recordId),
      standards.contractOn(dataset, shanghaiDate(call.now)),
    ]);
    return found && contract ? { found, contract } : refuse('record-unknown');
  };
  const shown = (record: StoredRecord, columns: readonly Column[], { clearance }: Principal) =>
    maskRecord(contentOf(record), { columns }, clearance);

  return [
    answering(readRecord, async (call) => {
      const answer = await find(call, (owner, recordId) => records.find(owner, recordId));
      if ('outcome' in answer) return answer;
      const { found, contract } = answer;
      const { version, businessTime, deleted, uploadId, row, contractVersion } = found;
      const { dataset, departmentId, recordId } = call.params;
      return done({
        recordId,
        dataset,
        department: departmentId,
        content: shown(found, columnsOf(contract, found), call.principal),
        deleted,
        version,
        businessTime,
        source: { uploadId, row, contractVersion },
      });
    }),

    answering(readHistory, async (call) => {
      const { cursor, limit } = call.query;
      const answer = await find(call, (owner, recordId) => records.find(owner, recordId));
      if ('outcome' in answer) return answer;
      const { found: current, contract } = answer;
      const { dataset, departmentId, recordId } = call.params;
      const { items, next } = await records.past({ dataset, departmentId }, recordId, cursor, cursor === undefined ? limit - 1 : limit);
      // A worker that died between history and current has left a copy of the current version there.
      const past = items.filter(({ version }) => version < current.version);
      const versions: (StoredRecord | PastRecord)[] = cursor === undefined ? [current, ...past] : past;

      const ids = new Set([...versions.map(({ uploadId }) => uploadId), ...past.map(({ replacedBy }) => replacedBy)]);
      const known = await uploads.findMany([...ids], call.now.getTime() + patience);
      const replaced = ({ replacedBy }: PastRecord) => {
        const at = known.get(replacedBy)?.file?.arrivedAt;
        return { uploadId: replacedBy, ...(at !== undefined && { at }) };
      };
      return done({
        items: versions.map((one) => ({
          version: one.version,
          outcome: one.version === 1 ? ('new' as const) : ('changed' as const),
          deleted: one.deleted,
          businessTime: one.businessTime,
          content: shown(one, columnsOf(contract, one, current), call.principal),
          origin: originOf(one, known.get(one.uploadId)),
          ...('replacedBy' in one && { replaced: replaced(one) }),
        })),
        ...(next !== undefined && { next }),
      });
    }),

    answering(readLineage, async (call) => {
      const { version } = call.query;
      const answer = await find(call, (owner, recordId) =>
        version === undefined ? records.find(owner, recordId) : records.findVersion(owner, recordId, version),
      );
      if ('outcome' in answer) return answer;
      const { found: record, contract: inForce } = answer;
      const upload = await uploads.find(record.uploadId);
      const chunk = upload && (await uploads.chunkOf(upload, record.row));
      if (!upload?.pins || !upload.layout || !chunk) return refuse('origin-gone');

      const { contract: judged } = await standards.judging(upload.dataset, upload.pins);
      const cells = (await originalRows({ raw, curated })(upload, judged, chunk, new Set([record.row]))).get(record.row);
      if (!cells) return refuse('origin-gone');
      const current = version === undefined ? record : await records.find(call.params, record.key);
      const shownAs = { columns: columnsOf(inForce, record, current), clearance: call.principal.clearance };
      const { header, sheets = [] } = upload.layout;
      const sheet = sheets.find(({ firstRow, rows }) => record.row >= firstRow && record.row < firstRow + rows)?.name;
      const { dataset, departmentId, recordId } = call.params;
      return done({
        recordId,
        dataset,
        department: departmentId,
        version: record.version,
        deleted: record.deleted,
        origin: { ...originOf(record, upload), ...(sheet !== undefined && { sheet }) },
        ...lineageOf(record, contentOf(record), { header, cells }, { judged, ...shownAs }),
      });
    }),
  ];
};
