import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Correction } from '../../functions/data-requests/corrections/correction.ts';
import type { Corrections } from '../../functions/data-requests/corrections/corrections.store.ts';
import { newId } from '../../shared/runtime/new-id.ts';

/* Many reports at the same moment, on the real table: a grant never has more open than it may. */
let corrections: Corrections;
beforeAll(async () => {
  Object.assign(process.env, inject('hub').env);
  const store = await import('../../functions/data-requests/corrections/corrections.store.ts');
  corrections = store.correctionsTable('hub-test-data-requests-requests');
});

const at = new Date().toISOString();
const holder = newId('d', 10);
const grantId = `g-checks.d-k7m2.${newId('x', 10).slice(2)}`;
const report = (): Correction =>
  Correction.parse({
    ...{ correctionId: newId('c'), grantId, resourceId: 'r-checks.d-k7m2', holder, owner: 'd-k7m2', title: '行政检查记录' },
    ...{ row: `p${'a'.repeat(26)}`, text: '区划应为虎丘区', state: 'reported', version: 1, reportedAt: at, feed: 1 },
    ...{ search: { windows: 8, left: 8 }, move: { by: 'm-000000cc', action: 'corrections:report', at, correlationId: 'x' } },
  });
const store = (the: Correction) => corrections.store(the, { lookAt: undefined, next: undefined });

describe('What a grant has open, when many report at once', () => {
  it('is never more than it may, and is less again when one ends', async () => {
    const reports = Array.from({ length: 18 }, report);
    for (const the of reports) expect(await store(the)).toBe('stored');
    const answers = await Promise.all(Array.from({ length: 5 }, () => store(report())));
    expect(answers.filter((answer) => answer === 'stored')).toHaveLength(2);
    expect(await corrections.openOf(holder, grantId)).toEqual({ department: 20, grant: 20 });
    const [first] = reports;
    if (!first) throw new Error('none');
    expect(await store({ ...first, version: 2, state: 'withdrawn', endedAt: at })).toBe('stored');
    expect(await store(report())).toBe('stored');
    expect(await store(report())).toBe('stale');
  });
});
