import * as z from 'zod';
import { DepartmentId } from '../../../shared/identity/principal.ts';
import { ExportId, GrantId, Level, ResourceId, StoredRowFilters, Treatment, UseRange } from '../sharing.ts';
import type { GrantTerms } from '../grants/terms.ts';
import { canonical } from './canonical.ts';
import { type Export, type ExportFile, filesOf } from './export.ts';
import { formats } from './formats/formats.ts';

const Instant = z.iso.datetime({ precision: 3 });

/** What whoever receives the files can hold them against. */
export const Manifest = z.object({
  manifest: z.literal('data-export/1'),
  exportId: ExportId,
  grantId: GrantId,
  resourceId: ResourceId,
  /** Whose data, and to whom they were given. */
  owner: DepartmentId,
  holder: DepartmentId,
  orderedBy: z.string(),
  orderedAt: Instant,
  purpose: z.string(),
  useRange: UseRange,
  /** 政务数据共享条例 (国务院令第809号) 第二十五条. */
  condition: z.string(),
  snapshot: z.object({ feed: z.int(), at: Instant }),
  fields: z.array(z.object({ name: z.string(), title: z.string(), as: Treatment, level: Level })),
  filters: StoredRowFilters,
  mediaType: z.string(),
  rows: z.int(),
  files: z.array(z.object({ n: z.int(), name: z.string(), rows: z.int(), bytes: z.int(), sha256: z.string() })),
  madeAt: Instant,
});
export type Manifest = z.infer<typeof Manifest>;

/** The very text that was signed, and the signature (DER, base64). */
export const SignedManifest = z.object({ text: z.string(), signature: z.string(), algorithm: z.literal('ECDSA_SHA_256') });
export type SignedManifest = z.infer<typeof SignedManifest>;

const condition =
  '仅供本次授权的用途使用；未经数据提供部门同意，不得超出约定的范围和用途，不得提供给第三方（《政务数据共享条例》第二十五条）';

export const manifestOf = (
  the: Export,
  files: readonly ExportFile[],
  { purpose, useRange }: Pick<GrantTerms, 'purpose' | 'useRange'>,
  now: Date,
): Manifest => ({
  manifest: 'data-export/1',
  exportId: the.exportId,
  grantId: the.grantId,
  resourceId: the.resourceId,
  owner: the.owner,
  holder: the.holder,
  orderedBy: the.orderedBy.memberId,
  orderedAt: the.orderedAt,
  purpose,
  useRange,
  condition,
  snapshot: { feed: the.snapshot.feed, at: the.asOf },
  fields: the.columns,
  filters: the.filters,
  mediaType: formats[the.format].mediaType,
  rows: the.rows,
  files: filesOf(the, files),
  madeAt: now.toISOString(),
});

export const textOfManifest = (manifest: Manifest): string => canonical(Manifest.parse(manifest));
