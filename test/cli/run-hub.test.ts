import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Surroundings } from '../../cli/asked.ts';
import { runHub } from '../../cli/run-hub.ts';
import { sessionsIn } from '../../cli/sessions.store.ts';
import { type Asked, problemOf, smallHub } from './small-hub.ts';

let folder = '';
let closing: (() => void)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hub-client-'));
});
afterEach(async () => {
  for (const close of closing) close();
  closing = [];
  await rm(folder, { recursive: true });
});

const hubThat = async (...answer: Parameters<typeof smallHub>) => {
  const hub = await smallHub(...answer);
  closing.push(hub.close);
  return hub;
};

const run = async (argv: string[], around: Partial<Surroundings> = {}) => {
  const out: string[] = [];
  const notes: string[] = [];
  const code = await runHub(argv, {
    env: {},
    configFolder: path.join(folder, 'config'),
    localFolder: path.join(folder, 'local'),
    out: (text) => out.push(text),
    note: (text) => notes.push(text),
    openBrowser: () => undefined,
    input: Readable.from([]),
    ...around,
  });
  return { code, out: out.join('\n'), notes: notes.join('\n') };
};

const signedIn = (url: string, more: { expiresAt?: number; refreshToken?: string } = {}) =>
  sessionsIn(path.join(folder, 'config')).keep(url, { accessToken: 'token-1', expiresAt: Date.now() + 60_000, ...more });

const me = {
  memberId: 'm-1',
  name: '陈静',
  kind: 'person',
  departmentId: 'd-k7m2',
  departmentName: '区市场监管局',
  roles: ['department-clerk'],
  clearance: 2,
};
const configuration = (url: string, redirectPorts = [18_750, 18_751]) => ({
  issuer: 'https://issuer.example',
  authorizationEndpoint: `${url}/authorize`,
  tokenEndpoint: `${url}/token`,
  publicClientId: 'people',
  scopes: ['openid'],
  systemScope: 'hub/systems',
  redirectPorts,
});

describe('the client', () => {
  it('ends with 2 and asks nothing when the command is wrong', async () => {
    const hub = await hubThat(() => ({ status: 200 }));
    expect(await run(['upload', '--url', hub.url])).toMatchObject({ code: 2 });
    expect(await run(['whoami', '--url', 'ftp://x'])).toMatchObject({ code: 2 });
    expect(await run(['whoami'])).toMatchObject({ code: 2, notes: expect.stringContaining('HUB_URL') as string });
    expect(await run(['whoami', '--url', hub.url, '--client-id', 'x'])).toMatchObject({ code: 2 });
    expect(hub.all).toHaveLength(0);
  });

  it('ends with 3 when nobody is signed in, or when the gateway does not know the token', async () => {
    const hub = await hubThat(() => ({ status: 403, body: { message: 'Forbidden' } }));
    expect(await run(['whoami', '--url', hub.url])).toMatchObject({ code: 3, notes: expect.stringContaining('sign-in') as string });
    expect(hub.all).toHaveLength(0);
    await signedIn(hub.url);
    expect(await run(['whoami', '--url', hub.url])).toMatchObject({ code: 3, notes: expect.stringContaining('登录已失效') as string });
  });

  it('shows a refusal as it is meant for people, with every field that is wrong', async () => {
    const hub = await hubThat(() =>
      problemOf(400, 'request-invalid', '请求内容不符合要求', {
        detail: '请改正\n再试',
        errors: [{ path: 'body.size', message: '文件太大' }],
      }),
    );
    await signedIn(hub.url);
    const { code, notes } = await run(['whoami', '--url', hub.url]);
    expect(code).toBe(1);
    expect(notes).toBe('✗ 请求内容不符合要求\n  请改正\n  再试\n  body.size：文件太大\n  （request-invalid）');
  });

  it('tells the number to report when the hub itself has failed', async () => {
    const hub = await hubThat(() => problemOf(500, 'unexpected', '系统出错'));
    await signedIn(hub.url);
    expect((await run(['whoami', '--url', hub.url])).notes).toBe('✗ 系统出错\n  （unexpected，报修编号 c-12345678）');
  });

  it('tells whoever may look into all departments how to name one, where their own has nothing', async () => {
    let roles = ['data-steward'];
    const hub = await hubThat(({ path: asked }) =>
      asked.endsWith('/me')
        ? { status: 200, body: { ...me, roles } }
        : asked.startsWith('/v1/uploads')
          ? { status: 200, body: { items: [] } }
          : problemOf(404, 'record-unknown', '没有这条记录'),
    );
    await signedIn(hub.url);
    const said = async (...words: string[]) => {
      const { out, notes } = await run([...words, '--url', hub.url]);
      return out + notes;
    };
    const hint = '（可用 --department 指定部门）';
    expect(await said('uploads')).toBe(`还没有上传${hint}`);
    for (const command of ['history', 'lineage']) {
      expect(await said(command, 'penalties', 'R1')).toContain(`没有这条记录${hint}\n`);
      expect(await said(command, 'penalties', 'R1', '--department', 'd-other')).not.toContain(hint);
    }
    roles = ['department-clerk'];
    expect(await said('uploads')).toBe('还没有上传');
    expect(await said('history', 'penalties', 'R1')).not.toContain(hint);
  });

  it('shows a quota in units that suit its size', async () => {
    const amount = { bytesPerDay: 20 * 1024 ** 3, filesPerDay: 2000, open: 100 };
    const today = { date: '2026-11-25', bytes: 1024 ** 2, files: 1, renewsAt: '2026-11-25T16:00:00.000Z' };
    const left = { bytes: 1234.5 * 1024 ** 3, files: 1999, open: 100 };
    const hub = await hubThat(() => ({ status: 200, body: { department: 'd-k7m2', quota: amount, today, open: 0, left } }));
    await signedIn(hub.url);
    expect((await run(['quota', 'd-k7m2', '--url', hub.url])).out).toMatch(/20\.0 GB +1\.0 MB +1,234\.5 GB/);
  });

  it('tries again what may work in a moment', async () => {
    const hub = await hubThat((_, before) => (before.length === 0 ? problemOf(503, 'try-again', '系统繁忙') : { status: 200, body: me }));
    await signedIn(hub.url);
    const { code, out } = await run(['whoami', '--url', `${hub.url}/v1/`]);
    expect([code, out]).toEqual([0, expect.stringContaining('陈静')]);
    expect(hub.all.map(({ path: asked, headers }) => [asked, headers.authorization])).toEqual([
      ['/v1/me', 'Bearer token-1'],
      ['/v1/me', 'Bearer token-1'],
    ]);
  });

  it('says so when an answer is not what it knows', async () => {
    const hub = await hubThat(() => ({ status: 200, body: { surprise: true } }));
    await signedIn(hub.url);
    expect(await run(['whoami', '--url', hub.url])).toMatchObject({ code: 1, notes: expect.stringContaining('客户端可能过旧') as string });
  });

  it('prints JSON for programs', async () => {
    const hub = await hubThat(() => ({ status: 200, body: me }));
    await signedIn(hub.url);
    expect(JSON.parse((await run(['whoami', '--json', '--url', hub.url])).out)).toEqual(me);
  });

  it('comes in as a system with its own secret, from the environment', async () => {
    const hub = await hubThat(({ path: asked }, _, url) =>
      asked === '/v1/client-configuration'
        ? { status: 200, body: configuration(url) }
        : asked === '/token'
          ? { status: 200, body: { access_token: 'system-token', token_type: 'Bearer', expires_in: 3600 } }
          : { status: 200, body: me },
    );
    expect(await run(['whoami'], { env: { HUB_URL: hub.url, HUB_CLIENT_ID: 'c1', HUB_CLIENT_SECRET: 's:1' } })).toMatchObject({ code: 0 });
    const [, token, who] = hub.all;
    expect(token?.headers.authorization).toBe(`Basic ${Buffer.from('c1:s%3A1').toString('base64')}`);
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({ grant_type: 'client_credentials', scope: 'hub/systems' });
    expect(who?.headers.authorization).toBe('Bearer system-token');
  });

  it('shows where a record of the own department comes from, version by version and field by field', async () => {
    const origin = { uploadId: 'u-1', fileName: '检查.csv', handedInAt: '2026-11-23T01:00:00.000Z', row: 7, contractVersion: 1 };
    const version = { version: 2, outcome: 'changed', deleted: false, businessTime: '2026-11-20', content: {}, origin };
    const field = {
      name: 'area',
      title: '行政区划',
      columnInFile: '区划',
      original: '虎丘区',
      value: '320505',
      masked: false,
      warnings: [],
    };
    const columns = ['area', 'text', 'amount', 'amount', 'amount'].map((type, at) => ({
      name: at === 0 ? 'area' : `c${at}`,
      title: '',
      type,
      level: 1,
    }));
    const numbers = ['1000500000', '1000500000', '5', '-12'].map((value, at) => ({
      ...field,
      name: `c${at + 1}`,
      title: `数${at + 1}`,
      value,
    }));
    const contract = { dataset: 'check-actions', title: '', version: 1, source: '', recordKey: '', businessTime: '', columns };
    const hub = await hubThat(({ path: asked }) => ({
      status: 200,
      body: asked.endsWith('/me')
        ? me
        : asked.includes('/datasets/')
          ? { contract }
          : asked.includes('/history')
            ? { items: [version] }
            : { recordId: '甲/1', version: 2, deleted: false, origin: { ...origin, sheet: '一月' }, fields: [field, ...numbers] },
    }));
    await signedIn(hub.url);
    expect((await run(['history', 'check-actions', '甲/1', '--url', hub.url])).out).toMatch(
      /2 {2}变更 +2026-11-20 +2026-11-23 09:00:00 +检查\.csv +7 {2}u-1/,
    );
    const { out } = await run(['lineage', 'check-actions', '甲/1', '--record-version', '2', '--department', 'd-other', '--url', hub.url]);
    expect(out).toContain('工作表“一月”第 7 行');
    expect(out).toMatch(/行政区划 +区划 +虎丘区 +320505/);
    for (const shown of [/数1 .* 1000500000$/m, /数2 .* 10,005,000\.00 元$/m, /数3 .* 0\.05 元$/m, /数4 .* -0\.12 元$/m])
      expect(out).toMatch(shown);
    expect(hub.all.map(({ path: asked }) => asked)).toEqual([
      '/v1/me',
      '/v1/records/check-actions/d-k7m2/%E7%94%B2%2F1/history?limit=20',
      '/v1/records/check-actions/d-other/%E7%94%B2%2F1/lineage?version=2',
      '/v1/datasets/check-actions',
    ]);
  });

  describe('signing in', () => {
    /** An issuer whose browser goes straight back, with whatever is put into the address. */
    const issuer = (change: (back: URL) => void = () => undefined) => {
      let challenge = '';
      const openBrowser = (address: string): void => {
        const asked = new URL(address).searchParams;
        challenge = asked.get('code_challenge') ?? '';
        const back = new URL(asked.get('redirect_uri') ?? '');
        back.searchParams.set('code', 'code-1');
        back.searchParams.set('state', asked.get('state') ?? '');
        change(back);
        void fetch(back);
      };
      const answer = ({ path: asked, body }: Asked, _: readonly Asked[], url: string) => {
        if (asked === '/v1/client-configuration') return { status: 200, body: configuration(url) };
        if (asked !== '/token') return { status: 200, body: me };
        const form = new URLSearchParams(body);
        if (form.get('grant_type') === 'refresh_token')
          return form.get('refresh_token') === 'good'
            ? { status: 200, body: { access_token: 'token-2', token_type: 'Bearer', expires_in: 3600 } }
            : { status: 400, body: { error: 'invalid_grant' } };
        const verified =
          createHash('sha256')
            .update(form.get('code_verifier') ?? '')
            .digest('base64url') === challenge;
        return verified
          ? { status: 200, body: { access_token: 'token-1', refresh_token: 'good', token_type: 'Bearer', expires_in: 3600 } }
          : { status: 400, body: { error: 'invalid_grant' } };
      };
      return { openBrowser, answer };
    };

    it('keeps what it got where only its user can read it, and remembers the address', async () => {
      const { openBrowser, answer } = issuer();
      const hub = await hubThat(answer);
      expect(await run(['sign-in', '--url', hub.url], { openBrowser })).toMatchObject({ code: 0, out: '已登录：陈静（区市场监管局）' });
      expect(await run(['whoami'])).toMatchObject({ code: 0 });
      const file = path.join(folder, 'config', `${createHash('sha256').update(hub.url).digest('hex').slice(0, 16)}.json`);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(await run(['sign-out'])).toMatchObject({ code: 0 });
      expect(await run(['whoami', '--url', hub.url])).toMatchObject({ code: 3 });
    });

    it.each([
      [
        'another state',
        (back: URL) => {
          back.searchParams.set('state', 'forged');
        },
      ],
      [
        'an error instead of a code',
        (back: URL) => {
          back.searchParams.delete('code');
          back.searchParams.set('error', 'access_denied');
        },
      ],
    ])('takes nothing that comes back with %s', async (_, change) => {
      const { openBrowser, answer } = issuer(change);
      const hub = await hubThat(answer);
      expect(await run(['sign-in', '--url', hub.url], { openBrowser })).toMatchObject({ code: 3 });
      expect(hub.all.map((asked) => asked.path)).toEqual(['/v1/client-configuration']);
    });

    it('renews what has run out, once, and keeps the new one', async () => {
      const hub = await hubThat(issuer().answer);
      await signedIn(hub.url, { expiresAt: Date.now() - 1, refreshToken: 'good' });
      for (let time = 0; time < 2; time += 1) expect(await run(['whoami', '--url', hub.url])).toMatchObject({ code: 0 });
      expect(hub.all.filter((asked) => asked.path === '/token')).toHaveLength(1);
      expect(hub.all.at(-1)?.headers.authorization).toBe('Bearer token-2');
    });

    it('asks for a new sign-in when it cannot be renewed', async () => {
      const hub = await hubThat(issuer().answer);
      await signedIn(hub.url, { expiresAt: Date.now() - 1, refreshToken: 'revoked' });
      expect(await run(['whoami', '--url', hub.url])).toMatchObject({ code: 3, notes: expect.stringContaining('重新登录') as string });
    });
  });

  describe('handing in a file', () => {
    const shown = (state: string, stateTitle: string) => ({
      uploadId: 'u-1',
      dataset: 'check-actions',
      fileName: 'a.csv',
      size: 5,
      state,
      stateTitle,
      declaredAt: '2026-11-23T00:00:00.000Z',
      progress: { chunks: 1, chunksDone: 0, sections: 1, sectionsDone: 0 },
    });
    const ended = { ...shown('failed', '文件无法处理'), ended: { reason: 'no-rows', message: '没有数据行' } };
    const transferTo = (url: string) => ({
      kind: 'single',
      method: 'PUT',
      url: `${url}/raw`,
      headers: { 'content-length': '5', 'x-amz-checksum-sha256': 'sum' },
    });

    const file = async (content = 'a,b\n1'): Promise<string> => {
      const name = path.join(folder, 'a.csv');
      await writeFile(name, content);
      return name;
    };

    it('declares size and checksum, sends the bytes, follows the states, and fails as the upload does', async () => {
      const states = [shown('queued', '排队'), shown('reading', '读取'), ended];
      const hub = await hubThat(({ method, path: asked }, before, url) => {
        if (method === 'POST') return { status: 201, body: { upload: shown('awaiting-file', '等待文件'), transfer: transferTo(url) } };
        if (asked === '/raw') return { status: 200 };
        return { status: 200, body: states[before.filter((one) => one.method === 'GET').length] };
      });
      await signedIn(hub.url);
      const { code, out, notes } = await run(['upload', await file(), '--dataset', 'check-actions', '--url', hub.url]);
      expect(code).toBe(1);
      expect(out).toContain('没有数据行');
      expect(notes.split('\n').map((line) => line.trim())).toEqual(['排队', '读取 0/1 块', '文件无法处理']);
      const [declared, put] = hub.all;
      expect(JSON.parse(declared?.body ?? '')).toEqual({
        dataset: 'check-actions',
        fileName: 'a.csv',
        size: 5,
        sha256: createHash('sha256').update('a,b\n1').digest('base64'),
      });
      expect(declared?.headers['idempotency-key']).toMatch(/^[\da-f-]{36}$/);
      expect(put).toMatchObject({
        method: 'PUT',
        path: '/raw',
        body: 'a,b\n1',
        headers: { 'content-length': '5', 'x-amz-checksum-sha256': 'sum' },
      });
    });

    it('gets a fresh address when the first one fails, and is content when the file is there already', async () => {
      const hub = await hubThat(({ method, path: asked }, before, url) => {
        if (asked === '/v1/uploads')
          return { status: 201, body: { upload: shown('awaiting-file', '等待文件'), transfer: transferTo(url) } };
        if (asked === '/raw') return before.some((one) => one.path === '/raw') ? 'broken-off' : { status: 403 };
        if (method === 'POST')
          return before.filter((one) => one.path.endsWith('/url')).length === 0
            ? { status: 200, body: { transfer: transferTo(url) } }
            : problemOf(409, 'file-arrived', '文件已经收到');
        return { status: 200, body: shown('queued', '排队') };
      });
      await signedIn(hub.url);
      expect(await run(['upload', await file(), '--dataset', 'check-actions', '--no-wait', '--url', hub.url])).toMatchObject({
        code: 0,
        out: expect.stringContaining('report u-1') as string,
      });
      expect(hub.all.map(({ path: asked }) => asked)).toEqual([
        '/v1/uploads',
        '/raw',
        '/v1/uploads/u-1/url',
        '/raw',
        '/v1/uploads/u-1/url',
        '/v1/uploads/u-1',
      ]);
    });

    it('sends what is missing of a large file, and on the same command goes on with the same upload', async () => {
      const declared = { upload: shown('awaiting-file', '等待文件'), transfer: { kind: 'multipart', partBytes: 2, parts: 3 } };
      const hub = await hubThat(({ method, path: asked, body }, before, url) => {
        if (asked === '/v1/uploads') return { status: 201, body: declared };
        if (asked.endsWith('/url')) return { status: 200, body: { transfer: declared.transfer } };
        if (asked.startsWith('/raw/'))
          return { status: before.filter((one) => one.path === '/raw/2').length < 5 && asked === '/raw/2' ? 403 : 200 };
        if (asked.endsWith('/parts') && method === 'GET') {
          const there = before.some(({ path: sent }) => sent === '/raw/1') ? [{ number: 1, size: 2, sha256: '' }] : [];
          return { status: 200, body: { ...declared.transfer, there } };
        }
        if (asked.endsWith('/parts')) {
          const { number } = (JSON.parse(body) as { parts: [{ number: number }] }).parts[0];
          return { status: 200, body: { parts: [{ number, method: 'PUT', url: `${url}/raw/${String(number)}`, headers: {} }] } };
        }
        if (asked.endsWith('/completion')) return { status: 200, body: ended };
        return { status: 200, body: before.some((one) => one.path.endsWith('/completion')) ? ended : declared.upload };
      });
      await signedIn(hub.url);
      const command = ['upload', await file(), '--dataset', 'check-actions', '--url', hub.url];
      expect(await run(command)).toMatchObject({ code: 1, notes: expect.stringContaining('重新执行同一命令') as string });
      const once = hub.all.length;
      expect(await run(command)).toMatchObject({ code: 1, out: expect.stringContaining('没有数据行') as string });
      const again = hub.all.slice(once).map(({ path: asked }) => asked);
      expect(again).not.toContain('/v1/uploads');
      expect(again.filter((asked) => asked.startsWith('/raw/')).sort()).toEqual(['/raw/2', '/raw/3']);
      expect(hub.all.filter(({ path: asked }) => asked.startsWith('/raw/')).at(-1)?.body).toMatch(/^(b\n|1)$/);
    }, 60_000);

    it('says that the file was changed when its checksum is no longer right', async () => {
      const hub = await hubThat(({ path: asked }, _, url) =>
        asked === '/raw'
          ? { status: 400, body: '<Code>BadDigest</Code>' }
          : { status: 201, body: { upload: shown('awaiting-file', '等待文件'), transfer: transferTo(url) } },
      );
      await signedIn(hub.url);
      expect(await run(['upload', await file(), '--dataset', 'check-actions', '--url', hub.url])).toMatchObject({
        code: 1,
        notes: expect.stringContaining('被修改') as string,
      });
    });

    it('asks nothing about a file that is empty or not there', async () => {
      const hub = await hubThat(() => ({ status: 200 }));
      await signedIn(hub.url);
      expect(await run(['upload', await file(''), '--dataset', 'check-actions', '--url', hub.url])).toMatchObject({
        code: 1,
        notes: expect.stringContaining('是空的') as string,
      });
      expect(await run(['upload', path.join(folder, 'none.csv'), '--dataset', 'check-actions', '--url', hub.url])).toMatchObject({
        code: 1,
        notes: expect.stringContaining('没有这个文件') as string,
      });
      expect(hub.all).toHaveLength(0);
    });

    it('pushes records in calls of five hundred, and does not repeat what the quota refuses', async () => {
      const hub = await hubThat(({ method }, before) =>
        method === 'GET'
          ? { status: 200, body: ended }
          : before.length < 2
            ? { status: 202, body: { upload: shown('awaiting-file', '等待文件') } }
            : problemOf(429, 'quota-exceeded', '超出本部门的报送额度', { detail: '每日额度于明日恢复' }),
      );
      await signedIn(hub.url);
      const input = Readable.from([`[${Array.from({ length: 501 }, () => '{"a":1.10}').join()}]`]);
      expect(await run(['push', 'check-actions', '-', '--url', hub.url], { input })).toMatchObject({
        code: 1,
        notes: expect.stringContaining('明日恢复') as string,
      });
      const pushed = hub.all.filter(({ method }) => method === 'POST');
      expect(pushed.map(({ path: asked, body }) => [asked, (JSON.parse(body) as { records: unknown[] }).records.length])).toEqual([
        ['/v1/datasets/check-actions/records', 500],
        ['/v1/datasets/check-actions/records', 1],
      ]);
      expect(pushed[1]?.body).toBe('{"records":[{"a":"1.10"}]}');
    });

    it('never writes a refused file over one that may have been repaired by hand', async () => {
      const hub = await hubThat(({ path: asked }, _, url) =>
        asked === '/refused.csv' ? { status: 200, body: 'a,问题行号\r\n' } : { status: 200, body: { url: `${url}/refused.csv`, rows: 1 } },
      );
      await signedIn(hub.url);
      const target = path.join(folder, '退回.csv');
      expect(await run(['refused', 'u-1', '--out', target, '--url', hub.url])).toMatchObject({ code: 0 });
      expect(await readFile(target, 'utf8')).toBe('a,问题行号\r\n');
      expect(hub.all.at(-1)?.headers.authorization).toBeUndefined();
      await writeFile(target, 'repaired');
      expect(await run(['refused', 'u-1', '--out', target, '--url', hub.url])).toMatchObject({
        code: 1,
        notes: expect.stringContaining('已经存在') as string,
      });
      expect(await readFile(target, 'utf8')).toBe('repaired');
    });
  });
});

describe('A move of a complaint', () => {
  const the = {
    complaint: {
      ...{ complaintId: 'k-1', version: 3, upperId: 'SZ-1', track: 'tip', urgency: 'ordinary', receivedAt: '2026-11-05T01:30:00.000Z' },
      ...{ content: { title: '无证', text: '无证。' }, helpers: [], copied: [], designated: false },
      ...{ supervisions: [], proposals: [], duplicates: [] },
    },
    ...{ stateTitle: '已派单待签收', clocks: [], history: [], messages: [], allowed: [{ move: 'sign', title: '签收' }] },
  };

  it('that is none, or lacks something, is not asked of the hub, and what there is is said', async () => {
    const hub = await hubThat(() => ({ status: 200, body: the }));
    await signedIn(hub.url);
    const unknown = await run(['act', 'k-1', '签收', '--url', hub.url]);
    expect([unknown.code, unknown.notes]).toEqual([2, expect.stringContaining('本件现在可做：签收 sign')]);
    const lacking = await run(['act', 'k-1', 'accept', '--url', hub.url]);
    expect([lacking.code, lacking.notes]).toEqual([2, expect.stringContaining('缺少 --way（')]);
    const wrong = await run(['figures', '--from', '11月', '--url', hub.url]);
    expect([wrong.code, wrong.notes]).toEqual([2, expect.stringContaining('--from 要填日期')]);
    expect(hub.all.map(({ method, path: asked }) => [method, asked])).toEqual([['GET', '/v1/complaints/k-1']]);
  });

  it('finds the departments by name', async () => {
    const items = [{ departmentId: 'd-k7m2', name: '区市场监管局' }];
    const hub = await hubThat(({ path: asked }) => ({
      status: 200,
      body: asked.startsWith('/v1/departments') ? { items } : { ...the, complaint: { ...the.complaint, lead: 'd-k7m2' } },
    }));
    await signedIn(hub.url);
    expect((await run(['departments', '--url', hub.url])).out).toContain('d-k7m2  区市场监管局');
    expect((await run(['complaint', 'k-1', '--url', hub.url])).out).toContain('主办 区市场监管局 d-k7m2');
  });
});
