import type { Contract } from './contract.ts';
import { ShownContract, UploadManifest } from './messages.ts';
import { objectNames, type Upload } from './upload.ts';

/** What others need to read an upload's records: whose they are, what the columns mean and who may see them, and where they lie. */
export const manifestOf = (
  upload: Pick<Upload, 'dataset' | 'departmentId' | 'uploadId'>,
  contract: Contract,
  sections: number,
): UploadManifest =>
  UploadManifest.parse({
    uploadId: upload.uploadId,
    dataset: upload.dataset,
    department: upload.departmentId,
    contract: ShownContract.parse(contract),
    objects: Array.from({ length: sections }, (_, index) => ({ key: objectNames.curated(upload, index + 1) })),
  });
