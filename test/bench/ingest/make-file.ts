import { closeSync, openSync, writeSync } from 'node:fs';
import { contract, type Found } from './checks.ts';

/** What a reader has to find in the file: when it cleans before it checks, and when it checks what stands there. */
export interface Truth {
  rows: number;
  cleaned: Found;
  asItIs: Found;
}

type Row = Record<string, string>;
const none = (): Found => ({ required: 0, length: 0, pattern: 0, dictionary: 0, order: 0, duplicate: 0 });

const wide = (text: string): string => text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

/** Every 20th row is dirty, each in one way, in turn: six that stay wrong, five that cleaning mends. */
const dirt: readonly ((row: Row, earlier: string) => { change: Row; cleaned?: keyof Found; asItIs?: keyof Found })[] = [
  () => ({ change: { party_name: '' }, cleaned: 'required', asItIs: 'required' }),
  () => ({ change: { check_name: '食品经营日常监督检查'.repeat(11) }, cleaned: 'length', asItIs: 'length' }),
  (row) => ({ change: { item_code: (row['item_code'] ?? '').slice(1) }, cleaned: 'pattern', asItIs: 'pattern' }),
  () => ({ change: { check_type: 'WEEKLY' }, cleaned: 'dictionary', asItIs: 'dictionary' }),
  () => ({ change: { submitted_date: '2026-01-01 08:00:00' }, cleaned: 'order', asItIs: 'order' }),
  (_, earlier) => ({ change: { record_id: earlier }, cleaned: 'duplicate', asItIs: 'duplicate' }),
  (row) => ({ change: { object_name: `　${row['object_name'] ?? ''} ` } }),
  (row) => ({ change: { item_code: wide(row['item_code'] ?? '') }, asItIs: 'pattern' }),
  (row) => ({ change: { party_code: (row['party_code'] ?? '').toLowerCase() }, asItIs: 'pattern' }),
  () => ({ change: { check_type: '随机抽查' }, asItIs: 'dictionary' }),
  (row) => ({ change: { check_date: (row['check_date'] ?? '').replaceAll('-', '/') }, asItIs: 'order' }),
];

const two = (number: number): string => String(number).padStart(2, '0');

const rowOf = (index: number): Row => {
  // A multiplicative walk: the same file every time, and neighbours differ.
  const draw = (salt: number, among: number): number => (((Math.imul(index + 1, 0x9e3779b1 + salt * 2) >>> 8) % among) + among) % among;
  const name = `苏州${['虎丘', '浒墅关', '狮山', '横塘', '枫桥'][draw(1, 5)] ?? ''}第${String(draw(2, 90_000))}号${['餐饮管理', '食品科技', '物流', '精密机械', '药房连锁'][draw(3, 5)] ?? ''}有限公司`;
  const day = `${two(2 + draw(4, 9))}-${two(1 + draw(5, 28))}`;
  const remark = draw(6, 10);
  return {
    record_id: `320505-${String(draw(7, 40)).padStart(3, '0')}-${String(index).padStart(9, '0')}`,
    item_code: `01320500${String(100_000 + draw(8, 900)).padStart(6, '0')}`,
    list_code: `1132050501400001X0${String(1 + draw(9, 5))}AB${String(draw(10, 1000)).padStart(3, '0')}`,
    check_name: ['食品经营日常监督检查', '特种设备使用单位检查', '排污许可证后监督检查', '建设工程质量安全检查'][draw(11, 4)] ?? '',
    check_code: `JC-2026-${String(index).padStart(8, '0')}`,
    institution: draw(12, 3) === 0 ? '' : '苏州高新区市场监督管理局',
    institution_code: draw(12, 3) === 0 ? '' : '1132050501400001X0',
    object_name: name,
    party_name: name,
    party_nature: '2',
    party_type: '001',
    party_code: `91320505MA1${String(draw(13, 10_000_000)).padStart(7, '0')}`,
    address: draw(14, 4) === 0 ? '' : `江苏省苏州市虎丘区科技城${String(1 + draw(15, 900))}号${draw(16, 8) === 0 ? '3幢,2层' : ''}`,
    area: '320505',
    check_form: draw(17, 2) === 0 ? '01' : '02',
    check_type: ['DAILY', 'RANDOM', 'SPECIAL', 'TEMPORARY'][draw(18, 4)] ?? '',
    check_mode: ['1', '2', ''][draw(19, 3)] ?? '',
    check_result: remark === 0 ? '责令改正：未公示"食品经营许可证"' : remark === 1 ? '合格, 无异常' : '合格',
    check_date: `2026-${day} ${two(8 + draw(20, 10))}:${two(draw(21, 60))}:00`,
    officers: ['张三;李四', '王五;赵六', '钱七;孙八;周九'][draw(22, 3)] ?? '',
    licences: draw(23, 2) === 0 ? '' : '32050011;32050012',
    submitted_date: `2026-11-${two(1 + draw(24, 20))} 10:00:00`,
    cd_id: `0505-${String(index)}`,
    cd_time: `2026-11-21 0${String(draw(25, 10))}:00:01`,
    cd_operation: draw(26, 5) === 0 ? 'u' : 'i',
  };
};

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const makeFile = (file: string, rows: number): Truth => {
  const names = contract.columns.map(({ name }) => name);
  const truth: Truth = { rows, cleaned: none(), asItIs: none() };
  const out = openSync(file, 'w');
  let lines = `${names.join(',')}\n`;
  for (let index = 0; index < rows; index += 1) {
    let row = rowOf(index);
    if (index % 20 === 19) {
      const spoil = dirt[Math.floor(index / 20) % dirt.length];
      const { change, cleaned, asItIs } = spoil?.(row, rowOf(index - 5)['record_id'] ?? '') ?? { change: {} };
      row = { ...row, ...change };
      if (cleaned) truth.cleaned[cleaned] += 1;
      if (asItIs) truth.asItIs[asItIs] += 1;
    }
    lines += `${names.map((name) => cell(row[name] ?? '')).join(',')}\n`;
    if (lines.length > 4_000_000) {
      writeSync(out, lines);
      lines = '';
    }
  }
  writeSync(out, lines);
  closeSync(out);
  return truth;
};
