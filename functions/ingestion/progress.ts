import * as z from 'zod';

const Count = z.int().min(0);

/** How far an upload is, from counters that stand on it: asking costs no look at its units. */
export const Progress = z.object({
  since: z.string().meta({ description: '何时进入当前状态' }),
  ahead: Count.optional().meta({ description: '排队时，本队列中前面还有几次上传' }),
  chunks: Count,
  chunksDone: Count,
  sections: Count,
  sectionsDone: Count,
  rows: z
    .object({ cut: Count, total: Count.optional(), read: Count, settled: Count })
    .optional()
    .meta({ description: '已切分、总共（切分完才知道）、已读取、已入库（重复的行也算）的行数' }),
  percent: Count.max(100).optional().meta({ description: '当前阶段（读取或入库）完成的百分比；不能如实计算的阶段不返回' }),
  secondsLeft: Count.optional().meta({ description: '按当前阶段至今的速度，该阶段还需的秒数；依据不足时不返回' }),
});

/** What of an upload tells how far it is. */
interface Watched {
  state: string;
  move: { at: string };
  pins?: { sections: number } | undefined;
  /** Known once the file is split. */
  layout?: unknown;
  chunks: number;
  chunksDone: number;
  sectionsDone: number;
  rowsCut: number;
  rowsRead: number;
  rowsSettled: number;
}

/** Units done and seconds gone before a speed means something. */
const enough = { units: 3, seconds: 5 };

const phaseOf = ({ state, chunks, chunksDone, sectionsDone, pins }: Watched): { done: number; of: number } | undefined =>
  state === 'reading'
    ? { done: chunksDone, of: chunks }
    : state === 'settling'
      ? { done: sectionsDone, of: pins?.sections ?? 0 }
      : undefined;

export const progressOf = (upload: Watched, now: Date, ahead?: number): z.input<typeof Progress> => {
  const { move, chunks, chunksDone, sectionsDone, pins, layout, rowsCut, rowsRead, rowsSettled } = upload;
  const phase = phaseOf(upload);
  const seconds = (now.getTime() - Date.parse(move.at)) / 1000;
  return {
    since: move.at,
    ...(ahead !== undefined && { ahead }),
    chunks,
    chunksDone,
    sections: pins?.sections ?? 0,
    sectionsDone,
    ...(rowsCut > 0 && { rows: { cut: rowsCut, ...(layout !== undefined && { total: rowsCut }), read: rowsRead, settled: rowsSettled } }),
    ...(phase && phase.of > 0 && { percent: Math.floor((phase.done / phase.of) * 100) }),
    ...(phase &&
      phase.done >= enough.units &&
      seconds >= enough.seconds && { secondsLeft: Math.ceil((seconds / phase.done) * (phase.of - phase.done)) }),
  };
};
