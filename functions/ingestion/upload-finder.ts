import { refuse, type Refusal } from '../../shared/runtime/outcome.ts';
import { type Call, reaches } from '../../shared/runtime/route.ts';
import type { Upload } from './upload.ts';
import type { Uploads } from './uploads.store.ts';

type AboutOne = Pick<Call<{ uploadId: string }, unknown, unknown>, 'principal' | 'reach' | 'params'>;
export type UploadFinder = (call: AboutOne) => Promise<Upload | Refusal<'upload-unknown' | 'not-yours'>>;

/** The upload that a path names, for whom the caller's permission reaches. */
export const uploadFinder =
  (uploads: Uploads): UploadFinder =>
  async (call) => {
    const upload = await uploads.find(call.params.uploadId);
    if (!upload) return refuse('upload-unknown');
    return reaches(call, upload.departmentId) ? upload : refuse('not-yours');
  };
