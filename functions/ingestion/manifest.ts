import type { Contract } from './contract.ts';
import { ShownContract, UploadManifest, type UploadQuality } from './messages.ts';
import type { UploadReport } from './report.ts';
import { objectNames, type Upload } from './upload.ts';

const qualityOf = ({ read, accepted, unchanged, refused, findings }: UploadReport): UploadQuality => {
  const byDimension = Map.groupBy(findings, ({ dimension }) => dimension);
  const sum = (counts: readonly { count: number }[]) => counts.reduce((total, { count }) => total + count, 0);
  return {
    read,
    ...accepted,
    unchanged,
    refused,
    warnings: sum(findings.filter(({ severity }) => severity === 'warning')),
    findings: Object.fromEntries([...byDimension].map(([dimension, its]) => [dimension, sum(its)])),
  };
};

/** What others need to read an upload's records: whose they are, what the columns mean and who may see them, where they lie, and how the upload came out. */
export const manifestOf = (
  upload: Pick<Upload, 'dataset' | 'departmentId' | 'uploadId'>,
  contract: Contract,
  sections: number,
  report?: UploadReport,
): UploadManifest =>
  UploadManifest.parse({
    uploadId: upload.uploadId,
    dataset: upload.dataset,
    department: upload.departmentId,
    contract: ShownContract.parse(contract),
    ...(report && { quality: qualityOf(report) }),
    objects: Array.from({ length: sections }, (_, index) => ({ key: objectNames.curated(upload, index + 1) })),
  });
