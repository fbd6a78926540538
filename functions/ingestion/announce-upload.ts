import * as z from 'zod';
import type { ItemChange } from '../../shared/runtime/move.ts';
import type { UploadFinished } from './messages.ts';
import { objectNames, Upload } from './upload.ts';

const FinishedUpload = Upload.pick({ uploadId: true, dataset: true, departmentId: true }).extend({
  sk: z.literal('upload'),
  state: z.literal('finished'),
});

/** What others hear of a change in the uploads' table: that an upload is now finished, and nothing of any other change. */
export const announceUpload = ({ before, after }: ItemChange): UploadFinished[] => {
  const upload = FinishedUpload.safeParse(after).data;
  if (!upload || before?.['state'] === 'finished') return [];
  const { uploadId, dataset, departmentId } = upload;
  return [{ uploadId, dataset, department: departmentId, prefix: objectNames.curatedPrefix(upload) }];
};
