import { describe, expect, it } from 'vitest';
import { instantOf, shanghaiDate, shanghaiTime } from '../../shared/calendar/shanghai-time.ts';

describe('the clocks of Shanghai', () => {
  it('are eight hours ahead, so the day begins at 16:00 UTC', () => {
    expect(shanghaiTime(new Date('2026-11-23T15:59:59Z'))).toBe('2026-11-23 23:59:59');
    expect(shanghaiDate(new Date('2026-11-23T16:00:00Z'))).toBe('2026-11-24');
  });
  it('name the instant again', () => {
    expect(instantOf('2026-11-24 00:00:00').toISOString()).toBe('2026-11-23T16:00:00.000Z');
    expect(instantOf('2026-11-24').toISOString()).toBe('2026-11-23T16:00:00.000Z');
  });
});
