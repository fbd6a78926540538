import * as z from 'zod';

/** What the client reads of the hub's answers about shared data. */
const paged = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().optional() });
const Allowed = z.array(z.object({ move: z.string(), title: z.string() })).default([]);
const Field = z.object({ name: z.string(), as: z.string() });

const Entry = z.object({
  resourceId: z.string(),
  kind: z.string(),
  department: z.string(),
  title: z.string(),
  description: z.string().default(''),
  shareClassTitle: z.string(),
  level: z.int(),
  conditions: z.string().optional(),
  basis: z.object({ typeTitle: z.string(), text: z.string() }).optional(),
  updateCycleTitle: z.string(),
  state: z.string(),
  stateTitle: z.string(),
  mayHave: z.string(),
  why: z.string(),
});
export const SharedResources = paged(Entry);
export type SharedResources = z.infer<typeof SharedResources>;

export const SharedResource = Entry.extend({
  version: z.int(),
  fields: z.array(z.object({ name: z.string(), title: z.string(), level: z.int(), givenAs: z.array(z.string()) })),
  freshness: z.object({ loadedAt: z.string().optional(), rows: z.int().optional(), state: z.string() }),
  quality: z.looseObject({}).optional(),
  due: z.string().optional(),
  allowed: Allowed,
});
export type SharedResource = z.infer<typeof SharedResource>;

const Row = z.object({ id: z.string(), values: z.record(z.string(), z.union([z.string(), z.array(z.string())])) });
export const SampleRows = z.object({ rows: z.array(Row) });
export const SharedRows = z.object({
  asOf: z.object({ snapshot: z.string(), at: z.string() }),
  rows: z.array(Row),
  next: z.string().optional(),
});
export type SharedRows = z.infer<typeof SharedRows>;

const Faults = z.array(z.object({ path: z.string(), message: z.string() }));
export const Asked = z.object({ requestId: z.string(), version: z.int(), missing: Faults });
export type Asked = z.infer<typeof Asked>;
export const RequestActed = z.object({
  requestId: z.string(),
  version: z.int(),
  state: z.string(),
  stateTitle: z.string(),
  grantId: z.string().optional(),
  allowed: Allowed,
});
export type RequestActed = z.infer<typeof RequestActed>;

export const DataRequests = paged(
  z.object({
    requestId: z.string(),
    title: z.string(),
    applicant: z.string(),
    owner: z.string(),
    stateTitle: z.string(),
    overdue: z.boolean(),
    due: z.string().optional(),
  }),
);
export type DataRequests = z.infer<typeof DataRequests>;

export const DataRequest = z.object({
  request: z.object({
    requestId: z.string(),
    version: z.int(),
    title: z.string(),
    applicant: z.string(),
    owner: z.string(),
    form: z.object({ purpose: z.string().optional(), fields: z.array(Field).default([]) }),
    decision: z.object({ fields: z.array(Field), left: z.array(z.string()), reason: z.string().optional() }).optional(),
    refusal: z.object({ reason: z.string(), basis: z.object({ text: z.string() }) }).optional(),
    handedOverTo: z.string().optional(),
    grantId: z.string().optional(),
  }),
  stateTitle: z.string(),
  clocks: z.array(
    z.object({ title: z.string(), due: z.string(), lawRef: z.string(), overdue: z.boolean(), stoppedAt: z.string().optional() }),
  ),
  history: z.array(z.object({ at: z.string(), by: z.string(), title: z.string() })),
  missing: Faults,
  allowed: Allowed,
});
export type DataRequest = z.infer<typeof DataRequest>;

const GrantLine = z.object({
  grantId: z.string(),
  stateTitle: z.string().default(''),
  holder: z.string(),
  owner: z.string(),
  title: z.string(),
  purpose: z.string(),
  until: z.string(),
});
export const Grants = paged(GrantLine);
export type Grants = z.infer<typeof Grants>;

export const Grant = z.object({
  grant: GrantLine.extend({
    version: z.int(),
    fields: z.array(Field),
    channels: z.array(z.string()),
    quota: z.object({ rowsPerDay: z.int(), callsPerMinute: z.int() }),
    suspension: z.object({ reason: z.string() }).optional(),
    furtherSuspensions: z.array(z.object({ reason: z.string() })).default([]),
  }),
  stateTitle: z.string(),
  outdated: z.string().optional(),
  history: z.array(z.object({ at: z.string(), by: z.string(), title: z.string() })),
  today: z.object({ rows: z.int(), calls: z.int(), refused: z.int() }),
  allowed: Allowed,
});
export type Grant = z.infer<typeof Grant>;
export const GrantMoved = z.object({ grantId: z.string(), stateTitle: z.string(), until: z.string(), allowed: Allowed });
export type GrantMoved = z.infer<typeof GrantMoved>;

export const Export = z.object({
  exportId: z.string(),
  state: z.string(),
  stateTitle: z.string(),
  because: z.string().optional(),
  rows: z.int().optional(),
  files: z.array(z.object({ n: z.int(), name: z.string(), rows: z.int(), bytes: z.int(), sha256: z.string() })),
  filesWanted: z.int(),
});
export type Export = z.infer<typeof Export>;
export const FileLink = z.object({ url: z.string(), name: z.string(), sha256: z.string() });
export const SignedManifest = z.object({ text: z.string(), signature: z.string() });
export const SigningKey = z.object({ pem: z.string() });

export const Traced = z.object({
  items: z.array(
    z.object({
      exportId: z.string(),
      grantId: z.string(),
      holder: z.string(),
      orderedAt: z.string(),
      orderedBy: z.string(),
      marks: z.int(),
      genuine: z.int(),
    }),
  ),
  unknown: z.int(),
  more: z.boolean(),
});
export type Traced = z.infer<typeof Traced>;
