import { expect, it } from 'vitest';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { objectOf } from '../../functions/data-requests/exports/trace-marks.ts';
import { anExport } from './an-export.ts';

it('What was traced is named in the audit: one export by its id, a hundred by their count and a digest, which no audit event cuts', () => {
  const those = Array.from({ length: 100 }, (_, at) => anExport({ snapshot: { feed: at + 1, windows: 8 } }));
  expect(objectOf(those.slice(0, 1))).toBe(those[0]?.exportId);
  expect(objectOf(those)).toMatch(/^100 exports, SHA-256 [0-9a-f]{64}$/);
  expect(objectOf(those.slice(0, 99))).not.toBe(objectOf(those));
  expect(AuditEvent.shape.object.shape.id.safeParse(objectOf(those)).success).toBe(true);
});
