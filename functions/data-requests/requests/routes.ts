import type { Route } from '../../../shared/runtime/route.ts';

export const requestsRoutes: readonly Route[] = [];
