import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as, handIn } from '../support/hub.ts';
import { check, csvOf } from '../ingestion/sample-file.ts';
import { housingClerk } from '../support/people.ts';

const Refused = z.object({ url: z.string(), rows: z.int() });

describe('A change log', () => {
  it('is applied row after row; what says 新增 for a record that is there comes back, in the order of the file, with what reading refused', async () => {
    const own = randomUUID().slice(0, 8);
    const row = (id: string, its: Record<string, string> = {}) => check({ record_unique_identity: `${own}-${id}`, ...its });
    const rows = [
      row('a'),
      row('b', { check_date: '昨天' }),
      row('a', { check_result: '不合格' }),
      row('a', { check_result: '整改', cd_operation: 'u' }),
      row('c'),
      row('c', { cd_operation: 'd' }),
      row('c', { check_result: '不合格' }),
      row('d', { check_date: '前天' }),
      row('a', { check_result: '复查' }),
    ];
    const { report, uploadId } = await handIn(housingClerk, 'check-actions', csvOf(rows));
    expect(report).toMatchObject({ read: 9, accepted: { new: 2, changed: 0 }, unchanged: 0, superseded: 3, refused: 4 });
    expect(report?.findings).toContainEqual(
      expect.objectContaining({
        code: 'Q015',
        severity: 'error',
        count: 2,
        examples: [
          { row: 3, column: 'cd_operation' },
          { row: 9, column: 'cd_operation' },
        ],
      }),
    );

    const { url } = await (await as(housingClerk)).get(`/v1/uploads/${uploadId}/refused`, Refused);
    const lines = (await (await fetch(url)).text()).trimEnd().split('\r\n').slice(1);
    expect(lines.map((line) => /,(\d+),([QH]\d{3})/.exec(line)?.slice(1))).toEqual([
      ['2', 'H001'],
      ['3', 'Q015'],
      ['8', 'H001'],
      ['9', 'Q015'],
    ]);
    expect(lines[1]).toContain('不合格');
    expect(lines[1]).toContain('改为“修改”（u）');

    // Handed in again nothing of it changes; rows that come upon what is there are refused as they would be in any file.
    expect((await handIn(housingClerk, 'check-actions', csvOf(rows))).report).toMatchObject({
      accepted: { new: 0, changed: 0 },
      unchanged: 2,
    });
  });
});
