import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Content } from '../../functions/complaints/complaint.ts';
import { clustersOf } from '../../functions/complaints/duplicates/clusters-of.ts';
import { compare, type Compared } from '../../functions/complaints/duplicates/compare.ts';
import { duplicatesAmong } from '../../functions/complaints/duplicates/duplicates-among.ts';
import { keysOf, reach } from '../../functions/complaints/duplicates/keys-of.ts';
import { countedOnce, professionalClaimants, professionalWhen } from '../../functions/complaints/duplicates/professional-claimants.ts';
import { textSimilarity } from '../../functions/complaints/duplicates/text-similarity.ts';

const content = (its: Partial<Content> = {}): Content => Content.parse({ title: '噪声', text: '冷却塔整夜响，离窗户不到十米', ...its });
const keysFor = (its: Partial<Content>, personKeys: string[] = []): string[] =>
  keysOf(content(its), personKeys).map(({ kind, value }) => `${kind} ${value}`);

let number = 0;
const aCase = (its: Partial<Compared> = {}): Compared => {
  number += 1;
  return {
    complaintId: `k-${number}`,
    source: 'c-city',
    upperId: `SZ${number}`,
    track: 'request',
    state: 'handling',
    receivedAt: '2026-06-01T02:00:00.000Z',
    content: content({ address: '竹园路28号' }),
    personKeys: [],
    ...its,
  };
};
const minutesLater = (minutes: number): string => new Date(Date.parse('2026-06-01T02:00:00.000Z') + minutes * 60_000).toISOString();

describe('That one person complained of both', () => {
  const said = (track: Compared['track'], other: Compared['track']): string[] => {
    const [one, two] = [aCase({ track, personKeys: ['p'] }), aCase({ track: other, personKeys: ['p'] })];
    return compare(one, two).because;
  };
  it('is said to nobody where either is a tip; it counts all the same', () => {
    expect(said('complaint', 'request')).toContain('同一投诉人');
    for (const because of [said('tip', 'complaint'), said('complaint', 'tip'), said('tip', 'tip')]) {
      expect(because).not.toContain('同一投诉人');
      expect(because).toContain('其他依据');
    }
    expect(compare(aCase({ track: 'tip', personKeys: ['p'] }), aCase({ personKeys: ['p'] })).values.samePerson).toBe(1);
  });
});

describe('Keys', () => {
  it('say one place, however its address is written', () => {
    const written = [
      '苏州高新区狮山街道竹园路28号3幢201室',
      '竹园路28号',
      '狮山街道竹园路28-1号',
      '江苏省苏州市虎丘区竹园路28号（金狮大厦）',
      '竹园路28号门口',
    ];
    for (const address of written) expect(keysFor({ address })).toEqual(['place 竹园路28号']);
    expect(keysFor({ address: '竹园路281号' })).toEqual(['place 竹园路281号']);
    expect(keysFor({ address: '苏州高新区枫桥街道' })).toEqual([]);
  });

  it('take a code only where its check character is right, and then the name as well', () => {
    expect(keysFor({ respondent: { code: '91320505 ma01wf097u', name: '鼎泰（狮山）' } })).toEqual([
      'code 91320505MA01WF097U',
      'name 鼎泰(狮山)',
    ]);
    expect(keysFor({ respondent: { code: '91320505MA01WF0970', name: '***' } })).toEqual([]);
  });

  it('are few, each kind once, and find a person whichever of its hashes comes first', () => {
    const all = keysOf(
      content({ address: '竹园路28号', longitude: 120.5, latitude: 31.3, respondent: { code: '91320505MA01WF097U', name: '鼎泰餐饮' } }),
      ['aaaaaaaaaa1', 'bbbbbbbbbb2', 'aaaaaaaaaa1'],
    );
    expect(all.length).toBeLessThanOrEqual(9);
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(all.length);
    expect(keysFor({}, ['x1', 'y2']).sort()).toEqual(keysFor({}, ['y2', 'x1']).sort());
  });

  it('are shared by any two points within reach, anywhere in China', () => {
    // Whole numbers: doubles would be drawn by their bits, and so next to nothing apart.
    const [longitudes, latitudes] = [fc.integer({ min: 73_000_000, max: 135_000_000 }), fc.integer({ min: 18_000_000, max: 53_000_000 })];
    fc.assert(
      fc.property(
        longitudes,
        latitudes,
        fc.integer({ min: 0, max: 359 }),
        fc.integer({ min: 0, max: reach - 1 }),
        (east, north, turn, metres) => {
          const [longitude, latitude] = [east / 1e6, north / 1e6];
          const way = (turn * Math.PI) / 180;
          const there = {
            longitude: longitude + (Math.sin(way) * metres) / (111_320 * Math.cos((latitude * Math.PI) / 180)),
            latitude: latitude + (Math.cos(way) * metres) / 111_320,
          };
          const here = keysFor({ longitude, latitude });
          expect(keysFor(there).some((key) => here.includes(key))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are not shared by points far apart', () => {
    const here = keysFor({ longitude: 120.55, latitude: 31.3 });
    expect(keysFor({ longitude: 120.56, latitude: 31.3 }).some((key) => here.includes(key))).toBe(false);
    expect(keysFor({ longitude: 120.55, latitude: 31.31 }).some((key) => here.includes(key))).toBe(false);
  });
});

const signs = Array.from('噪声扰民夜间施工油烟垃圾abc 1');
const cases = Array.from('abcdefgh');

describe('Texts', () => {
  it('are alike by what they say of the matter, not by what all complaints say', () => {
    const [one, other] = [
      '市民反映：竹园路有人占道卖早点，希望相关部门尽快核实处理，谢谢',
      '市民反映：电梯困人四十分钟无人应答，希望相关部门尽快核实处理，谢谢',
    ];
    expect(textSimilarity(one, other)).toBe(0);
    expect(textSimilarity('garbage in the alley behind the house again', 'again garbage in the alley behind our house')).toBeGreaterThan(
      0.8,
    );
    expect(textSimilarity('太吵了', '太吵了')).toBeUndefined();
  });

  it('are as alike one way as the other, and the same text is wholly alike', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...signs), maxLength: 60 }),
        fc.string({ unit: fc.constantFrom(...signs), maxLength: 60 }),
        (one, other) => {
          expect(textSimilarity(one, other)).toBe(textSimilarity(other, one));
          expect(textSimilarity(one, one) ?? 1).toBe(1);
        },
      ),
    );
  });
});

describe('Suggestions', () => {
  it('say why, in the words of the desk', () => {
    const before = aCase({ content: content({ address: '竹园路28号', category: '工业噪声' }), personKeys: ['p'] });
    const now = aCase({ receivedAt: minutesLater(3000), content: before.content, personKeys: ['p'] });
    expect(duplicatesAmong(now, [before])).toEqual([
      {
        complaintId: before.complaintId,
        probability: expect.any(Number),
        because: ['同一地点', '前件尚未办结', '相隔2天', '同为“工业噪声”类', '内容相似度100%', '同一投诉人'],
      },
    ]);
  });

  it('are never the case itself, another part of its document, or what it was merged from', () => {
    const now = aCase();
    const part = aCase({ upperId: now.upperId });
    const merged = aCase({ state: 'merged', mergedInto: now.complaintId });
    expect(duplicatesAmong(now, [now, part, merged])).toEqual([]);
  });

  it('name, for a merged case, the one that it was merged into, once', () => {
    const into = aCase();
    const merged = aCase({ state: 'merged', mergedInto: into.complaintId });
    expect(duplicatesAmong(aCase(), [merged, into]).map(({ complaintId }) => complaintId)).toEqual([into.complaintId]);
  });

  it('begin with the likeliest', () => {
    const [old, fresh] = [aCase({ receivedAt: minutesLater(0) }), aCase({ receivedAt: minutesLater(4000) })];
    const now = aCase({ receivedAt: minutesLater(5000) });
    expect(duplicatesAmong(now, [old, fresh]).map(({ complaintId }) => complaintId)).toEqual([fresh.complaintId, old.complaintId]);
  });

  it('do not depend on the order of candidates', () => {
    const now = aCase({ receivedAt: minutesLater(5000) });
    const candidates = Array.from({ length: 60 }, (_, at) =>
      aCase({ receivedAt: minutesLater(at * 70), state: at % 3 === 0 ? 'closed' : 'handling' }),
    );
    const suggested = duplicatesAmong(now, candidates);
    expect(suggested.length).toBeGreaterThan(10);
    fc.assert(
      fc.property(fc.shuffledSubarray(candidates, { minLength: 60 }), (shuffled) => {
        expect(duplicatesAmong(now, shuffled)).toEqual(suggested);
      }),
      { numRuns: 20 },
    );
  });

  it('come from the newest fifty, and say so where more were left out', () => {
    const candidates = Array.from({ length: 62 }, (_, at) => aCase({ receivedAt: minutesLater(at) }));
    const suggested = duplicatesAmong(aCase({ receivedAt: minutesLater(100) }), candidates);
    expect(suggested).toHaveLength(50);
    expect(suggested.map(({ complaintId }) => complaintId)).not.toContain(candidates[11]!.complaintId);
    expect(duplicatesAmong(aCase(), candidates.slice(0, 50))[0]!.because.join()).not.toContain('未比对');
    expect(suggested[0]!.because).toContain('只比对了最近50件，更早的未比对');
  });
});

describe('Clusters of one cause', () => {
  it('join what is linked over several steps, from the threshold on', () => {
    const pairs = [
      { one: 'b', other: 'a', probability: 0.9 },
      { one: 'c', other: 'b', probability: 0.5 },
      { one: 'd', other: 'c', probability: 0.49 },
      { one: 'f', other: 'e', probability: 1 },
    ];
    expect(clustersOf(pairs, 0.5)).toEqual([
      ['a', 'b', 'c'],
      ['e', 'f'],
    ]);
  });

  it('are the same in whatever order, and whichever way round, pairs come', () => {
    const pair = fc.record({
      one: fc.constantFrom(...cases),
      other: fc.constantFrom(...cases),
      probability: fc.constantFrom(0.2, 0.8),
    });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), (pairs) => {
        const turned = pairs.toReversed().map(({ one, other, probability }) => ({ one: other, other: one, probability }));
        expect(clustersOf(turned, 0.5)).toEqual(clustersOf(pairs, 0.5));
      }),
    );
  });
});

describe('Professional claimants', () => {
  const claims = (personKey: string, count: number, objects: number, everyDays: number) =>
    Array.from({ length: count }, (_, at) => ({
      personKeys: [personKey],
      object: `o${at % objects}`,
      receivedAt: minutesLater(at * everyDays * 1440),
    }));

  it('are those with many complaints against many objects in a short time', () => {
    const { complaints, objects, withinDays } = professionalWhen;
    const trade = claims('p', complaints, objects, withinDays / complaints);
    expect(professionalClaimants(trade)).toEqual([trade]);
    expect(professionalClaimants(claims('p', complaints - 1, objects, 1))).toEqual([]);
    expect(professionalClaimants(claims('p', complaints, objects - 1, 1))).toEqual([]);
    expect(professionalClaimants(claims('p', complaints, objects, withinDays))).toEqual([]);
    expect(professionalClaimants(claims('p', 3 * complaints, 1, 1))).toEqual([]);
    expect(professionalClaimants(claims('p', 3, 3, 1), { complaints: 3, objects: 3, withinDays: 7 })).toHaveLength(1);
  });

  it('are one person by the telephone one time and the certificate another', () => {
    const trade = claims('telephone', 6, 6, 1).map((claim, at) => ({
      ...claim,
      personKeys: at < 2 ? ['telephone'] : at < 4 ? ['certificate', 'telephone'] : ['certificate'],
    }));
    expect(professionalClaimants(trade.toReversed())).toEqual([trade]);
    expect(professionalClaimants(trade.map((claim) => ({ ...claim, personKeys: [] })))).toEqual([]);
  });

  it('count once in figures, by their first complaint; all others count as they are', () => {
    const trade = claims('p', 7, 7, 1);
    const others = [...claims('q', 2, 2, 1), { personKeys: [], object: 'o1', receivedAt: minutesLater(0) }];
    const all = [...trade.toReversed(), ...others];
    expect(countedOnce(all, professionalClaimants(all))).toEqual([trade[0], ...others]);
  });
});
