import type { Route } from '../../../shared/runtime/route.ts';

export const catalogueRoutes: readonly Route[] = [];
