import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { Move } from '../../shared/runtime/move.ts';
import { Layout } from './layout.ts';
import { Multipart } from './parts.ts';
import { Progress, progressOf } from './progress.ts';
import { UploadReport } from './report.ts';

/** 5 GB: what S3 takes in one PUT, and the most in parts too; more comes as several files. */
export const largestFile = 5 * 1024 ** 3;

/**
 * The life of an upload, as data: where it may go from each state, and what people read. States without a way on are ends.
 * `ending` waits for the last lease, so that nobody still writes when the lane goes on.
 */
export const uploadStates = {
  'awaiting-file': { title: '等待文件', to: ['queued', 'expired'] },
  queued: { title: '排队', to: ['splitting', 'failed'] },
  splitting: { title: '切分', to: ['reading', 'failed', 'ending'] },
  reading: { title: '读取', to: ['settling', 'ending'] },
  settling: { title: '入库', to: ['finished', 'ending'] },
  ending: { title: '正在终止', to: ['given-up'] },
  finished: { title: '完成', to: [] },
  failed: { title: '文件无法处理', to: [] },
  expired: { title: '逾期未传文件', to: [] },
  'given-up': { title: '已终止', to: [] },
} as const satisfies Record<string, { title: string; to: readonly string[] }>;

export type UploadState = keyof typeof uploadStates;
export const UploadState = z.enum(Object.keys(uploadStates) as [UploadState, ...UploadState[]]);

export const mayMove = (from: UploadState, to: UploadState): boolean => (uploadStates[from].to as readonly UploadState[]).includes(to);
export const hasEnded = (state: UploadState): boolean => uploadStates[state].to.length === 0;

/** Open uploads are spread over so many partitions of the sweeper's index. */
export const openShards = ['0', '1', '2', '3', '4', '5', '6', '7'] as const;

export const UploadId = z.string().regex(/^u-[0-9a-z]{26}$/);

/**
 * Fixed when the lane takes the upload up: cuts, object names and verdicts follow from these, so work done twice is the same work. Only the number of sections is set once more,
 * by the split of a file that was packed, before anything is read.
 */
export const Pins = z.object({
  contractVersion: z.int(),
  /** 0 = the dataset has no rule set; only what the contract itself says is checked. */
  ruleSetVersion: z.int(),
  chunkBytes: z.int(),
  sections: z.int().min(1),
  today: z.iso.date(),
  takenUpAt: z.iso.datetime({ precision: 3 }),
  deadline: z.iso.datetime({ precision: 3 }),
});
export type Pins = z.infer<typeof Pins>;

/** Why an upload is being ended: nobody could in time, or nobody ever can. */
const EndsBecause = z.enum(['deadline', 'cannot-be-worked']);
export type EndsBecause = z.infer<typeof EndsBecause>;

export const Upload = z.object({
  uploadId: UploadId,
  dataset: z.string(),
  departmentId: DepartmentId,
  fileName: z.string(),
  size: z.int(),
  /** Base64. */
  sha256: z.string(),
  state: UploadState,
  declaredBy: z.string(),
  declaredAt: z.string(),
  /** Only while it has not ended: the sweeper's index. */
  openShard: z.string().optional(),
  lookAt: z.string().optional(),
  /** Only where the file goes up in parts. */
  multipart: Multipart.optional(),
  file: z.object({ versionId: z.string(), arrivedAt: z.string() }).optional(),
  laneNumber: z.int().optional(),
  pins: Pins.optional(),
  layout: Layout.optional(),
  chunks: z.int().default(0),
  chunksDone: z.int().default(0),
  sectionsDone: z.int().default(0),
  /** For those who watch: the report counts anew. */
  rowsCut: z.int().default(0),
  rowsRead: z.int().default(0),
  rowsSettled: z.int().default(0),
  report: UploadReport.optional(),
  endsBecause: EndsBecause.optional(),
  ended: z.object({ at: z.string(), reason: z.string(), message: z.string() }).optional(),
  version: z.int(),
  move: Move,
});
export type Upload = z.infer<typeof Upload>;

export const rawKey = ({ dataset, departmentId, uploadId }: Pick<Upload, 'dataset' | 'departmentId' | 'uploadId'>): string =>
  `raw/${dataset}/${departmentId}/${uploadId}`;

export const uploadIdOf = (key: string): string | undefined => UploadId.safeParse(key.split('/').at(-1)).data;

const number = (of: number): string => String(of).padStart(5, '0');

/** Fixed names: a chunk or section done twice writes the same objects. */
export const objectNames = {
  accepted: (uploadId: string, chunk: number): string => `work/${uploadId}/accepted-${number(chunk)}.ndjson`,
  /** Plain rows that the splitter wrote where the file's own bytes can't be cut; kept as long as the records, whose original text it holds. */
  piece: (uploadId: string, chunk: number): string => `pieces/${uploadId}/${number(chunk)}`,
  refused: (uploadId: string, chunk: number): string => `work/${uploadId}/refused-${number(chunk)}.csv`,
  /** Numbers of the rows that settling refused, in their order, as 32-bit numbers (little endian): of one repeated key there may be millions. */
  refusedLater: (uploadId: string, section: number): string => `work/${uploadId}/refused-later-${number(section)}`,
  curated: ({ dataset, departmentId, uploadId }: Pick<Upload, 'dataset' | 'departmentId' | 'uploadId'>, section: number): string =>
    `curated/${dataset}/${departmentId}/${uploadId}/section-${number(section)}.ndjson`,
  manifest: (upload: Pick<Upload, 'dataset' | 'departmentId' | 'uploadId'>): string => `${objectNames.curatedPrefix(upload)}manifest.json`,
  /** Where everything is that others read of an upload. */
  curatedPrefix: ({ dataset, departmentId, uploadId }: Pick<Upload, 'dataset' | 'departmentId' | 'uploadId'>): string =>
    `curated/${dataset}/${departmentId}/${uploadId}/`,
  refusedFile: (uploadId: string): string => `refused/${uploadId}.csv`,
};

/** The number of sections follows from the file's size. At most 64, so that chunks × sections stays small and one transaction can begin them all. */
export const sectionsFor = (size: number, sectionBytes: number): number => Math.min(64, Math.max(1, Math.ceil(size / sectionBytes)));

/** What the API shows of an upload. */
export const UploadShown = z.object({
  uploadId: UploadId,
  dataset: z.string(),
  department: DepartmentId,
  fileName: z.string(),
  size: z.int(),
  state: UploadState,
  stateTitle: z.string(),
  declaredAt: z.string(),
  progress: Progress,
  file: Layout.pick({ source: true, encoding: true, gzip: true, sheets: true, otherSheets: true, otherSheetCount: true })
    .optional()
    .meta({ description: '文件是什么：种类、编码、是否压缩；Excel 的各工作表及其行号（行号连续编排），以及没有采用的工作表' }),
  ended: z.object({ at: z.string(), reason: z.string(), message: z.string() }).optional(),
  report: UploadReport.optional(),
});

export const show = (upload: Upload, now: Date, ahead?: number): z.input<typeof UploadShown> => {
  const { uploadId, dataset, departmentId, fileName, size, state, declaredAt, layout, ended, report } = upload;
  return {
    uploadId,
    dataset,
    department: departmentId,
    fileName,
    size,
    state,
    stateTitle: uploadStates[state].title,
    declaredAt,
    progress: progressOf(upload, now, ahead),
    ...(layout && { file: fileOf(layout) }),
    ...(ended && { ended }),
    ...(report && { report }),
  };
};

const fileOf = ({ source, encoding, gzip, sheets, otherSheets, otherSheetCount }: Layout): z.input<typeof UploadShown>['file'] => ({
  source,
  encoding,
  gzip,
  ...(sheets && { sheets }),
  ...(otherSheets && { otherSheets, otherSheetCount }),
});
