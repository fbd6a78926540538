import { expect, it } from 'vitest';
import { q015 } from '../../../functions/ingestion/rules/q015-same-id-other-content.ts';

it('says both ways to mend it: it was a correction, or it is another record', () => {
  expect(q015.message).toContain('改为“修改”（u）');
  expect(q015.message).toContain('换一个记录标识');
});
