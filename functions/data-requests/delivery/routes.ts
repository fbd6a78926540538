import type { Route } from '../../../shared/runtime/route.ts';

export const deliveryRoutes: readonly Route[] = [];
