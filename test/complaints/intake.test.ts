import { describe, expect, it } from 'vitest';
import { destinationsWithMessages, documentsWithNews } from '../../functions/complaints/announce-news.ts';
import { keysOf } from '../../functions/complaints/duplicates/keys-of.ts';
import { UpperNotice } from '../../functions/complaints/notice.ts';
import { personValues } from '../../functions/complaints/person-keys.ts';
import { hidePerson, sealable } from '../../functions/complaints/upper/hide-person.ts';
import { unworked } from '../../functions/complaints/watch-documents.ts';
import { citizenIdCheckCharacter } from '../../shared/identifiers/citizen-id.ts';

const its = { upperId: 'SZ-2026-0001', version: 1, issuedAt: '2026-11-25T01:00:00.000Z' };
const order = (content: object) => UpperNotice.parse({ ...its, kind: 'order', tracks: ['request'], content });
const madeUp = '320505189901010011'.slice(0, 17);
const certificate = (born = '19990101'): string => {
  const front = `${madeUp.slice(0, 6)}${born}001`;
  return front + citizenIdCheckCharacter(front);
};

describe('What is typed into the texts of a notice', () => {
  const complainant = { name: '张三丰', telephone: '0512-68001234', certificateNumber: 'G12345678' };

  it('hides the complainant as handed over, mobile numbers and valid certificates, and nothing else', () => {
    const { notice, original } = hidePerson(
      order({
        title: '张三丰反映油烟',
        text: `本人张三丰，电话0512-68001234或05126800１234，手机 139 1234 5678、１３９１２３４５６７８，证件${certificate()}、G12345678；订单号139123456789，合同${madeUp}0，对方李四。`,
        address: '人民路100号',
      }),
      complainant,
    );
    expect(notice).toMatchObject({
      content: {
        title: '〔已隐去〕反映油烟',
        text: `本人〔已隐去〕，电话〔已隐去〕或05126800１234，手机 〔已隐去〕、〔已隐去〕，证件〔已隐去〕、〔已隐去〕；订单号139123456789，合同${madeUp}0，对方李四。`,
        address: '人民路100号',
      },
    });
    expect(Object.keys(original)).toEqual(['title', 'text']);
  });

  it('hides numbers in words without a complainant too', () => {
    const urging = UpperNotice.parse({ ...its, kind: 'urging', text: '请回电13912345678' });
    expect(hidePerson(urging).notice).toMatchObject({ text: '请回电〔已隐去〕' });
  });

  it('stays within its limit, whatever it grows by', () => {
    const { notice } = hidePerson(order({ title: '李四'.repeat(100), text: '李四'.repeat(4000) }), { name: '李四' });
    expect(UpperNotice.parse(notice)).toEqual(notice);
  });

  it('calls nobody by what is said where no name is given', () => {
    expect(hidePerson(order({ title: '市民反映', text: '市民称' }), { name: '市民' }).original).toEqual({});
  });

  it('is sealed as it was where it fits, and left out where it does not', () => {
    expect(JSON.parse(sealable({ name: '张三丰' }, { text: '我是张三丰' }))).toEqual({ name: '张三丰', said: { text: '我是张三丰' } });
    expect(JSON.parse(sealable({ name: '张三丰' }, { text: '长'.repeat(1400) }))).toEqual({ name: '张三丰' });
  });
});

describe('What would poison a case', () => {
  it('is no time beyond calendars', () => {
    for (const dueAt of ['0001-01-01T00:00:00.000Z', '1999-12-31T23:59:59.000Z', '9999-12-31T00:00:00.000Z'])
      expect(UpperNotice.safeParse({ ...order({ title: 't', text: 't' }), dueAt }).success).toBe(false);
  });

  it('is no key longer than an index takes', () => {
    const keys = (name: string) => keysOf({ title: 't', text: 't', address: '巷'.repeat(300), respondent: { name } }, []);
    for (const { value } of keys('店'.repeat(200))) expect(Buffer.byteLength(value)).toBeLessThan(1024);
    expect(keys('甲')).toEqual(keys('甲'));
  });

  it('is no telephone number that everybody gives', () => {
    const numbers = ['11111111', '13333333333', '12345678', '051212345', '0512-12315', '110'];
    for (const telephone of numbers) expect([telephone, personValues({ telephone })]).toEqual([telephone, []]);
    expect(personValues({ certificateNumber: '000000000000000000' })).toEqual([]);
    for (const telephone of ['13812345678', '051268001234', '68001234']) expect(personValues({ telephone })).toHaveLength(1);
  });
});

describe('A document whose hint was lost', () => {
  const now = new Date('2026-11-25T08:00:00.000Z');
  const ago = (minutes: number, more: object = {}) => ({
    upperId: `SZ-${String(minutes)}`,
    version: 1,
    receivedAt: new Date(now.getTime() - minutes * 60_000 - 1000).toISOString(),
    ...more,
  });

  it('is looked at after 2, 4, 8 … minutes, and with all others once a day; one that was looked at is not', () => {
    const notices = [0, 1, 2, 3, 4, 5, 64, 100].map((minutes) => ago(minutes));
    expect(unworked([...notices, ago(8, { applied: 'waiting' })], now, false)).toEqual(['SZ-2', 'SZ-4', 'SZ-64']);
    expect(unworked([...notices, ago(8, { applied: 'done' })], now, true)).toHaveLength(notices.length);
  });

  it('is said anew when the notice comes once more, and not when it was worked', () => {
    const item = { sk: 'notice#00000001', source: 'c-city', notice: its };
    const news = [{ source: 'c-city', upperId: its.upperId }];
    expect(documentsWithNews({ before: undefined, after: item })).toEqual(news);
    expect(documentsWithNews({ before: item, after: { ...item, againAt: '1' } })).toEqual(news);
    expect(documentsWithNews({ before: { ...item, againAt: '1' }, after: { ...item, againAt: '2' } })).toEqual(news);
    expect(documentsWithNews({ before: item, after: { ...item, applied: 'done' } })).toEqual([]);
  });
});

describe('A destination', () => {
  const item = { sk: 'destination', destination: 'd-k7m2', version: 3, paused: false };
  const told = [{ destination: 'd-k7m2' }];

  it('is looked at when it comes into force and when it goes on; not when it is paused, proposed, or only read again', () => {
    expect(destinationsWithMessages({ before: undefined, after: { ...item, version: 1 } })).toEqual(told);
    expect(destinationsWithMessages({ before: { ...item, version: 2, paused: true }, after: item })).toEqual(told);
    expect(destinationsWithMessages({ before: { ...item, version: 2 }, after: { ...item, paused: true } })).toEqual([]);
    expect(destinationsWithMessages({ before: undefined, after: { ...item, sk: 'proposed' } })).toEqual([]);
    expect(destinationsWithMessages({ before: item, after: item })).toEqual([]);
  });

  it('is looked at when a message is written or waits again, and not for one that goes on waiting', () => {
    const message = { sk: 'message#d-k7m2#000001', destination: 'd-k7m2', state: 'waiting' };
    expect(destinationsWithMessages({ before: undefined, after: message })).toEqual(told);
    expect(destinationsWithMessages({ before: { ...message, state: 'set-aside' }, after: message })).toEqual(told);
    expect(destinationsWithMessages({ before: message, after: message })).toEqual([]);
    expect(destinationsWithMessages({ before: message, after: { ...message, state: 'delivered' } })).toEqual([]);
  });
});
