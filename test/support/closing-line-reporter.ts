import type { Reporter, TestModule } from 'vitest/node';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const closingLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** Counts what ran, for the one line by which `npm test` ends. */
export class ClosingLineReporter implements Reporter {
  readonly counts: Counts = { passed: 0, failed: 0, skipped: 0 };

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // What never ended did not pass.
        this.counts[state === 'pending' ? 'failed' : state]++;
      }
      // A file or a hook that broke, with or without tests.
      this.counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) this.counts.failed += suite.errors().length;
    }
    this.counts.failed += unhandledErrors.length;
  }
}
