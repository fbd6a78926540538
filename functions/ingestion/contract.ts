import * as z from 'zod';
import { dictionaries } from '../../shared/codes/dictionaries.ts';
import { isCalendarDate } from '../../shared/calendar/calendar-date.ts';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { maskKinds } from '../../shared/text/mask.ts';
import { patternFault } from './safe-pattern.ts';

export const DatasetId = z.string().regex(/^[a-z][a-z0-9-]{2,40}$/, '数据集编号由小写字母、数字和连字符组成');
export const LocalDate = z.string().refine(isCalendarDate, '日期须写作 yyyy-MM-dd，且真实存在');
const ColumnName = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, '列名由小写字母、数字和下划线组成');

const Columns = z.array(ColumnName).min(1).max(5);

export const Column = z.strictObject({
  name: ColumnName,
  title: z.string().min(1).max(60),
  type: z.enum(['text', 'code', 'area', 'date', 'datetime', 'integer', 'decimal', 'amount', 'list']),
  required: z.boolean().default(false),
  /** In characters; of a list, of the items joined. */
  maxLength: z.int().min(1).max(100_000).optional(),
  /** Of the whole value; of a list, of each item. */
  pattern: z.string().optional(),
  /** A name in `shared/codes`, or the codes themselves; of a list, for each item. */
  dictionary: z.union([z.string(), z.record(z.string().min(1).max(60), z.string().min(1).max(200))]).optional(),
  /** Values outside the dictionary are kept as they are; a rule may judge them. */
  open: z.boolean().optional(),
  /** Written between the items of a list; read are all the usual ones. */
  separator: z.string().length(1).default(';'),
  /** What a bare number means; stored are 分 always. */
  unit: z.enum(['元', '万元']).optional(),
  /** Codes are upper-cased unless their source tells `a` from `A`. */
  letters: z.enum(['upper', 'as-is']).default('upper'),
  /** Spaces and hyphens within are no part of the code (GB 32100, GB 11714). */
  compact: z.boolean().optional(),
  /** 分级 (1 public … 4): 3 and 4 are masked in every ordinary answer. */
  level: z.int().min(1).max(4),
  mask: z.enum(maskKinds).optional(),
  aliases: z.array(z.string().min(1).max(60)).max(20).default([]),
  /** How the row came here, not what it says: stored, but a difference in it is no change of the record. */
  transport: z.boolean().optional(),
  /** Whether a published source states length, code list and obligation, or we chose them. */
  origin: z.enum(['source', 'ours']),
});
export type Column = z.infer<typeof Column>;

/** A record must fit into one item of its table, which holds 400 KB; a character takes up to four bytes. */
const mostCharacters = 90_000;

/** As it is stored. What the code of a later day asks of new contracts is not asked of those that were published under an earlier one. */
export const StoredContract = z.strictObject({
  dataset: DatasetId,
  title: z.string().min(1).max(60),
  version: z.int().min(1).max(999_999),
  validFrom: LocalDate,
  validTo: LocalDate.optional(),
  source: z.string().min(1).max(500),
  /** Departments that may hand in; `*` is every one. Empty: nobody, as in a contract that comes with the code, which can't know a deployment's departments. */
  handIn: z.array(z.union([z.literal('*'), DepartmentId])),
  recordKey: ColumnName,
  businessTime: ColumnName,
  /** With it the data are a change log (i/u/d): the order of the rows decides, not the business time. */
  operation: ColumnName.optional(),
  /** Whom a row is about. `register`: the row is a business itself; `party`: it names one. Absent: nobody (officers). */
  subject: z
    .strictObject({
      as: z.enum(['register', 'party']),
      name: ColumnName,
      /** A USCC or another certificate's number. */
      code: ColumnName.optional(),
      /** Its kind, where rows differ in it: only 001 is a USCC. */
      certificateType: ColumnName.optional(),
      /** 1 = a natural person. */
      nature: ColumnName.optional(),
      /** Of a register: what a business's page shows to everybody. Of several columns, the first that says something; none that is above level 1. */
      shown: z.strictObject({ state: Columns, area: Columns, address: Columns, industry: Columns }).partial().optional(),
      /** What makes two records the same act (Q016): the same values in these columns, and the same day in the first of these dates that is given. */
      act: z.strictObject({ body: ColumnName, items: ColumnName, dates: Columns }).optional(),
    })
    .optional(),
  /** The column by which rows of other datasets refer to rows of this one, where that is not the record key. */
  referable: ColumnName.optional(),
  columns: z.array(Column).min(1).max(300),
});

/** Every column that the subject names, and where. */
const columnsOfSubject = ({ as: _, shown, act, ...who }: Partial<NonNullable<z.infer<typeof StoredContract>['subject']>> = {}) =>
  Object.entries({ ...who, ...shown, ...act }).flatMap(([part, named]) => [named].flat().map((name) => [['subject', part], name] as const));

/** What a department agrees to hand in, as it may be proposed. `version` is the major version: a new one makes every record count as changed once. */
export const Contract = StoredContract.superRefine((contract, context) => {
  const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const names = new Map<string, number>();
  contract.columns.forEach((column, at) => {
    for (const name of new Set([column.name, column.title, ...column.aliases].map((text) => text.toLowerCase()))) {
      if (names.has(name)) fault(['columns', at], `“${name}”已是另一列的列名、标题或别名`);
      names.set(name, at);
      if (/^(问题|_)/.test(name)) fault(['columns', at], '列名、标题和别名不能以“问题”或下划线开头，那是退回文件自己的列');
    }
    const wrong = column.pattern === undefined ? undefined : patternFault(column.pattern);
    if (wrong) fault(['columns', at, 'pattern'], wrong);
    if (column.pattern !== undefined && column.type !== 'code' && column.type !== 'text' && column.type !== 'list')
      fault(['columns', at, 'pattern'], '只有 text、code、list 类型的列可以有正则表达式');
    if (column.pattern !== undefined && (column.maxLength ?? Infinity) > 1000)
      fault(['columns', at, 'maxLength'], '有正则表达式的列须给出不超过 1000 的 maxLength');
    if (typeof column.dictionary === 'string' && !dictionaries.has(column.dictionary))
      fault(['columns', at, 'dictionary'], `没有名为“${column.dictionary}”的字典`);
    if (column.dictionary !== undefined && column.type !== 'code' && column.type !== 'list')
      fault(['columns', at, 'dictionary'], '只有 code、list 类型的列可以有字典');
    if ((column.type === 'amount') !== (column.unit !== undefined))
      fault(['columns', at, 'unit'], '金额列、且只有金额列须给出单位（元或万元）');
  });
  const unlimited = contract.columns.filter(({ type, dictionary, open, maxLength }) => {
    const bounded = (dictionary !== undefined && !open && type !== 'list') || !['text', 'code', 'list'].includes(type);
    return !bounded && maxLength === undefined;
  });
  for (const { name } of unlimited) fault(['columns'], `“${name}”须给出 maxLength`);
  if (contract.columns.reduce((sum, { maxLength = 40 }) => sum + maxLength, 0) > mostCharacters)
    fault(['columns'], `各列 maxLength 之和不能超过 ${mostCharacters}`);
  const must = (part: 'recordKey' | 'businessTime' | 'operation', types: readonly Column['type'][]) => {
    const name = contract[part];
    if (name === undefined) return;
    const column = contract.columns.find((one) => one.name === name);
    if (!column) fault([part], `没有名为“${name}”的列`);
    else if (!column.required) fault([part], `“${name}”须为必填列`);
    else if (!types.includes(column.type)) fault([part], `“${name}”的类型须为 ${types.join('、')}`);
    else if (part === 'operation' && column.dictionary !== 'change-operation') fault([part], `“${name}”须使用字典 change-operation`);
    else if (part === 'operation' && column.transport !== true)
      fault([part], `“${name}”须为 transport 列，否则新增与修改相同内容会算作变更`);
    else if (part === 'businessTime' && column.transport)
      fault([part], `“${name}”不能是 transport 列，否则只有时间更新的行算作未变更，旧行便能后来居上`);
    else if (part === 'recordKey' && (column.maxLength ?? Infinity) > 300) fault([part], `“${name}”须给出不超过 300 的 maxLength`);
  };
  for (const [path, name] of [...columnsOfSubject(contract.subject), [['referable'], contract.referable] as const])
    if (name !== undefined && !contract.columns.some((column) => column.name === name)) fault([...path], `没有名为“${name}”的列`);
  // What a register says of a business, everybody sees.
  if (contract.subject?.as === 'register' && contract.handIn.includes('*'))
    fault(['handIn'], '登记类数据标准须逐一列出可报送的部门，不能用“*”：登记信息对所有部门可见');
  must('recordKey', ['text', 'code']);
  must('businessTime', ['date', 'datetime']);
  must('operation', ['code']);
  const referable = contract.columns.find(({ name }) => name === contract.referable);
  if (referable && (!['text', 'code'].includes(referable.type) || (referable.maxLength ?? Infinity) > 300))
    fault(['referable'], `“${referable.name}”的类型须为 text、code，且须给出不超过 300 的 maxLength`);
  // The index by it is sorted by the records' own keys, which DynamoDB allows 1,024 bytes there: 64 for dataset, department and signs, and four for each character.
  const keyed = contract.columns.find(({ name }) => name === contract.recordKey);
  if (referable && (keyed?.maxLength ?? 0) > 240)
    fault(['recordKey'], `有 referable 列的数据标准，“${contract.recordKey}”须给出不超过 240 的 maxLength`);
  if (contract.validTo !== undefined && contract.validTo < contract.validFrom) fault(['validTo'], '失效日期早于生效日期');
});
export type Contract = z.infer<typeof Contract>;

/** In a change log the order of rows decides, everywhere else the business time. */
export const orderOf = (contract: Contract): 'business-time' | 'row' => (contract.operation === undefined ? 'business-time' : 'row');
