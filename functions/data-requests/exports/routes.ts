import type { Route } from '../../../shared/runtime/route.ts';

export const exportsRoutes: readonly Route[] = [];
