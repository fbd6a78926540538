import { describe, expect, it } from 'vitest';
import type { Upload } from '../../cli/answers.ts';
import { grouped, table, widthOf } from '../../cli/table.ts';
import { reportText, stateLine, stepLine } from '../../cli/upload-words.ts';

const upload: Upload = {
  uploadId: 'u-1',
  dataset: 'check-actions',
  fileName: '检查.csv',
  size: 10,
  state: 'finished',
  stateTitle: '完成',
  declaredAt: '2026-11-23T00:00:00.000Z',
  progress: { chunks: 4, chunksDone: 3, sections: 2, sectionsDone: 1 },
  report: {
    read: 1200,
    accepted: { new: 1000, changed: 10 },
    unchanged: 100,
    superseded: 5,
    refused: 85,
    notSettled: 0,
    complete: true,
    findings: [
      {
        code: 'Q005',
        severity: 'error',
        dimension: '完整性',
        title: '必填项不为空',
        count: 85,
        examples: [
          { row: 3, column: 'check_date' },
          { row: 8, column: 'check_date' },
          { row: 9, column: 'area_number' },
        ],
      },
      { code: 'Q020', severity: 'warning', dimension: '准确性', title: '行政区划代码属于本市', count: 1, examples: [] },
    ],
    unknownColumns: ['备注'],
    moreUnknownColumns: 0,
    contract: { dataset: 'check-actions', version: 1 },
    ruleSet: { version: 0 },
  },
};

describe('what is said of an upload', () => {
  it('counts what is counted in its state', () => {
    expect(stateLine({ ...upload, state: 'reading', stateTitle: '读取' })).toBe('读取 3/4 块');
    expect(stateLine({ ...upload, state: 'settling', stateTitle: '入库' })).toBe('入库 1/2 段');
    const progress = { ...upload.progress, rows: { cut: 1600, total: 1600, read: 1200, settled: 40 }, percent: 75, secondsLeft: 20 };
    expect(stateLine({ ...upload, state: 'reading', stateTitle: '读取', progress })).toBe(
      '读取 3/4 块，75%，1,200/1,600 行，本阶段约剩 20 秒',
    );
    expect(stateLine({ ...upload, state: 'settling', stateTitle: '入库', progress: { ...progress, percent: 50, secondsLeft: 150 } })).toBe(
      '入库 1/2 段，50%，40 行，本阶段约剩 3 分钟',
    );
    expect(stateLine({ ...upload, state: 'queued', stateTitle: '排队', progress: { ...progress, ahead: 2 } })).toBe('排队 前面还有 2 个');
    expect(stateLine({ ...upload, state: 'splitting', stateTitle: '切分', progress })).toBe('切分 已切分 1,600 行');
    expect(stateLine(upload)).toBe('完成');
    expect(stepLine({ step: 'sending', done: 524_288, total: 1_048_576 })).toBe('上传 ██████████░░░░░░░░░░ 0.5 MB / 1.0 MB');
  });

  it('shows the counts, what was not met and where, and what to do', () => {
    const text = reportText(upload, { titles: new Map([['check_date', '检查时间']]) });
    expect(text).toMatch(/读取 +1,200\n/);
    expect(text).toContain('没有规则集');
    expect(text).toMatch(/错误 {2}Q005 {2}完整性 {2}必填项不为空 +85 {2}检查时间 第 3、8 行，area_number 第 9 行/);
    expect(text).toContain('npm run hub -- refused u-1');
    expect(text).toContain('“提示”不影响入库');
    expect(text).toContain('内容没有采用：备注');
    expect(text).not.toContain('没有处理完');
  });

  it('says which rows came from which sheet of a workbook', () => {
    const sheets = [
      { name: '一月', firstRow: 1, rows: 500 },
      { name: '二月', firstRow: 501, rows: 700 },
    ];
    const text = reportText({ ...upload, file: { sheets, otherSheets: ['填表说明'], otherSheetCount: 25 } });
    expect(text).toContain('工作表：一月（第 1–500 行）、二月（第 501–1200 行）\n没有可识别的列、没有采用的工作表：填表说明等 25 个');
  });

  it('never lets a part pass for the whole', () => {
    const { report } = upload;
    if (!report) throw new Error('no report');
    const text = reportText({
      ...upload,
      state: 'given-up',
      ended: { reason: 'deadline', message: '处理超时' },
      report: { ...report, complete: false, notSettled: 7 },
    });
    expect(text).toMatch(/没有来得及入库 +7\n/);
    expect(text).toContain('本次上传没有处理完：处理超时');
  });

  it('says why there is no report', () => {
    const { report: _, ...rest } = upload;
    expect(
      reportText({ ...rest, state: 'failed', stateTitle: '文件无法处理', ended: { reason: 'not-utf8', message: '不是 UTF-8' } }),
    ).toContain('原因：不是 UTF-8（not-utf8）');
  });

  it('lines columns up, a Chinese character taking two places', () => {
    const lines = table(
      ['名', { title: '数', right: true }],
      [
        ['企业', 1],
        ['abc', 200],
      ],
    ).split('\n');
    expect(lines).toEqual(['名     数', '企业    1', 'abc   200']);
    expect(widthOf('（a）')).toBe(5);
    expect([0, 999, 1000, 1_234_567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
  });
});
