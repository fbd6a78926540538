import type { Route } from '../../../shared/runtime/route.ts';

export const grantsRoutes: readonly Route[] = [];
