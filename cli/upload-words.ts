import type { Upload } from './answers.ts';
import type { Step } from './hand-in.client.ts';
import { grouped, table } from './table.ts';

/** How far an upload is, by what is counted in its state. */
export const stateLine = ({ state, stateTitle, progress }: Upload): string => {
  const { chunks, chunksDone, sections, sectionsDone, ahead = 0, rows, percent, secondsLeft } = progress;
  const outOf = (done: number) => `${grouped(done)}${rows?.total === undefined ? '' : `/${grouped(rows.total)}`} 行`;
  const said = (...parts: (string | false)[]) => {
    const known = parts.filter((part) => part !== false);
    return known.length === 0 ? stateTitle : `${stateTitle} ${known.join('，')}`;
  };
  const left = secondsLeft !== undefined && secondsLeft > 0 && `本阶段约剩 ${lasting(secondsLeft)}`;
  const share = percent !== undefined && `${String(percent)}%`;
  switch (state) {
    case 'queued':
      return said(ahead > 0 && `前面还有 ${String(ahead)} 个`);
    case 'splitting':
      return said(rows !== undefined && `已切分 ${grouped(rows.cut)} 行`);
    case 'reading':
      return said(`${String(chunksDone)}/${String(chunks)} 块`, share, rows !== undefined && outOf(rows.read), left);
    case 'settling':
      return said(`${String(sectionsDone)}/${String(sections)} 段`, share, rows !== undefined && `${grouped(rows.settled)} 行`, left);
    default:
      return stateTitle;
  }
};

const lasting = (seconds: number): string => (seconds < 90 ? `${String(seconds)} 秒` : `${String(Math.ceil(seconds / 60))} 分钟`);

/** In the unit that suits; `megabytes` is for what moves. */
export const sized = (bytes: number): string =>
  bytes < 1_073_741_824 ? megabytes(bytes) : `${grouped((bytes / 1_073_741_824).toFixed(1))} GB`;

export const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;

export const stepLine = (step: Step): string => {
  switch (step.step) {
    case 'reading':
      return `计算校验和 ${megabytes(step.done)}`;
    case 'sending': {
      const tenths = Math.floor((step.done / step.total) * 20);
      return `上传 ${'█'.repeat(tenths)}${'░'.repeat(20 - tenths)} ${megabytes(step.done)} / ${megabytes(step.total)}`;
    }
    case 'working':
      return stateLine(step.upload);
  }
};

/** 检查时间 第 3、8 行，行政区划代码 第 5 行 */
const places = (examples: readonly { row: number; column: string }[], titleOf: (column: string) => string): string =>
  [...Map.groupBy(examples.slice(0, 3), ({ column }) => column)]
    .map(([column, those]) => `${column === '' ? '' : `${titleOf(column)} `}第 ${those.map(({ row }) => String(row)).join('、')} 行`)
    .join('，');

/** 工作表：一月（第 1–500 行）、二月（第 501–800 行）；没有采用的工作表：说明 */
const sheetsLine = ({ file }: Upload): string | undefined => {
  const { sheets = [], otherSheets = [], otherSheetCount = 0 } = file ?? {};
  const read = sheets.map(({ name, firstRow, rows }) => `${name}（第 ${String(firstRow)}–${String(firstRow + rows - 1)} 行）`);
  const lines = [
    ...(read.length > 0 ? [`工作表：${read.join('、')}`] : []),
    ...(otherSheets.length > 0
      ? [
          `没有可识别的列、没有采用的工作表：${otherSheets.join('、')}${otherSheetCount > otherSheets.length ? `等 ${grouped(otherSheetCount)} 个` : ''}`,
        ]
      : []),
  ];
  return lines.length > 0 ? lines.join('\n') : undefined;
};

interface Asking {
  /** Who asked, so that the next command can be copied. */
  as?: string | undefined;
  /** What people call the columns; a column without a title is called by its name. */
  titles?: ReadonlyMap<string, string>;
}

/** What became of an upload, and what to do about it. */
export const reportText = (upload: Upload, { as, titles = new Map() }: Asking = {}): string => {
  const { uploadId, fileName, report, ended } = upload;
  const parts: string[] = [];
  if (!report) return `${fileName}（${uploadId}）：${upload.stateTitle}${ended ? `\n原因：${ended.message}（${ended.reason}）` : ''}`;

  const {
    read,
    accepted,
    unchanged,
    superseded,
    refused,
    notSettled,
    complete,
    findings,
    unknownColumns,
    moreUnknownColumns,
    contract,
    ruleSet,
  } = report;
  const rules = ruleSet.version === 0 ? '没有规则集' : `规则集第 ${String(ruleSet.version)} 版`;
  parts.push(`${fileName}（${uploadId}）\n${contract.dataset} 数据标准第 ${String(contract.version)} 版，${rules}`);
  const counts: [string, number][] = [
    ['读取', read],
    ['新增', accepted.new],
    ['变更', accepted.changed],
    ['未变', unchanged],
    ['重复（由更新的行代替）', superseded],
    ['退回', refused],
    ...(notSettled > 0 ? ([['没有来得及入库', notSettled]] as [string, number][]) : []),
  ];
  parts.push(
    table(
      ['', { title: '行数', right: true }],
      counts.map(([what, rows]) => [what, grouped(rows)]),
    ),
  );
  const sheets = sheetsLine(upload);
  if (sheets !== undefined) parts.push(sheets);
  if (findings.length > 0)
    parts.push(
      `没有满足的要求（行号不含表头）\n${table(
        ['级别', '代码', '维度', '要求', { title: '次数', right: true }, '例如'],
        findings.map(({ severity, code, dimension, title, count, examples }) => [
          severity === 'error' ? '错误' : '提示',
          code,
          dimension,
          title,
          grouped(count),
          places(examples, (column) => titles.get(column) ?? column),
        ]),
      )}`,
    );
  const hints = [
    ...(refused > 0
      ? [
          `${grouped(refused)} 行被退回。原因逐行写在退回文件里，改好后直接上传这个文件即可，已入库的行不用再报：\n  npm run hub -- refused ${uploadId}${as === undefined ? '' : ` --as ${as}`}`,
        ]
      : []),
    ...(findings.some(({ severity }) => severity === 'warning') ? ['“提示”不影响入库，请核对后在下次报送时更正。'] : []),
    ...(unknownColumns.length > 0
      ? [
          `数据标准里没有这些列，内容没有采用：${unknownColumns.join('、')}${moreUnknownColumns > 0 ? `，另外还有至少 ${grouped(moreUnknownColumns)} 列` : ''}`,
        ]
      : []),
    ...(complete ? [] : [`本次上传没有处理完${ended ? `：${ended.message}` : ''}。已入库的行保留，请重新上传整个文件。`]),
  ];
  if (hints.length > 0) parts.push(hints.join('\n'));
  return parts.join('\n\n');
};
