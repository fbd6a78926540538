import type { Route } from '../../../shared/runtime/route.ts';

export const correctionsRoutes: readonly Route[] = [];
