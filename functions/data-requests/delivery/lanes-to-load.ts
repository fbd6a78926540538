import * as z from 'zod';
import type { ItemChange } from '../../../shared/runtime/move.ts';
import type { LoadLane } from '../messages.ts';
import { laneOfResource, ResourceId } from '../sharing.ts';

const Catalogued = z.object({ sk: z.literal('resource'), resourceId: ResourceId });

/** A resource is catalogued: from now on the rows that it is made of are kept. */
export const lanesToLoad = ({ before, after }: ItemChange): z.input<typeof LoadLane>[] => {
  const catalogued = before ? undefined : Catalogued.safeParse(after).data;
  return catalogued ? [{ lane: laneOfResource(catalogued.resourceId), turn: `catalogued-${catalogued.resourceId}` }] : [];
};
