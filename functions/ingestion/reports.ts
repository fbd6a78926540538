import { Unprocessable } from '../../shared/runtime/outcome.ts';
import { addUp, type UploadReport } from './report.ts';
import type { Upload } from './upload.ts';
import type { Uploads } from './uploads.store.ts';

/** The report of what has been done of an upload. `complete` false: it was given up, and the report says what was not settled. */
export const reportOf = async (uploads: Uploads, upload: Upload, complete: boolean): Promise<UploadReport> => {
  const { uploadId, dataset, pins } = upload;
  if (!pins) throw new Unprocessable(`upload ${uploadId} has nothing pinned`);
  const [chunks, sections] = await Promise.all([uploads.chunksOf(uploadId), uploads.sectionsOf(uploadId)]);
  return addUp(
    chunks.flatMap(({ summary }) => (summary ? [summary] : [])),
    sections.flatMap(({ summary }) => (summary ? [summary] : [])),
    { contract: { dataset, version: pins.contractVersion }, ruleSet: { version: pins.ruleSetVersion }, today: pins.today, complete },
  );
};
