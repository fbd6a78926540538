import * as z from 'zod';
import { shanghaiDate } from '../../shared/calendar/shanghai-time.ts';
import { type Change, openTable } from '../../shared/runtime/table.store.ts';
import { Move } from '../../shared/runtime/move.ts';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { Quota, type Usage } from './quota.ts';

/*
 * In the table of the uploads, because a declaration and what it uses up change together. Keys:
 *   quota#<dept>  / quota        what was set for a department instead of the stage's defaults, by whom and why
 *   usage#<dept>  / day#<date>   bytes and files declared on that day, and bytes unpacked on it; forgotten after a quarter
 *   usage#<dept>  / open         uploads that have not ended
 */
export const SetQuota = z.object({ departmentId: DepartmentId, quota: Quota, version: z.int(), move: Move });
export type SetQuota = z.infer<typeof SetQuota>;

const Day = z.object({ bytes: z.int(), files: z.int() });
const Open = z.object({ open: z.int() });

const quotaKey = (departmentId: string) => ({ pk: `quota#${departmentId}`, sk: 'quota' });
const dayKey = (departmentId: string, day: string) => ({ pk: `usage#${departmentId}`, sk: `day#${day}` });
const openKey = (departmentId: string) => ({ pk: `usage#${departmentId}`, sk: 'open' });

const daysKept = 92;
const forgottenAt = (day: string): number => Math.floor(Date.parse(day) / 1000) + daysKept * 86_400;

/** Part of the transaction that stores a declaration; its conditions are what holds when many come at once. */
export const usingUp = (quota: Quota, { departmentId, size }: { departmentId: string; size: number }, day: string): Change[] => [
  {
    update: dayKey(departmentId, day),
    set: {
      text: 'SET #expiresAt = :expiresAt ADD #bytes :size, #files :one',
      values: { size, one: 1, expiresAt: forgottenAt(day) },
    },
    // Where there is no item yet, that one file alone is not too large was looked at before.
    condition: {
      text: 'attribute_not_exists(#files) OR (#bytes <= :bytesBefore AND #files < :mostFiles)',
      values: { bytesBefore: quota.bytesPerDay - size, mostFiles: quota.filesPerDay },
    },
  },
  {
    update: openKey(departmentId),
    set: { text: 'ADD #open :one', values: { one: 1 } },
    condition: { text: 'attribute_not_exists(#open) OR #open < :mostOpen', values: { mostOpen: quota.open } },
  },
];

/** Part of the transaction that ends a split: what the file came to beyond its own size, which its declaration counted. */
export const unpacking = ({ departmentId, size }: { departmentId: string; size: number }, unpacked: number, now: Date): Change[] => {
  const day = shanghaiDate(now);
  if (unpacked <= size) return [];
  return [
    {
      update: dayKey(departmentId, day),
      set: {
        text: 'SET #expiresAt = :expiresAt ADD #bytes :more, #files :none',
        values: { more: unpacked - size, none: 0, expiresAt: forgottenAt(day) },
      },
    },
  ];
};

/** Part of the transaction that ends an upload. */
export const noLongerOpen = (departmentId: string): Change => ({
  update: openKey(departmentId),
  set: { text: 'ADD #open :less', values: { less: -1 } },
});

export const quotasTable = (tableName: string) => {
  const table = openTable(tableName);
  return {
    setFor: (departmentId: string): Promise<SetQuota | undefined> => table.get(quotaKey(departmentId), SetQuota),

    async usageOf(departmentId: string, day: string): Promise<Usage> {
      const [used, open] = await Promise.all([table.get(dayKey(departmentId, day), Day), table.get(openKey(departmentId), Open)]);
      return { bytes: used?.bytes ?? 0, files: used?.files ?? 0, open: Math.max(0, open?.open ?? 0) };
    },

    /** `seen`: the version that the caller saw; 0 while the defaults hold. */
    async set(departmentId: string, { quota, move }: Pick<SetQuota, 'quota' | 'move'>, seen: number): Promise<'set' | 'stale'> {
      const item: SetQuota = { departmentId, quota, move, version: seen + 1 };
      const condition = seen === 0 ? { text: 'attribute_not_exists(#pk)' } : { text: '#version = :seen', values: { seen } };
      return (await table.put({ ...quotaKey(departmentId), ...item }, condition)) === 'done' ? 'set' : 'stale';
    },
  };
};

export type Quotas = ReturnType<typeof quotasTable>;
