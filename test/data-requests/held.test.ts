import { expect, it } from 'vitest';
import type { GrantAct } from '../../functions/data-requests/grants/grant-moves.ts';
import { isRestriction } from '../../functions/data-requests/grants/held.ts';
import { grant, holder, now, owner } from './granted.ts';

it.each<[GrantAct, string, boolean]>([
  [{ move: 'suspend', reason: '用途不符' }, owner, true],
  [{ move: 'revoke', reason: '用途不符' }, owner, true],
  [{ move: 'narrow', reason: '用途不符' }, owner, true],
  [{ move: 'narrow', reason: '不再需要' }, holder, false],
  [{ move: 'close' }, holder, false],
  [{ move: 'rest', because: 'over-use', reason: '超量' }, '', true],
  [{ move: 'rest', because: 'outdated', reason: '资源已变化' }, '', false],
  [{ move: 'expire' }, '', false],
])('What others take from a holder is remembered of a grant: %o by %s, %s', (act, department, expected) => {
  const move = { by: 'm-somebody', action: `grants:${act.move}`, at: now.toISOString(), correlationId: 'none', department };
  expect(isRestriction(grant({ move }), act)).toBe(expected);
});
