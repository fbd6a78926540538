import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    slowTestThreshold: 2000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.cloud.test.ts'],
          // Properties and synthesised templates on a busy machine; nothing here waits for anything.
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'cloud',
          include: ['test/**/*.cloud.test.ts'],
          exclude: ['test/faults/**'],
          globalSetup: ['test/support/local-cloud.ts'],
          // The cloud's own functions need the cores too.
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          // A fault befalls every call of the cloud, and a kill every worker: nothing else runs beside them.
          include: ['test/faults/**/*.cloud.test.ts'],
          globalSetup: ['test/support/local-cloud.ts'],
          // The cloud's own functions need the cores too.
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
