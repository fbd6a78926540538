/** How much minified code a function may load, in KiB. A bigger one starts slower; an exception needs its reason. */
export const budgetKiB = { everyFunction: 900, exceptions: {} as Record<string, { kib: number; because: string }> };
