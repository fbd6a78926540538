/** Asia/Shanghai has kept UTC+8 without summer time since 1992; instants of this system are all later. Functions run in UTC, so the day is computed here. */
const offset = 8 * 3_600_000;

/** `yyyy-MM-dd HH:mm:ss` on the clocks of Shanghai. */
export const shanghaiTime = (instant: Date): string => new Date(instant.getTime() + offset).toISOString().slice(0, 19).replace('T', ' ');

export const shanghaiDate = (instant: Date): string => shanghaiTime(instant).slice(0, 10);

/** The instant that a local date (its midnight) or time names. */
export const instantOf = (local: string): Date => new Date(`${local.slice(0, 10)}T${local.slice(11) || '00:00:00'}+08:00`);
