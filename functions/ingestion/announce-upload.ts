import type { ItemChange } from '../../shared/runtime/move.ts';
import type { UploadFinished } from './messages.ts';
import { objectNames, Upload } from './upload.ts';

const FinishedUpload = Upload.pick({ uploadId: true, dataset: true, departmentId: true });

/**
 * What others hear of a change in the uploads' table: that an upload is now finished, and nothing of any other change. One that can't be read throws, and so keeps the stream
 * waiting and its alarm ringing: left out, its records would never be linked.
 */
export const announceUpload = ({ before, after }: ItemChange): UploadFinished[] => {
  if (after?.['sk'] !== 'upload' || after['state'] !== 'finished' || before?.['state'] === 'finished') return [];
  const upload = FinishedUpload.parse(after);
  const { uploadId, dataset, departmentId } = upload;
  return [{ uploadId, dataset, department: departmentId, prefix: objectNames.curatedPrefix(upload) }];
};
