import * as z from 'zod';

/** What the client reads of the hub's answers. Whatever else stands in them is left alone: a newer hub may say more. */
const Count = z.int().min(0);

export const Report = z.object({
  read: Count,
  accepted: z.object({ new: Count, changed: Count }),
  unchanged: Count,
  superseded: Count,
  refused: Count,
  notSettled: Count.default(0),
  complete: z.boolean().default(true),
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.string(),
      dimension: z.string(),
      title: z.string(),
      count: Count,
      examples: z.array(z.object({ row: z.int(), column: z.string() })).default([]),
    }),
  ),
  unknownColumns: z.array(z.string()),
  moreUnknownColumns: z.int().default(0),
  contract: z.object({ dataset: z.string(), version: z.int() }),
  ruleSet: z.object({ version: z.int() }),
});
export type Report = z.infer<typeof Report>;

export const Upload = z.object({
  uploadId: z.string(),
  dataset: z.string(),
  fileName: z.string(),
  size: z.int(),
  state: z.string(),
  stateTitle: z.string(),
  declaredAt: z.string(),
  progress: z.object({
    since: z.string().optional(),
    ahead: Count.optional(),
    chunks: Count,
    chunksDone: Count,
    sections: Count,
    sectionsDone: Count,
    rows: z.object({ cut: Count, total: Count.optional(), read: Count, settled: Count }).optional(),
    percent: Count.optional(),
    secondsLeft: Count.optional(),
  }),
  file: z
    .object({
      sheets: z.array(z.object({ name: z.string(), firstRow: z.int(), rows: Count })).default([]),
      otherSheets: z.array(z.string()).default([]),
      otherSheetCount: z.int().default(0),
    })
    .optional(),
  ended: z.object({ reason: z.string(), message: z.string() }).optional(),
  report: Report.optional(),
});
export type Upload = z.infer<typeof Upload>;

const Address = z.object({ method: z.literal('PUT'), url: z.string(), headers: z.record(z.string(), z.string()) });
export type Address = z.infer<typeof Address>;
const InParts = z.object({ kind: z.literal('multipart'), partBytes: z.int().min(1), parts: z.int().min(1) });
export type InParts = z.infer<typeof InParts>;
export const Transfer = z.discriminatedUnion('kind', [Address.extend({ kind: z.literal('single') }), InParts]);
export type Transfer = z.infer<typeof Transfer>;
export const AddressedParts = z.object({ parts: z.array(Address.extend({ number: z.int() })) });
export const PartsThere = InParts.extend({ there: z.array(z.object({ number: z.int(), size: z.int(), sha256: z.string() })) });

export const Declared = z.object({ upload: Upload, transfer: Transfer.optional() });
export const Pushed = z.object({ upload: Upload });
export const Renewed = z.object({ transfer: Transfer });
export const OfferedFile = z.object({ url: z.string(), version: Count });

export const RefusedRows = z.object({ url: z.string(), rows: Count });
export const Me = z.object({
  memberId: z.string(),
  name: z.string(),
  kind: z.string(),
  departmentId: z.string(),
  departmentName: z.string(),
  roles: z.array(z.string()),
  clearance: z.int(),
});

const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().optional() });
export const Uploads = pageOf(Upload);
export const Datasets = pageOf(z.object({ dataset: z.string(), title: z.string(), version: z.int() }));

export const Dataset = z.object({
  contract: z.object({
    dataset: z.string(),
    title: z.string(),
    version: z.int(),
    source: z.string(),
    recordKey: z.string(),
    businessTime: z.string(),
    operation: z.string().optional(),
    columns: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        type: z.string(),
        required: z.boolean().default(false),
        maxLength: z.int().optional(),
        dictionary: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
        unit: z.string().optional(),
        level: z.int(),
      }),
    ),
  }),
  dictionaries: z.record(z.string(), z.object({ title: z.string(), codes: z.record(z.string(), z.string()) })).default({}),
});
export type Dataset = z.infer<typeof Dataset>;

const Origin = z.object({
  uploadId: z.string(),
  fileName: z.string().optional(),
  handedInBy: z.string().optional(),
  handedInAt: z.string().optional(),
  row: z.int(),
  contractVersion: z.int(),
  ruleSetVersion: z.int().optional(),
});
export type Origin = z.infer<typeof Origin>;
export const History = pageOf(
  z.object({
    version: z.int(),
    outcome: z.string(),
    deleted: z.boolean(),
    businessTime: z.string(),
    content: z.record(z.string(), z.unknown()),
    origin: Origin,
  }),
);
export const Lineage = z.object({
  recordId: z.string(),
  version: z.int(),
  deleted: z.boolean(),
  origin: Origin.extend({ sheet: z.string().optional() }),
  fields: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      columnInFile: z.string(),
      original: z.string(),
      value: z.union([z.string(), z.array(z.string())]),
      masked: z.boolean(),
      warnings: z.array(z.object({ code: z.string(), title: z.string() })),
    }),
  ),
});

const Amount = z.object({ bytes: Count, files: Count, open: Count });
export const Quota = z.object({
  department: z.string(),
  quota: z.object({ bytesPerDay: Count, filesPerDay: Count, open: Count }),
  set: z.object({ by: z.string(), at: z.string(), reason: z.string() }).optional(),
  today: z.object({ date: z.string(), bytes: Count, files: Count, renewsAt: z.string() }),
  open: Count,
  left: Amount,
});

export const AuditEvents = pageOf(
  z.object({
    at: z.string(),
    actor: z.string(),
    action: z.string(),
    object: z.object({ type: z.string(), id: z.string() }),
    outcome: z.string(),
    because: z.string().optional(),
  }),
);
