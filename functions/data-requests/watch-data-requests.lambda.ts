import { scheduledJob } from '../../shared/runtime/scheduled-job.ts';

export const handler = scheduledJob({ run: () => Promise.resolve(0) });
