import { expect, it } from 'vitest';
import { Unprocessable } from '../../shared/runtime/outcome.ts';
import { openTable } from '../../shared/runtime/table.store.ts';

it('A transaction of more changes than it holds can never work, and says so before it is sent', async () => {
  const changes = Array.from({ length: 101 }, (_, number) => ({ put: { pk: 'p', sk: String(number) } }));
  const refused = openTable('any').transact(changes);
  await expect(refused).rejects.toThrow(Unprocessable);
  await expect(refused).rejects.toThrow('101');
});
