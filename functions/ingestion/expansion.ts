import { UnusableFile } from './file-fault.ts';

/** What unpacks from a file counts like a file of that size. */
const mostUnpacked = 5 * 1024 ** 3;
/** Real files shrink to a tenth, very monotonous ones to a hundredth; deflate itself ends at 1,032. */
const mostTimes = 200;
/** Up to here the ratio doesn't matter: small files may be monotonous. */
const harmless = 64 * 1024 ** 2;

/** Counts what comes out of a packed file, and stops it where it unpacks without end (a zip bomb). */
export const expansion = () => {
  let packed = 0;
  let unpacked = 0;
  return {
    wentIn: (bytes: number): void => {
      packed += bytes;
    },
    cameOut(bytes: number): void {
      unpacked += bytes;
      if (unpacked <= harmless || (unpacked <= mostUnpacked && unpacked <= packed * mostTimes)) return;
      throw new UnusableFile({
        reason: 'expands-too-much',
        byte: 0,
        message: '文件解压后过大（最多 5 GB，且不超过压缩后大小的 200 倍）。请检查文件内容，或分成几个文件上传。',
      });
    },
  };
};
export type Expansion = ReturnType<typeof expansion>;
