import { expect, it } from 'vitest';
import {
  actBody,
  actedText,
  alarmsText,
  Complaint,
  Complaints,
  complaintsText,
  complaintText,
  figuresText,
} from '../../cli/complaint-words.ts';

const entry = {
  complaintId: 'k-1',
  upperId: 'SZ-1',
  track: 'tip',
  stateTitle: '已派单待签收',
  urgency: 'urgent',
  title: '无证经营',
  lead: 'd-k7m2',
  due: '2026-11-05T06:30:00.000Z',
  overdue: true,
  provisional: true,
  supervised: 1,
  urged: 2,
  duplicates: 1,
};

it('a list says what is due first, in Shanghai’s time, and what presses', () => {
  const text = complaintsText(Complaints.parse({ items: [entry], next: 'abc' }));
  for (const word of ['k-1', '2026-11-05 14:30 已逾期（暂定）', '举报 紧急', '督办、催办2次、疑似重复', '--cursor abc'])
    expect(text).toContain(word);
  expect(complaintsText({ items: [] })).toBe('没有');
});

it('a case is shown with its limits, its way, what waits, and what may be done', () => {
  const text = complaintText(
    Complaint.parse({
      complaint: {
        complaintId: 'k-1',
        version: 3,
        upperId: 'SZ-1',
        track: 'complaint',
        urgency: 'ordinary',
        receivedAt: '2026-11-05T01:30:00.000Z',
        content: { title: '不退款', text: '商家不退款。', category: '消费维权' },
        lead: 'd-k7m2',
        helpers: ['d-n4z2'],
        copied: [],
        designated: true,
        supervisions: [{ supervisionId: 'DB-1', requirement: '两日内办结。' }],
        proposals: [{ department: 'd-k7m2', score: 0.9, because: ['分类“消费维权”'] }],
        duplicates: [{ complaintId: 'k-0', probability: 0.87, because: ['同一商家'] }],
      },
      stateTitle: '办理中',
      clocks: [{ title: '调解', due: '2027-01-04T16:00:00.000Z', provisional: true, overdue: false, lawRef: '令121号' }],
      history: [{ at: '2026-11-05T01:30:00.000Z', by: 'system:work-notices', title: '登记' }],
      messages: [
        { destination: 'c-city', kind: 'progress', state: 'waiting', attempts: 3 },
        { destination: 'c-city', kind: 'acknowledgement', state: 'delivered', attempts: 1 },
      ],
      allowed: [{ move: 'submit', title: '答复并提交审核' }],
    }),
  );
  for (const word of [
    '不退款（投诉，消费维权，办理中）',
    '主办 d-k7m2（指定承办）；协办 d-n4z2',
    '督办 DB-1（待答复）',
    '建议 d-k7m2：分类“消费维权”',
    '疑似重复 k-0（87%）',
    '2027-01-05 00:00（暂定）',
    'progress 待送达（已试 3 次）',
    '可做：答复并提交审核 submit',
  ])
    expect(text).toContain(word);
  expect(text).not.toContain('acknowledgement');
});

it('a move is made of its options, each as the hub wants it', () => {
  const values = {
    as: 'complaint-officer',
    json: true,
    lead: 'd-k7m2',
    helpers: 'd-n4z2,d-p4x9',
    days: '3',
    contacted: false,
    owner: 'd-p4x9',
  };
  expect(actBody('dispatch', values)).toEqual({
    move: 'dispatch',
    lead: 'd-k7m2',
    helpers: ['d-n4z2', 'd-p4x9'],
    days: 3,
    contacted: false,
    suggestedOwner: 'd-p4x9',
  });
});

it('after a move it says where the case is and what else has moved', () => {
  const text = actedText({ complaintId: 'k-1', stateTitle: '已并案', allowed: [], others: ['k-2'] });
  expect(text).toBe('k-1 已并案\n同时变动：k-2\n现在没有可做的操作');
});

it('alarms and figures are tables', () => {
  const alarm = {
    saidAt: entry.due,
    stage: 'overdue-2',
    clockTitle: '签收',
    complaintId: 'k-1',
    title: '无证经营',
    due: entry.due,
    provisional: false,
  };
  expect(alarmsText({ items: [alarm] })).toContain('签收逾期+2');
  const rates = {
    received: 3,
    excluded: { withdrawn: 1, professional: 0 },
    signedInTime: { of: 1, among: 3, rate: 0.3333 },
    endedInTime: { of: 0, among: 0 },
    returned: { of: 0, among: 3, rate: 0 },
    reopened: { of: 0, among: 0 },
    satisfied: { of: 0, among: 0 },
    overdue: 2,
  };
  const text = figuresText({
    from: '2026-11-01',
    to: '2026-11-30',
    all: rates,
    byDepartment: [{ department: 'd-k7m2', figures: rates }],
    partial: true,
  });
  for (const word of ['33.33%（1/3）', '—', '撤诉 1 件', 'd-k7m2', '只统计了']) expect(text).toContain(word);
});
