import { UnusableFile } from '../file-fault.ts';

const again = '请用 Excel 或 WPS 打开后另存为 xlsx，再重新上传；打不开的，请重新导出。';

/** The workbook can't be read, for this reason (a phrase in Chinese). */
export const unreadable = (because: string): UnusableFile =>
  new UnusableFile({ reason: 'unreadable-workbook', byte: 0, message: `Excel 文件无法读取：${because}。${again}` });

export const malformed = (): UnusableFile => unreadable('其中的 XML 内容有误或不完整，文件可能已损坏');
