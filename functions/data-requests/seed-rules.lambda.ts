import { invokedByDeployment } from '../../shared/runtime/invoked-by-deployment.ts';

export const handler = invokedByDeployment(() => Promise.resolve({ seeded: 0 }));
