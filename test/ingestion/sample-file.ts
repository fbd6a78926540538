import checkActionsContract from '../../functions/ingestion/contracts/check-actions.json' with { type: 'json' };
import marketEntitiesContract from '../../functions/ingestion/contracts/market-entities.json' with { type: 'json' };
import { Contract } from '../../functions/ingestion/contract.ts';
import type { CutEvent, Layout } from '../../functions/ingestion/csv/cutter.ts';
import { cutter } from '../../functions/ingestion/csv/cutter.ts';
import { csvLine } from '../../shared/text/csv-line.ts';
import type { FileFault } from '../../functions/ingestion/file-fault.ts';
import { readRows, type RowsRead } from '../../functions/ingestion/read-rows.ts';
import { RuleSet } from '../../functions/ingestion/rule-set.ts';
import checkActionsRules from '../../functions/ingestion/rule-sets/check-actions.json' with { type: 'json' };
import marketEntitiesRules from '../../functions/ingestion/rule-sets/market-entities.json' with { type: 'json' };

export const marketEntities = { contract: Contract.parse(marketEntitiesContract), ruleSet: RuleSet.parse(marketEntitiesRules) };
export const checkActions = { contract: Contract.parse(checkActionsContract), ruleSet: RuleSet.parse(checkActionsRules) };

export const pinned = { today: '2026-11-23', now: '2026-11-23T04:00:00.000Z' };

type Row = Readonly<Record<string, string>>;

/** A company without a fault. */
export const company = (its: Row = {}): Row => ({
  pripid: 'P0001',
  uniscid: '91320505MA1X000760',
  entname: '苏州甲乙科技有限公司',
  apprdate: '2026-03-01',
  regstate: '1',
  regcap: '1,000.5',
  industryphy: 'C',
  industryco: '3911',
  domdistrict: '320505',
  ...its,
});

/** A check without a fault. */
export const check = (its: Row = {}): Row => ({
  record_unique_identity: 'R0001',
  supervise_item_implement_code: '01320500100010',
  supervise_item_check_icode: '1132050501400001X01ABC',
  check_action_name: '食品经营日常检查',
  check_action_code: 'JC-0001',
  supervise_object: '苏州甲乙餐饮有限公司',
  administrative_cp: '苏州甲乙餐饮有限公司',
  administrative_cp_na: '2',
  administrative_cp_ce_type: '001',
  administrative_cp_ui_code: '91320505MA1X000760',
  area_number: '320505',
  check_form: '01',
  check_type: 'DAILY',
  check_mode: '1',
  check_result: '合格',
  check_date: '2026-11-02 09:30:00',
  check_personnel: '张三;李四',
  check_personnel_code: '32050011;32050012',
  submitted_date: '2026-11-03 10:00:00',
  cd_id: '0505-1',
  cd_time: '2026-11-03 10:00:01',
  cd_source: '320505/scjg',
  cd_operation: 'i',
  ...its,
});

const titlesOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

export const csvOf = (rows: readonly Row[], titles = titlesOf(rows)): Buffer =>
  Buffer.from([titles, ...rows.map((row) => titles.map((title) => row[title] ?? ''))].map((cells) => csvLine(cells)).join(''));

/** Pushes the bytes in pieces of the given sizes, again and again. */
export const cutUp = (file: Uint8Array, chunkBytes: number, sizes: readonly number[] = [65_536], maxRecordBytes?: number) => {
  const machine = cutter({ chunkBytes, ...(maxRecordBytes === undefined ? {} : { maxRecordBytes }) });
  const events: CutEvent[] = [];
  for (let from = 0, piece = 0; from < file.length; piece += 1) {
    const to = from + (sizes[piece % sizes.length] ?? file.length);
    events.push(...machine.push(file.subarray(from, to)));
    from = to;
  }
  events.push(...machine.end());
  const layout = events.find((event): event is CutEvent & { type: 'header' } & Layout => event.type === 'header');
  const cuts = events.filter((event) => event.type === 'cut');
  const fault: FileFault | undefined = events.find((event) => event.type === 'fault');
  return { layout, cuts, fault };
};

/** The whole way of a file until its rows are judged. */
export const readFile = (
  file: Uint8Array,
  { contract, ruleSet }: { contract: Contract; ruleSet: RuleSet },
  chunkBytes = 1 << 20,
  sections = 1,
): RowsRead[] => {
  const { layout, cuts, fault } = cutUp(file, chunkBytes);
  if (!layout || fault) throw new Error(fault?.message);
  return cuts.map(({ from, to, firstRow }) =>
    readRows(file.subarray(from, to), {
      contract,
      ruleSet,
      format: 'csv',
      encoding: 'utf-8',
      header: layout.header,
      delimiter: layout.delimiter,
      firstRow,
      sections,
      ...pinned,
    }),
  );
};

export const readCompanies = (rows: readonly Row[]): RowsRead => one(readFile(csvOf(rows), marketEntities));
export const readChecks = (rows: readonly Row[]): RowsRead => one(readFile(csvOf(rows), checkActions));

export const one = <Item>(items: readonly Item[]): Item => {
  const [item, ...more] = items;
  if (item === undefined || more.length > 0) throw new Error(`expected one, got ${String(items.length)}`);
  return item;
};
