import { expect, it } from 'vitest';
import * as z from 'zod';
import { acts, checkAct, results, tracks, unknownMove, ways } from '../../cli/act-words.ts';
import { moves, payloads, results as resultsOfHub, ways as waysOfHub } from '../../functions/complaints/moves.ts';

const titlesOf = (words: Readonly<Record<string, { title: string }>>) =>
  Object.fromEntries(Object.entries(words).map(([name, { title }]) => [name, title]));

it('the client knows the moves that people make, what each needs and what there is to choose from, as the hub does', () => {
  expect(Object.keys(acts).sort()).toEqual(Object.keys(payloads).sort());
  for (const [move, payload] of Object.entries(payloads)) {
    const { title, needs = {} } = acts[move] ?? { title: '' };
    expect([move, title]).toEqual([move, moves[move as keyof typeof payloads].title]);
    const shape: Readonly<Record<string, z.ZodType>> = payload.shape;
    const needed = Object.keys(shape).filter((field) => field !== 'move' && !shape[field]?.safeParse(undefined).success);
    expect([move, Object.keys(needs).sort()]).toEqual([move, needed.map((field) => field.replace('supervisionId', 'supervision')).sort()]);
    for (const [field, what] of Object.entries(needs)) {
      const schema = shape[field];
      const options = schema instanceof z.ZodEnum ? schema.options : [];
      if (options.length > 0 && field !== 'ground') expect([move, typeof what === 'object' && Object.keys(what)]).toEqual([move, options]);
    }
  }
  expect([ways, results]).toEqual([titlesOf(waysOfHub), titlesOf(resultsOfHub)]);
});

it('what is missing or misspelt is said with what there is', () => {
  expect(() => {
    checkAct('accept', {});
  }).toThrow('缺少 --way（mediation 调解、investigation 查处、inquiry 调查）');
  expect(() => {
    checkAct('accept', { way: '调解' });
  }).toThrow('--way 没有“调解”，可以是：mediation 调解');
  expect(() => {
    checkAct('dispatch', { lead: '区市场监管局' });
  }).toThrow('--lead 要填部门编号，如 d-k7m2；npm run hub -- departments 显示部门');
  expect(() => {
    checkAct('dispatch', { lead: 'd-k7m2', helpers: 'd-n4z2,卫健' });
  }).toThrow('--helpers 要填部门编号');
  expect(() => {
    checkAct('extension-request', { days: '三', reason: '送检' });
  }).toThrow('--days 要填天数');
  checkAct('visit', { contacted: false, satisfaction: 'not-evaluated' });
  checkAct('dispatch', { lead: 'd-k7m2', helpers: 'd-n4z2,d-p4x9' });
});

it('a move that is none is answered with those that may be made, or with all', () => {
  expect(unknownMove('签收', [{ move: 'sign', title: '签收' }]).message).toBe('没有“签收”这个操作。本件现在可做：签收 sign');
  for (const words of ['派单 dispatch', '督办答复 answer-supervision']) expect(unknownMove('x', []).message).toContain(words);
  expect(tracks['tip']).toBe('举报');
});
