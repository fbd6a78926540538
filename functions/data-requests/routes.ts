import type { Route } from '../../shared/runtime/route.ts';
import { catalogueRoutes } from './catalogue/routes.ts';
import { correctionsRoutes, noticesRoutes } from './corrections/routes.ts';
import { deliveryRoutes } from './delivery/routes.ts';
import { exportsRoutes } from './exports/routes.ts';
import { grantsRoutes } from './grants/routes.ts';
import { requestsRoutes } from './requests/routes.ts';

/** Catalogue, requests, grants, corrections: no row of anybody's data. */
export const dataRequestsRoutes: readonly Route[] = [...catalogueRoutes, ...requestsRoutes, ...grantsRoutes, ...correctionsRoutes];

/** What was granted, by the gate. */
export const sharedDataRoutes: readonly Route[] = [...deliveryRoutes, ...exportsRoutes, ...noticesRoutes];
