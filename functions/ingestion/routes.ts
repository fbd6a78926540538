import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { pageOf, PageQuery } from '../../shared/runtime/paging.ts';
import { type Route, route } from '../../shared/runtime/route.ts';
import { Contract, StoredContract } from './contract.ts';
import { UploadReport } from './report.ts';
import { RuleSet, StoredRuleSet } from './rule-set.ts';
import { smallestPart } from './parts.ts';
import { Quota } from './quota.ts';
import { largestFile, UploadId, UploadShown } from './upload.ts';

const tag = '数据归集';
const Dataset = z.string().regex(/^[a-z][a-z0-9-]{2,40}$/, '数据集代码应为小写字母、数字和连字符');
const byUpload = z.object({ uploadId: UploadId });
const byVersion = z.object({ dataset: Dataset, version: z.coerce.number().int().min(1) });
const upload = { type: 'upload', id: 'uploadId' } as const;
const uploadUnknown = { status: 404, title: '没有这次上传' } as const;
const notYours = { status: 403, title: '这是其他部门的上传' } as const;
const fileArrived = { status: 409, title: '文件已经收到' } as const;

const Sha256 = z.string().regex(/^[A-Za-z0-9+/]{43}=$/, '应为内容 SHA-256 的 Base64（44 个字符）');
const Address = z.object({
  method: z.literal('PUT'),
  url: z.string(),
  headers: z.record(z.string(), z.string()).meta({ description: '必须原样带上' }),
  expiresAt: z.string(),
});
const InParts = z.object({
  kind: z.literal('multipart'),
  partBytes: z.int().meta({ description: '每一片的字节数，最后一片为余下的字节' }),
  parts: z.int().meta({ description: '片数；编号从 1 开始，每片的地址用 POST /v1/uploads/{uploadId}/parts 取得' }),
});
const Transfer = z.discriminatedUnion('kind', [Address.extend({ kind: z.literal('single') }), InParts]);
const PartNumber = z.int().min(1).max(10_000);

const ofDeclaring = {
  'dataset-unknown': { status: 404, title: '没有这个数据集' },
  'hand-in-not-agreed': { status: 403, title: '数据标准未约定本部门报送该数据集' },
  'quota-exceeded': { status: 429, title: '超出本部门的报送额度' },
} as const;

export const declareUpload = route({
  method: 'POST',
  path: '/v1/uploads',
  action: 'uploads:declare',
  summary: '登记一次上传，得到传文件的地址（15 分钟有效，仅限该大小与校验和）',
  tag,
  body: z
    .object({
      dataset: Dataset,
      fileName: z
        .string()
        .min(1)
        .max(200)
        // Control characters and separators have no business in a name that goes into a header.
        .regex(/^[^\p{Cc}/\\]+$/u, '文件名不能含有控制字符或路径分隔符')
        .refine((name) => name.isWellFormed(), '文件名含有不完整的字符，请重新命名'),
      size: z.int().min(1, '文件是空的，请检查导出结果后重新上传').max(largestFile, '单个文件最大 5 GB，请分成多个文件上传'),
      sha256: Sha256,
      parts: z.boolean().optional().meta({ description: '分片上传（断点续传）：大于 100 MB 的文件默认分片，不小于 5 MiB 的文件可以分片' }),
    })
    .refine(({ parts, size }) => parts !== true || size >= smallestPart, {
      path: ['parts'],
      error: '小于 5 MiB 的文件不能分片，请去掉 parts',
    }),
  status: 201,
  answer: z.object({
    upload: UploadShown,
    transfer: Transfer.optional().meta({ description: '重复调用时不返回，请用 POST /v1/uploads/{uploadId}/url 取新地址' }),
  }),
  refusals: ofDeclaring,
  object: { type: 'upload' },
  creates: true,
});

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const pushRecords = route({
  method: 'POST',
  path: '/v1/datasets/{dataset}/records',
  action: 'uploads:declare',
  summary: '推送记录（每次至多 500 条），按一次上传处理，报告与上传文件相同',
  tag,
  params: z.object({ dataset: Dataset }),
  body: z.object({
    records: z
      .array(z.record(z.string(), z.union([Value, z.array(Value)], '只能是文字、数字、真假、空值或它们的列表')))
      .min(1)
      .max(500, '每次至多 500 条，更多请分次推送或上传文件')
      .meta({ description: '列名或标题 → 值（文字、数字、真假、空值，或由它们组成的列表）；数字按所写的数位保留' }),
  }),
  status: 202,
  answer: z.object({
    upload: UploadShown,
    report: z.string().meta({ description: '处理完毕后报告的地址；处理中用 GET /v1/uploads/{uploadId} 查询' }),
  }),
  refusals: ofDeclaring,
  object: { type: 'upload' },
  creates: true,
  // A function's call carries 6 MB at most, and in it a body's quotes and line ends take two bytes each.
  largestBody: 4 * 1024 ** 2,
  numbersAsWritten: true,
});

export const renewTransfer = route({
  method: 'POST',
  path: '/v1/uploads/{uploadId}/url',
  action: 'uploads:declare',
  summary: '取得新的传文件地址；分片上传的文件取得片数与每片大小',
  tag,
  params: byUpload,
  status: 200,
  answer: z.object({ transfer: Transfer }),
  refusals: { 'upload-unknown': uploadUnknown, 'not-yours': notYours, 'file-arrived': fileArrived },
  object: upload,
  // Nothing stored moves, but an address to write to is given away.
  grants: true,
});

const notInParts = { status: 409, title: '这次上传没有分片，请用 POST /v1/uploads/{uploadId}/url 取得地址' } as const;
const ofParts = {
  'upload-unknown': uploadUnknown,
  'not-yours': notYours,
  'file-arrived': fileArrived,
  'not-in-parts': notInParts,
} as const;

export const addressParts = route({
  method: 'POST',
  path: '/v1/uploads/{uploadId}/parts',
  action: 'uploads:declare',
  summary: '取得若干片的传送地址（15 分钟有效，仅限该片的大小与校验和）；传坏、传断的片可以再取再传',
  tag,
  params: byUpload,
  body: z.object({
    parts: z
      .array(z.object({ number: PartNumber, sha256: Sha256 }))
      .min(1)
      .max(100),
  }),
  status: 200,
  answer: z.object({ parts: z.array(Address.extend({ number: PartNumber })) }),
  refusals: { ...ofParts, 'part-unknown': { status: 422, title: '没有这个编号的片' } },
  object: upload,
  // Nothing stored moves, but addresses to write to are given away.
  grants: true,
});

export const readParts = route({
  method: 'GET',
  path: '/v1/uploads/{uploadId}/parts',
  action: 'uploads:declare',
  summary: '查看哪些片已经传到（传断后从这里接着传）',
  tag,
  params: byUpload,
  status: 200,
  answer: InParts.extend({ there: z.array(z.object({ number: PartNumber, size: z.int(), sha256: z.string() })) }),
  refusals: ofParts,
  object: upload,
});

export const completeParts = route({
  method: 'POST',
  path: '/v1/uploads/{uploadId}/completion',
  action: 'uploads:declare',
  summary: '所有片都已传到，合成文件；可以重复调用',
  tag,
  params: byUpload,
  status: 200,
  answer: UploadShown,
  refusals: {
    'upload-unknown': uploadUnknown,
    'not-yours': notYours,
    'not-in-parts': notInParts,
    'parts-missing': { status: 409, title: '还有片没有传到' },
    'upload-expired': { status: 410, title: '登记后未在期限内传完，请重新登记并上传' },
  },
  object: upload,
  grants: true,
});

export const readUpload = route({
  method: 'GET',
  path: '/v1/uploads/{uploadId}',
  action: 'uploads:read',
  summary: '查看上传的状态、进度和报告',
  tag,
  params: byUpload,
  status: 200,
  answer: UploadShown,
  refusals: { 'upload-unknown': uploadUnknown, 'not-yours': notYours },
  object: upload,
});

export const listUploads = route({
  method: 'GET',
  path: '/v1/uploads',
  action: 'uploads:read',
  summary: '查询一个部门的上传（从新到旧；不填部门则查本部门）',
  tag,
  query: PageQuery.extend({ department: DepartmentId.optional() }),
  status: 200,
  answer: pageOf(UploadShown),
  refusals: { 'not-yours': notYours },
  object: { type: 'uploads-of', id: 'department' },
});

export const readReport = route({
  method: 'GET',
  path: '/v1/uploads/{uploadId}/report',
  action: 'uploads:read',
  summary: '查看上传报告',
  tag,
  params: byUpload,
  status: 200,
  answer: UploadReport,
  refusals: { 'upload-unknown': uploadUnknown, 'not-yours': notYours, 'report-not-ready': { status: 409, title: '还没有报告' } },
  object: upload,
});

export const readRefusedRows = route({
  method: 'GET',
  path: '/v1/uploads/{uploadId}/refused',
  action: 'refused-rows:read',
  summary: '取得退回行文件（CSV，含原因；改好后可直接重新上传）的下载地址，5 分钟有效',
  tag,
  params: byUpload,
  status: 200,
  answer: z.object({ url: z.string(), expiresAt: z.string(), rows: z.int() }),
  refusals: {
    'upload-unknown': uploadUnknown,
    'not-yours': notYours,
    'report-not-ready': { status: 409, title: '还没有报告' },
    'nothing-refused': { status: 404, title: '没有退回的行' },
  },
  object: upload,
  // The file shows what the department itself sent, in clear.
  sensitive: true,
});

const ShownQuota = z.object({
  department: DepartmentId,
  quota: Quota,
  set: z
    .object({ by: z.string(), at: z.string(), reason: z.string() })
    .optional()
    .meta({ description: '没有单独设定时不返回，按系统默认值' }),
  today: z
    .object({ date: z.string(), bytes: z.int(), files: z.int(), renewsAt: z.string() })
    .meta({ description: '今天（北京时间）已登记的字节数与文件数' }),
  open: z.int().meta({ description: '尚未处理完的上传' }),
  left: z.object({ bytes: z.int(), files: z.int(), open: z.int() }),
});
const ofQuota = {
  tag,
  params: z.object({ departmentId: DepartmentId }),
  status: 200,
  answer: ShownQuota,
  object: { type: 'quota', id: 'departmentId' },
} as const;

export const readQuota = route({
  method: 'GET',
  path: '/v1/quotas/{departmentId}',
  action: 'quotas:read',
  summary: '查看一个部门的报送额度与今天的用量',
  refusals: { 'not-yours': { status: 403, title: '这是其他部门的额度' } },
  ...ofQuota,
});

export const setQuota = route({
  method: 'PUT',
  path: '/v1/quotas/{departmentId}',
  action: 'quotas:keep',
  summary: '设定一个部门的报送额度（须写明原因），立即生效',
  body: Quota.extend({ reason: z.string().trim().min(2, '请写明原因').max(200) }),
  refusals: {},
  conditional: true,
  ...ofQuota,
});

export const listDatasets = route({
  method: 'GET',
  path: '/v1/datasets',
  action: 'datasets:read',
  summary: '查询数据集',
  tag,
  query: PageQuery,
  status: 200,
  answer: pageOf(z.object({ dataset: z.string(), title: z.string(), version: z.int() })),
  refusals: {},
  object: { type: 'dataset' },
});

export const readDataset = route({
  method: 'GET',
  path: '/v1/datasets/{dataset}',
  action: 'datasets:read',
  summary: '查看数据集现行的数据标准与规则集',
  tag,
  params: z.object({ dataset: Dataset }),
  status: 200,
  answer: z.object({
    // As stored: what is asked of new ones today is not asked of those that were published earlier.
    contract: StoredContract,
    ruleSet: StoredRuleSet.optional(),
    dictionaries: z
      .record(z.string(), z.object({ title: z.string(), codes: z.record(z.string(), z.string()) }))
      .meta({ description: '标准中按名称引用的字典：代码 → 含义；过长的（如行政区划）不列出' }),
  }),
  refusals: { 'dataset-unknown': { status: 404, title: '没有这个数据集' } },
  object: { type: 'dataset', id: 'dataset' },
});

const offeredFile = {
  method: 'GET',
  action: 'datasets:read',
  tag,
  params: z.object({ dataset: Dataset }),
  status: 200,
  answer: z.object({ url: z.string(), expiresAt: z.string(), version: z.int().meta({ description: '数据标准的版本' }) }),
  refusals: { 'dataset-unknown': { status: 404, title: '没有这个数据集' } },
  object: { type: 'dataset', id: 'dataset' },
} as const;

export const readTemplate = route({
  ...offeredFile,
  path: '/v1/datasets/{dataset}/template',
  summary: '取得填报模板（xlsx，含下拉列表和填写说明）的下载地址，5 分钟有效',
});

export const readExample = route({
  ...offeredFile,
  path: '/v1/datasets/{dataset}/example',
  summary: '取得示例文件（CSV，数据为虚构）的下载地址，5 分钟有效',
});

const proposal = { status: 201, creates: true, object: { type: 'standard' } } as const;
const tooLarge = { status: 422, title: '标准过大' } as const;
const versionKnown = { status: 409, title: '该版本已存在，请使用新的版本号' } as const;
const Proposed = z.object({ dataset: z.string(), version: z.int(), state: z.enum(['proposed', 'published']) });
const approvals = {
  'standard-unknown': { status: 404, title: '没有这个版本' },
  'same-person': { status: 409, title: '提出人与批准人必须是两个人' },
  'already-published': { status: 409, title: '该版本已发布' },
  'standards-disagree': { status: 422, title: '规则集与数据标准不一致' },
} as const;

export const proposeContract = route({
  method: 'POST',
  path: '/v1/contracts',
  action: 'contracts:propose',
  summary: '提出数据标准（须由另一人批准后生效）',
  tag,
  body: Contract,
  answer: Proposed,
  refusals: { 'version-known': versionKnown, 'standard-too-large': tooLarge },
  ...proposal,
});

export const approveContract = route({
  method: 'PUT',
  path: '/v1/contracts/{dataset}/{version}/approval',
  action: 'contracts:approve',
  summary: '批准数据标准',
  tag,
  params: byVersion,
  status: 200,
  answer: Proposed,
  refusals: approvals,
  object: { type: 'contract', id: ['dataset', 'version'] },
  conditional: true,
});

const shownStandard = (content: typeof StoredContract | typeof StoredRuleSet) =>
  z.object({ content, state: z.enum(['proposed', 'published']), proposedBy: z.string() });
const standardUnknown = { 'standard-unknown': approvals['standard-unknown'] };

export const readContract = route({
  method: 'GET',
  path: '/v1/contracts/{dataset}/{version}',
  action: 'contracts:read',
  summary: '查看某一版数据标准，提出的和已发布的（批准时以其 ETag 为准）',
  tag,
  params: byVersion,
  status: 200,
  answer: shownStandard(StoredContract),
  refusals: standardUnknown,
  object: { type: 'contract', id: ['dataset', 'version'] },
});

export const readRuleSet = route({
  method: 'GET',
  path: '/v1/rule-sets/{dataset}/{version}',
  action: 'contracts:read',
  summary: '查看某一版规则集，提出的和已发布的（批准时以其 ETag 为准）',
  tag,
  params: byVersion,
  status: 200,
  answer: shownStandard(StoredRuleSet),
  refusals: standardUnknown,
  object: { type: 'rule-set', id: ['dataset', 'version'] },
});

export const proposeRuleSet = route({
  method: 'POST',
  path: '/v1/rule-sets',
  action: 'contracts:propose',
  summary: '提出规则集（须由另一人批准后生效）',
  tag,
  body: RuleSet,
  answer: Proposed,
  refusals: { 'version-known': versionKnown, 'standard-too-large': tooLarge },
  ...proposal,
});

export const approveRuleSet = route({
  method: 'PUT',
  path: '/v1/rule-sets/{dataset}/{version}/approval',
  action: 'contracts:approve',
  summary: '批准规则集',
  tag,
  params: byVersion,
  status: 200,
  answer: Proposed,
  refusals: approvals,
  object: { type: 'rule-set', id: ['dataset', 'version'] },
  conditional: true,
});

const byRecord = z.object({ dataset: Dataset, departmentId: DepartmentId, recordId: z.string().min(1).max(200) });
const record = { type: 'record', id: ['dataset', 'departmentId', 'recordId'] } as const;
const recordRefusals = {
  'record-unknown': { status: 404, title: '没有这条记录' },
  'not-yours': { status: 403, title: '这是其他部门的数据' },
} as const;
const RecordContent = z.record(z.string(), z.unknown());

export const readRecord = route({
  method: 'GET',
  path: '/v1/records/{dataset}/{departmentId}/{recordId}',
  action: 'records:read',
  summary: '查看一条记录（3、4 级数据脱敏显示）及其来源',
  tag,
  params: byRecord,
  status: 200,
  answer: z.object({
    recordId: z.string(),
    dataset: z.string(),
    department: DepartmentId,
    content: RecordContent,
    deleted: z.boolean(),
    version: z.int(),
    businessTime: z.string(),
    source: z
      .object({ uploadId: z.string(), row: z.int(), contractVersion: z.int() })
      .meta({ description: '来自哪次上传的第几行、按哪版标准' }),
  }),
  refusals: recordRefusals,
  object: record,
});

const Origin = z
  .object({
    uploadId: z.string(),
    fileName: z.string().optional(),
    handedInBy: z.string().optional(),
    handedInAt: z.string().optional(),
    row: z.int(),
    contractVersion: z.int(),
    ruleSetVersion: z.int().optional().meta({ description: '0 表示没有规则集' }),
  })
  .meta({ description: '哪次上传、谁何时报送、第几行、按哪版标准和规则集' });

export const readHistory = route({
  method: 'GET',
  path: '/v1/records/{dataset}/{departmentId}/{recordId}/history',
  action: 'records:read',
  summary: '查看一条记录的各版本（从新到旧，3、4 级数据脱敏显示）',
  tag,
  params: byRecord,
  query: PageQuery.extend({ limit: z.coerce.number().int().min(2).max(100).default(20) }),
  status: 200,
  answer: pageOf(
    z.object({
      version: z.int(),
      outcome: z.enum(['new', 'changed']),
      deleted: z.boolean(),
      businessTime: z.string(),
      content: RecordContent,
      origin: Origin,
      replaced: z
        .object({ uploadId: z.string(), at: z.string().optional() })
        .optional()
        .meta({ description: '被哪次上传取代；现行版本没有' }),
    }),
  ),
  refusals: recordRefusals,
  object: record,
});

export const readLineage = route({
  method: 'GET',
  path: '/v1/records/{dataset}/{departmentId}/{recordId}/lineage',
  action: 'records:read',
  summary: '查看一条记录每个字段的来历：文件、行、列、原文（3、4 级数据脱敏显示）、标准化后的值和提示',
  tag,
  params: byRecord,
  query: z.object({ version: z.coerce.number().int().min(1).optional().meta({ description: '不填则为现行版本' }) }),
  status: 200,
  answer: z.object({
    recordId: z.string(),
    dataset: z.string(),
    department: DepartmentId,
    version: z.int(),
    deleted: z.boolean(),
    origin: Origin.extend({ sheet: z.string().optional() }),
    fields: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        columnInFile: z.string().meta({ description: '文件首行中的写法' }),
        original: z.string().meta({ description: '文件中的原文' }),
        value: z.union([z.string(), z.array(z.string())]).meta({ description: '标准化后的值' }),
        masked: z.boolean().meta({ description: '原文和值已脱敏' }),
        warnings: z.array(z.object({ code: z.string(), title: z.string() })),
      }),
    ),
    warnings: z.array(z.object({ code: z.string(), title: z.string() })).meta({ description: '关于整行的提示' }),
  }),
  refusals: { ...recordRefusals, 'origin-gone': { status: 404, title: '这个版本的来源已不可查' } },
  object: record,
});

export const ingestionRoutes: readonly Route[] = [
  declareUpload,
  pushRecords,
  renewTransfer,
  addressParts,
  readParts,
  completeParts,
  readUpload,
  listUploads,
  readReport,
  readRefusedRows,
  readQuota,
  setQuota,
  listDatasets,
  readDataset,
  readTemplate,
  readExample,
  readContract,
  readRuleSet,
  proposeContract,
  approveContract,
  proposeRuleSet,
  approveRuleSet,
  readRecord,
  readHistory,
  readLineage,
];
