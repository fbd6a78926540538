import * as z from 'zod';
import { instantOf, shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { UnusableFile } from './file-fault.ts';

/** How much a department may hand in, so that one department's flood is nobody else's. */
export const Quota = z.object({
  bytesPerDay: z
    .int()
    .min(1)
    .max(1024 ** 5),
  filesPerDay: z.int().min(1).max(1_000_000),
  /** Declared and not ended yet. */
  open: z.int().min(1).max(10_000),
});
export type Quota = z.infer<typeof Quota>;

/** What is used up of it: of one day in Shanghai, and at this moment. */
export interface Usage {
  bytes: number;
  files: number;
  open: number;
}

export const leftOf = (quota: Quota, usage: Usage) => ({
  bytes: Math.max(0, quota.bytesPerDay - usage.bytes),
  files: Math.max(0, quota.filesPerDay - usage.files),
  open: Math.max(0, quota.open - usage.open),
});

/** When a new day begins. */
export const renewalAfter = (now: Date): Date => instantOf(shanghaiDate(new Date(now.getTime() + 24 * 3_600_000)));

const megabytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MB`;

const renewed = (now: Date): string => `每日额度于北京时间 ${shanghaiDate(renewalAfter(now))} 0 时恢复；需要调整请联系数据局`;

/** Why a file of that size goes beyond it, for people; undefined when it does not. */
export const exceeding = (quota: Quota, usage: Usage, size: number, now: Date): string | undefined => {
  const left = leftOf(quota, usage);
  if (left.open === 0) return `本部门有 ${String(usage.open)} 次上传尚未处理完（最多 ${String(quota.open)} 次），请等其中一些完成后再登记`;
  const more = renewed(now);
  if (left.files === 0) return `本部门今天已登记 ${String(usage.files)} 个文件（每天最多 ${String(quota.filesPerDay)} 个）。${more}`;
  if (size > left.bytes)
    return `本文件 ${megabytes(size)}，本部门今天还可登记 ${megabytes(left.bytes)}（每天最多 ${megabytes(quota.bytesPerDay)}）。${more}`;
  return undefined;
};

/** Stops a file of that size where what it is unpacked to goes beyond what is left of the day; its own size was counted when it was declared. */
export const unpackedWithin = (quota: Quota, usage: Usage, size: number, now: Date): ((bytes: number) => void) => {
  const left = leftOf(quota, usage).bytes;
  return (bytes) => {
    if (bytes <= size + left) return;
    throw new UnusableFile({
      reason: 'quota-exceeded',
      byte: 0,
      message: `文件解压或转换后超过本部门今天的额度：登记时 ${megabytes(size)}，今天另外还可 ${megabytes(left)}（每天最多 ${megabytes(quota.bytesPerDay)}）。${renewed(now)}。请届时重新上传，或分成几个文件。`,
    });
  };
};
