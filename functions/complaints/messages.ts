import * as z from 'zod';

/** A document of the upper platform has news: look at what is stored. */
export const DocumentHasNews = z.object({ source: z.string(), upperId: z.string() });

/** Somebody has messages waiting: look at what is stored. */
export const DestinationHasMessages = z.object({ destination: z.string() });
