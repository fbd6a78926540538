import { expect, it } from 'vitest';
import {
  actBody,
  actedText,
  alarmsText,
  Complaint,
  Complaints,
  complaintsText,
  complaintText,
  Departments,
  figuresText,
  namesOf,
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
    '建议 d-k7m2（90%）：分类“消费维权”',
    '疑似重复 k-0（87%）',
    '2027-01-05 00:00（暂定）',
    'progress 待送达（已试 3 次）',
    '可做：答复并提交审核 submit',
  ])
    expect(text).toContain(word);
  expect(text).not.toContain('acknowledgement');
});

const shownCase = {
  complaint: {
    ...{ complaintId: 'k-1', version: 3, upperId: 'SZ-1', track: 'complaint', urgency: 'ordinary', receivedAt: entry.due },
    content: {
      ...{ title: '面里有钢丝', text: '要求退款。', amount: 280_000, injury: true, happenedAt: '2026-11-04' },
      respondent: { name: '鼎泰面馆', code: '91320505MA1X001211', address: '竹园路28号' },
    },
    ...{ helpers: [], copied: [], designated: false, supervisions: [], lead: 'd-k7m2' },
    proposals: [{ department: 'd-k7m2', score: 0.912, because: ['分类'] }],
    duplicates: [{ complaintId: 'k-0', probability: 0.87, because: ['同一商家'] }],
    answer: { reply: '未能达成协议。', result: 'terminated', ground: 'ART23_3' },
  },
  stateTitle: '待审核',
  clocks: [],
  history: [
    {
      at: entry.due,
      by: 'm-1',
      title: '派单',
      act: { move: 'dispatch', lead: 'd-p4x9', helpers: [], copied: ['d-n4z2'], opinion: '请核查' },
    },
    {
      ...{ at: entry.due, by: 'm-2', department: 'd-p4x9', title: '申请退回' },
      act: { move: 'return-request', reason: '不属本职', explanation: '属于食品', suggestedOwner: 'd-k7m2' },
    },
    { at: entry.due, by: 'm-2', title: '申请延期', act: { move: 'extension-request', days: 3, reason: '送检' } },
    { at: entry.due, by: 'm-1', title: '督办', act: { move: 'supervise', level: 'listed', requirement: '书面答复', dueAt: entry.due } },
    { at: entry.due, by: 'm-2', title: '报告进展', act: { move: 'progress', text: '第一行\n第二行' } },
    {
      ...{ at: entry.due, by: 'm-2', title: '答复并提交审核' },
      act: { move: 'submit', reply: '未能达成协议。', result: 'terminated', ground: 'ART23_3' },
    },
    { at: entry.due, by: 'm-1', title: '回访', act: { move: 'visit', contacted: false, satisfaction: 'not-evaluated', note: '无人接听' } },
    { at: entry.due, by: 'upper:c-city', title: '上级更新内容', act: { move: 'update', content: { title: '又有', text: '还有头发。' } } },
  ],
  messages: [],
  allowed: [],
};

it('a case says what was said with each move, whom and what it is about, and what came of it', () => {
  const names = namesOf(Departments.parse({ items: [{ departmentId: 'd-k7m2', name: '区市场监管局' }] }));
  const text = complaintText(Complaint.parse(shownCase), names, new Map([['k-0', { track: 'complaint', stateTitle: '办理中' }]]));
  for (const words of [
    ...['被投诉举报人：鼎泰面馆，91320505MA1X001211，竹园路28号', '涉及金额：2,800.00 元', '人身伤害：有', '发生日期：2026-11-04'],
    ...[
      '主办 区市场监管局 d-k7m2',
      '办理结果：终止调解，依据 ART23_3',
      '建议 区市场监管局 d-k7m2（91%）',
      '疑似重复 k-0（87%，投诉，办理中）',
    ],
    ...[
      '    主办：d-p4x9\n    抄送：d-n4z2\n    意见：请核查',
      '    理由：不属本职\n    说明：属于食品\n    建议承办：区市场监管局 d-k7m2',
    ],
    ...[
      '    天数：3\n    理由：送检',
      '    督办级别：挂牌\n    要求：书面答复\n    期限：2026-11-05 14:30',
      '    内容：第一行\n    第二行',
    ],
    ...['    办理结果：终止调解\n    依据：ART23_3\n    答复：未能达成协议。', '    已联系：否\n    满意度：未评价\n    备注：无人接听'],
    '    标题：又有\n    内容：还有头发。',
  ])
    expect(text).toContain(words);
  expect(text).not.toContain('协办：');
});

it('what the hub answers is handed on whole', () => {
  const answer = {
    ...shownCase,
    more: true,
    clocks: [{ ...{ title: '调解', due: entry.due, provisional: false, overdue: false, lawRef: '令121号' }, pauses: [] }],
  };
  expect(Complaint.parse(answer)).toEqual(answer);
  const item = { ...entry, version: 4, state: 'dispatched', respondent: '鼎泰面馆' };
  expect(Complaints.parse({ items: [item] })).toEqual({ items: [item] });
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
