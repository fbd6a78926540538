import * as z from 'zod';
import { DepartmentId } from '../../shared/identity/principal.ts';
import { Move } from '../../shared/runtime/move.ts';

/** Name, code and validity are attributes of a department and may change; its id never does and never means anything. */
export const DepartmentAttributes = z.object({
  name: z.string().min(2).max(60),
  uscc: z
    .string()
    .regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, '应为 18 位统一社会信用代码')
    .optional(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().optional(),
});

export const Department = z.object({ departmentId: DepartmentId, ...DepartmentAttributes.shape, version: z.int(), move: Move });
export type Department = z.infer<typeof Department>;
