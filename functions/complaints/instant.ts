import * as z from 'zod';

/** Of our own making: UTC, to the millisecond, so that instants sort as text. */
export const Instant = z.iso.datetime({ precision: 3 });

/** What others say of time: far beyond, calendars and clocks end, and whoever works it would fail at it again and again. */
export const SaidInstant = Instant.refine((at) => at >= '2000-01-01' && at < '2100', '时间应在2000年至2099年之间');
