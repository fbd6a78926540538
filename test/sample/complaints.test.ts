import { describe, expect, it } from 'vitest';
import { duplicatesAmong } from '../../functions/complaints/duplicates/duplicates-among.ts';
import type { Compared } from '../../functions/complaints/duplicates/compare.ts';
import { keysOf } from '../../functions/complaints/duplicates/keys-of.ts';
import { professionalClaimants } from '../../functions/complaints/duplicates/professional-claimants.ts';
import { UpperNotice } from '../../functions/complaints/notice.ts';
import { proposeDepartments } from '../../functions/complaints/routing/propose-departments.ts';
import { RoutingTable } from '../../functions/complaints/routing/routing-table.ts';
import { sampleComplaints } from '../../infra/local/sample/complaints.ts';
import { sampleDepartments } from '../../infra/local/sample/people.ts';
import { sampleRouting } from '../../infra/local/sample/routing.ts';

const documents = sampleComplaints();
const table = RoutingTable.parse(sampleRouting);

const cases = documents.map(({ notices, truth }) => {
  const [order] = notices.map((notice) => UpperNotice.parse(notice));
  if (order?.kind !== 'order') throw new Error('a document begins with its order');
  const { upperId, content, issuedAt, complainant, tracks } = order;
  const asCase: Compared = {
    complaintId: `k-${upperId}`,
    source: 'c-city',
    upperId,
    track: 'request',
    state: 'handling',
    receivedAt: issuedAt,
    content,
    // As a keyed hash would: the same for the same person.
    personKeys: [`hash-of-${complainant?.telephone ?? ''}`],
  };
  return { asCase, tracks, truth };
});

describe('The sample’s complaints', () => {
  it('are what the upper platform may say, the same for the same seed, and of every kind', () => {
    const notices = documents.flatMap((document) => document.notices.map((notice) => UpperNotice.parse(notice)));
    expect(new Set(notices.map(({ kind }) => kind))).toEqual(
      new Set(['order', 'update', 'withdrawal', 'urging', 'supervision', 'evaluation']),
    );
    expect(documents.length).toBeGreaterThanOrEqual(55);
    expect(new Set(documents.map(({ upperId }) => upperId)).size).toBe(documents.length);
    expect(sampleComplaints()).toEqual(documents);
    expect(sampleComplaints({ seed: 2 })).not.toEqual(documents);
    expect(cases.filter(({ tracks }) => tracks.length > 1).length).toBeGreaterThan(3);
  });

  it('are proposed to the department that is responsible, each of them', () => {
    expect(table.departments).toEqual(sampleDepartments.map(({ departmentId, name }) => ({ departmentId, name })));
    const wrong = cases.filter(({ asCase, tracks, truth }) =>
      tracks.some((track) => proposeDepartments(asCase.content, track, table)[0]?.department !== truth.department),
    );
    expect(wrong.map(({ asCase }) => asCase.content.title)).toEqual([]);
  });

  it('of one cause find each other, and nobody else', () => {
    const keys = (one: Compared): string[] => keysOf(one.content, one.personKeys).map(({ kind, value }) => `${kind} ${value}`);
    const said: string[] = [];
    const expected: string[] = [];
    for (const [at, { asCase, truth }] of cases.entries()) {
      const earlier = cases.slice(0, at);
      const candidates = earlier.filter((one) => keys(one.asCase).some((key) => keys(asCase).includes(key)));
      const name = ({ upperId }: { upperId: string }) => `${asCase.upperId} ${upperId}`;
      said.push(
        ...duplicatesAmong(
          asCase,
          candidates.map((one) => one.asCase),
        ).map(({ complaintId }) => name({ upperId: complaintId.slice(2) })),
      );
      expected.push(...earlier.filter((one) => one.truth.cause === truth.cause).map((one) => name(one.asCase)));
    }
    expect(said.sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(15);
  });

  it('of somebody who makes a trade of it are known for that', () => {
    const claims = cases.map(({ asCase, truth }) => ({
      personKeys: asCase.personKeys,
      object: asCase.content.respondent?.code ?? asCase.content.respondent?.name,
      receivedAt: asCase.receivedAt,
      professional: truth.professional,
    }));
    expect(professionalClaimants(claims)).toEqual([claims.filter(({ professional }) => professional)]);
  });
});
