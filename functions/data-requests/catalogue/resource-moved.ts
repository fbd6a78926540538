import * as z from 'zod';
import { Move } from '../../../shared/runtime/move.ts';
import { type ResourceMoveName, resourceMoves } from './resource-moves.ts';

/** One move of an entry, as it is stored beside it and never changed. */
export const ResourceMoved = z.object({
  number: z.int().min(1),
  name: z.enum(Object.keys(resourceMoves) as [ResourceMoveName, ...ResourceMoveName[]]),
  by: z.string(),
  at: Move.shape.at,
  /** What was said with it. */
  text: z.string().max(1000).optional(),
});
export type ResourceMoved = z.infer<typeof ResourceMoved>;
