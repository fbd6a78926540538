import * as z from 'zod';

/** A stage's own (`infra/stages.ts`); comes by the environment as JSON. */
export const SharingSettings = z.object({
  /** How long a link to a file works. */
  linkSeconds: z.int().min(1),
  /** How long what has been replaced can still be read by those who began before; no cursor and no export is older. */
  snapshotSeconds: z.int().min(1),
  /** A file holds about so many rows; more rows come in more files. */
  fileRows: z.int().min(1),
  /** k of k-anonymity: a cell of a statistic with fewer subjects is not said. */
  smallestCell: z.int().min(2),
  mostCells: z.int().min(1),
  /** Its holder and the owner hear of it when this share of the day's quota is used. */
  alertAtShare: z.number(),
  /** Unused for so long, a grant is asked about. */
  unusedDays: z.int(),
  /** So many times the usual volume of a day is unusual. */
  unusualTimes: z.number(),
  /** So many calls refused for an exhausted quota on one day suspend a grant (超量使用自动暂停). */
  overuses: z.int(),
  /** No grant is given for longer. */
  longestMonths: z.int(),
});
export type SharingSettings = z.infer<typeof SharingSettings>;
export const readSharing = z.string().transform((text) => SharingSettings.parse(JSON.parse(text)));
