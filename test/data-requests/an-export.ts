import { Export, exportIdOf } from '../../functions/data-requests/exports/export.ts';

const at = '2026-11-20T02:00:00.000Z';

/** An export as it was ordered; the id follows from what is asked. */
export const anExport = (more: Partial<Export> = {}): Export => {
  const content = {
    grantId: 'g-check-actions.d-k7m2.0123456789',
    format: 'csv' as const,
    columns: [
      { name: 'object_name', title: '监管对象', as: 'clear' as const, level: 1 },
      { name: 'officers', title: '执法人员', as: 'masked' as const, level: 3 },
    ],
    filters: [],
    snapshot: { feed: 3, windows: 8 },
    decision: 'a'.repeat(64),
    files: 1,
    ...more,
  };
  return Export.parse({
    exportId: exportIdOf(content),
    resourceId: 'r-check-actions.d-k7m2',
    holder: 'd-h0ld',
    owner: 'd-k7m2',
    version: 1,
    run: 1,
    state: 'waiting',
    orderedBy: { memberId: 'm-00000001', kind: 'person', departmentId: 'd-h0ld', clearance: 2 },
    orderedFrom: '10.0.0.1',
    orderedAt: at,
    terms: 1,
    asOf: at,
    deadline: '2026-11-21T02:00:00.000Z',
    filesDone: 0,
    rows: 0,
    bytes: 0,
    move: { by: 'm-00000001', action: 'shared-data:read', at, correlationId: 'c' },
    ...content,
  });
};
