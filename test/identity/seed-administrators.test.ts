import { describe, expect, it } from 'vitest';
import type { Member } from '../../functions/identity/member.ts';
import type { Departments, Members } from '../../functions/identity/members.store.ts';
import { seedAdministrators } from '../../functions/identity/seed-administrators.ts';

/** Members as a list: what the seed decides, not how it is stored (the journeys show that). */
const house = (present: Member[]) => {
  const members: Pick<Members, 'list' | 'register' | 'whoIs'> = {
    list: (_cursor, limit) => Promise.resolve({ items: present.slice(0, limit) }),
    whoIs: (caller) => Promise.resolve(present.find(({ subject }) => subject === caller.subject)),
    register: (member) =>
      Promise.resolve(present.some(({ subject }) => subject === member.subject) ? 'known' : (present.push(member), 'registered')),
  };
  const departments: Pick<Departments, 'add'> = { add: () => Promise.resolve('added') };
  return { present, seed: seedAdministrators({ members: members as Members, departments: departments as Departments }) };
};
const named = (...subjects: [string, string]) => ({
  department: { departmentId: 'd-home', name: '大数据局', validFrom: '2026-01-01' },
  administrators: subjects.map((subject, index) => ({
    memberId: `m-first-000${String(index)}`,
    kind: 'person',
    issuer: 'https://issuer.example',
    subject,
    name: subject,
    role: index === 0 ? 'system-administrator' : 'security-administrator',
  })),
});
const now = new Date('2026-11-23T00:00:00Z');

describe('The two administrators of a deployment', () => {
  it('are stored where nobody is there yet; a repeat changes nothing', async () => {
    const { present, seed } = house([]);
    expect(await seed(named('one', 'two'), now)).toEqual({ seeded: 2 });
    expect(await seed(named('one', 'two'), now)).toEqual({ seeded: 0 });
    expect(present.map(({ roles }) => roles)).toEqual([['system-administrator'], ['security-administrator']]);
  });

  it('are completed where the first attempt died between the two', async () => {
    const { present, seed } = house([]);
    await seed(named('one', 'two'), now);
    present.pop();
    await seed(named('one', 'two'), now);
    expect(present.map(({ subject }) => subject)).toEqual(['one', 'two']);
  });

  it('are no way in later: naming one who is there beside a stranger is refused', async () => {
    const { present, seed } = house([]);
    await seed(named('one', 'two'), now);
    await expect(seed(named('one', 'stranger'), now)).rejects.toThrow('its administrators let others in');
    await expect(seed(named('stranger', 'other'), now)).rejects.toThrow();
    expect(present).toHaveLength(2);
  });
});
