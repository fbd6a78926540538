import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readUpperAnswer, readWebhookAnswer } from '../../functions/complaints/read-answer.ts';
import { webhookHeaders } from '../../functions/complaints/sign-webhook.ts';

describe('What a department’s system answers', () => {
  const read = (status: number, text: string) => readWebhookAnswer('m1', { status, text });

  it('is an acknowledgement only with the message’s own id', () => {
    expect(read(200, '{"received":"m1"}')).toEqual({ outcome: 'received' });
    expect(read(202, '{"received":"m1","receipt":"r-9"}')).toEqual({ outcome: 'received', receipt: 'r-9' });
  });

  it.each(['', 'OK', '<html>登录</html>', '{}', '{"received":"m2"}', '[]', 'null', '{"received":1}'])('a 200 with %j is none', (text) => {
    expect(read(200, text)).toMatchObject({ outcome: 'failed', whose: 'message', code: 'answer-not-understood' });
  });

  it.each([
    [400, 'message'],
    [422, 'message'],
    [413, 'message'],
    [401, 'destination'],
    [404, 'destination'],
    [429, 'destination'],
    [302, 'destination'],
    [500, 'destination'],
    [503, 'destination'],
  ])('status %i says something about the %s', (status, whose) => {
    expect(read(status, '{"received":"m1"}')).toMatchObject({ outcome: 'failed', whose, code: `status-${status}` });
  });

  it('what is kept of an answer is short and in one line', () => {
    const answer = read(500, `一\n二\t${'长'.repeat(5000)}`);
    expect(answer.outcome === 'failed' && answer.detail).toMatch(/^一 二 长{76}$/);
  });

  it('what is kept of an answer tells no number that it may have repeated', () => {
    const answer = read(400, '{"error":"12012345678 已存在","code":"E１２"}');
    expect(answer.outcome === 'failed' && answer.detail).toBe('{"error":"########### 已存在","code":"E##"}');
  });
});

describe('What an upper platform answers', () => {
  const Data = z.object({ messageId: z.string(), receipt: z.string() });
  const data = { messageId: 'm1', receipt: 'SZ-1' };
  const read = (answer: unknown) => readUpperAnswer(Data, { status: 200, text: JSON.stringify(answer) });

  it('is the same in either envelope', () => {
    const understood = { outcome: 'understood', data };
    expect(read({ code: '0', data })).toEqual(understood);
    expect(read({ code: 0, data })).toEqual(understood);
    expect(read({ resultCode: '0000', resultData: { resultContent: JSON.stringify(data) } })).toEqual(understood);
  });

  it.each([
    [{ code: '1', message: '单号不存在' }, 'refused'],
    [{ resultCode: '9999', resultMsg: '失败' }, 'refused'],
    [{ code: '0' }, 'answer-not-understood'],
    [{ code: '0', data: { messageId: 'm1' } }, 'answer-not-understood'],
    [{ resultCode: '0000', resultData: { resultContent: 'rubbish' } }, 'answer-not-understood'],
    [{ ok: true }, 'answer-not-understood'],
  ])('%j is no acknowledgement', (answer, code) => {
    expect(read(answer)).toMatchObject({ outcome: 'failed', whose: 'message', code });
  });

  it('is kept with its code, and without the numbers that it repeats', () => {
    expect(read({ code: 4001, message: '12012345678 不存在' })).toMatchObject({ detail: '4001 ########### 不存在' });
    expect(read({ code: '12012345678', message: '' })).not.toHaveProperty('detail');
  });
});

describe('A webhook’s signature', () => {
  it('is that of Standard Webhooks, by their own example', () => {
    const headers = webhookHeaders(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1_614_265_330_000) },
      '{"test": 2432232314}',
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});
