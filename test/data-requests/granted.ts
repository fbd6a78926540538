import { readFileSync } from 'node:fs';
import type { Asking } from '../../functions/data-requests/grants/gate.ts';
import { Grant, grantTermsOf } from '../../functions/data-requests/grants/grant.ts';
import { grantKey } from '../../functions/data-requests/grants/keys.client.ts';
import { type GrantTerms, ResourceTerms, Use } from '../../functions/data-requests/grants/terms.ts';

/** 09:30 of Shanghai. */
export const now = new Date('2026-11-25T01:30:00.000Z');
export const today = '2026-11-25';
export const [holder, owner, other] = ['d-p4x9', 'd-k7m2', 'd-w3t8'];
export const system = 'm-system-00';
export const inside = '10.1.2.3';

/** `name` is as a business shows it, `tel` masked, `code` as pseudonym, `note` not granted. */
export const resource = (more: Partial<ResourceTerms> = {}): ResourceTerms =>
  ResourceTerms.parse({
    resourceId: `r-checks.${owner}`,
    kind: 'records',
    version: 3,
    state: 'published',
    shareClass: 'conditional',
    level: 2,
    fields: [
      { name: 'name', level: 1, mask: 'person-name' },
      { name: 'tel', level: 2, mask: 'phone' },
      { name: 'code', level: 1, mask: 'certificate' },
      { name: 'certificate', level: 1 },
      { name: 'note', level: 2 },
    ],
    subject: { as: 'party', name: 'name', code: 'code', certificateType: 'certificate' },
    ...more,
  });

export const grant = (more: Partial<Grant> = {}): Grant =>
  Grant.parse({
    grantId: `g-checks.${owner}.0123456789`,
    resourceId: `r-checks.${owner}`,
    version: 1,
    state: 'active',
    holder,
    owner,
    title: '检查行为',
    requestId: 'q-00000000000000000000000000',
    purpose: '核对检查结果',
    useRange: '3',
    asked: [{ name: 'name', as: 'clear' }],
    fields: [
      { name: 'name', as: 'clear' },
      { name: 'tel', as: 'masked' },
      { name: 'code', as: 'pseudonym' },
    ],
    rows: [],
    channels: ['api', 'file'],
    systems: [{ memberId: system, networks: ['10.1.0.0/16'] }],
    level: 2,
    shareClass: 'conditional',
    from: '2026-11-01T00:00:00.000Z',
    until: '2027-10-31T16:00:00.000Z',
    quota: { rowsPerDay: 1000, callsPerMinute: 10 },
    grantedAt: '2026-11-01T00:00:00.000Z',
    approvals: [],
    reviewBy: '2027-05-01',
    move: { by: 'm-11111111', action: 'grants:grant', at: '2026-11-01T00:00:00.000Z', correlationId: 'none' },
    ...more,
  });

export const terms = (more: Partial<GrantTerms> = {}): GrantTerms => grantTermsOf(grant(more));

export const used = (more: Partial<Use> = {}): Use => Use.parse({ day: today, rows: 0, calls: 0, minute: '', minuteCalls: 0, ...more });

/** The holder's named system by API, for all that is granted. */
export const asking = (more: Partial<Asking> = {}): Asking => ({
  principal: { memberId: system, kind: 'system', departmentId: holder, clearance: 2 },
  address: inside,
  channel: 'api',
  filters: [],
  now,
  ...more,
});

/** As KMS would answer, for each grant another. */
export const keyOf = (grantId: string) => grantKey(Buffer.from(grantId.padEnd(32, '.')), grantId);

/** The rows of the table behind a mark of docs/data-gate.md. */
export const rowsOf = (name: string): string[][] => {
  const lines = readFileSync('docs/data-gate.md', 'utf8').split('\n');
  const table = lines.slice(lines.indexOf(`<!-- test: ${name} -->`) + 4);
  const end = table.findIndex((line) => !line.startsWith('|'));
  return table.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};
