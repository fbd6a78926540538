import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as, call, declare, ended, handIn, tokenOf, transfer } from '../support/hub.ts';
import { check, company, csvOf } from '../ingestion/sample-file.ts';
import { emergencyClerk, marketClerk, marketSystem } from '../support/people.ts';

const RecordShown = z.object({
  content: z.record(z.string(), z.unknown()),
  version: z.int(),
  deleted: z.boolean(),
  source: z.object({ uploadId: z.string(), row: z.int() }),
});
const Refused = z.object({ url: z.string(), rows: z.int() });

/** Ids of its own for every run: the tests' cloud stays up between runs. */
const run = randomUUID().slice(0, 8);
const companies = (count: number, its: Record<string, string> = {}) =>
  Array.from({ length: count }, (_, index) => company({ pripid: `${run}-${String(index)}`, ...its }));

describe('A department hands in a file', () => {
  it('every row of it is accounted for: stored, the same as before, superseded or refused', async () => {
    const rows = [
      ...companies(40),
      company({ pripid: `${run}-1`, apprdate: '2026-05-01', entname: '苏州改名有限公司' }),
      company({ pripid: `${run}-1`, apprdate: '2026-02-01', entname: '苏州旧名有限公司' }),
      company({ pripid: `${run}-bad`, apprdate: '去年' }),
      company({ pripid: '', entname: '=HYPERLINK("http://x")' }),
    ];
    const { state, report, uploadId } = await handIn(marketClerk, 'market-entities', csvOf(rows));

    expect(state).toBe('finished');
    expect(report).toMatchObject({ read: 44, accepted: { new: 40, changed: 0 }, unchanged: 0, superseded: 2, refused: 2, complete: true });

    const market = await as(marketClerk);
    const department = (await market.get('/v1/me', z.object({ departmentId: z.string() }))).departmentId;
    const record = await market.get(`/v1/records/market-entities/${department}/${run}-1`, RecordShown);
    expect(record).toMatchObject({ content: { entname: '苏州改名有限公司' }, version: 1, source: { uploadId, row: 41 } });

    const { url } = await market.get(`/v1/uploads/${uploadId}/refused`, Refused);
    const file = await (await fetch(url)).text();
    expect(file).toContain('去年');
    expect(file, 'a formula is harmless in what we give back').toContain(`'=HYPERLINK`);
  });

  it('the same file again changes nothing; a corrected one changes what was corrected', async () => {
    const own = randomUUID().slice(0, 8);
    const rows = Array.from({ length: 30 }, (_, index) => check({ record_unique_identity: `${own}-${String(index)}` }));
    expect((await handIn(emergencyClerk, 'check-actions', csvOf(rows))).report).toMatchObject({
      read: 30,
      accepted: { new: 30, changed: 0 },
    });
    expect((await handIn(emergencyClerk, 'check-actions', csvOf(rows))).report).toMatchObject({
      accepted: { new: 0, changed: 0 },
      unchanged: 30,
    });

    const corrected = rows.map((row, index) => (index < 3 ? { ...row, check_result: '不合格', cd_operation: 'u' } : row));
    expect((await handIn(emergencyClerk, 'check-actions', csvOf(corrected))).report).toMatchObject({
      accepted: { new: 0, changed: 3 },
      unchanged: 27,
    });

    const deleted = [{ ...(rows[5] ?? {}), cd_operation: 'd' }];
    expect((await handIn(emergencyClerk, 'check-actions', csvOf(deleted))).report).toMatchObject({ accepted: { new: 0, changed: 1 } });
  });

  it('a refused file can be repaired and handed in as it is', async () => {
    const own = randomUUID().slice(0, 8);
    const rows = [company({ pripid: `${own}-a`, estdate: '2026-13-45' }), company({ pripid: `${own}-b` })];
    const first = await handIn(marketClerk, 'market-entities', csvOf(rows));
    expect(first.report).toMatchObject({ accepted: { new: 1 }, refused: 1 });

    const market = await as(marketClerk);
    const { url } = await market.get(`/v1/uploads/${first.uploadId}/refused`, Refused);
    const repaired = (await (await fetch(url)).text()).replace('2026-13-45', '2026-01-04');
    expect((await handIn(marketClerk, 'market-entities', Buffer.from(repaired))).report).toMatchObject({
      read: 1,
      accepted: { new: 1 },
      refused: 0,
      unknownColumns: [],
    });
  });

  it("a department's own system does the same with client credentials", async () => {
    const own = randomUUID().slice(0, 8);
    const upload = await handIn(marketSystem, 'market-entities', csvOf([company({ pripid: own })]));
    expect(upload.report).toMatchObject({ accepted: { new: 1 } });
  });

  it('files of one lane are worked in the order of their arrival', async () => {
    const own = randomUUID().slice(0, 8);
    const versions = ['一', '二', '三', '四'].map((name) => csvOf([company({ pripid: own, entname: `苏州${name}有限公司` })]));
    const declared = [];
    for (const bytes of versions) declared.push({ ...(await declare(marketClerk, 'market-entities', bytes)), bytes });
    for (const { transfer: to, bytes } of declared) {
      await transfer(to, bytes);
      // Arrival is what counts; S3 tells it within moments.
      await new Promise((resolve) => setTimeout(resolve, 1200));
    }
    const ends = await Promise.all(declared.map(({ upload }) => ended(marketClerk, upload.uploadId)));
    expect(ends.map(({ report }) => report?.accepted)).toEqual([
      { new: 1, changed: 0 },
      ...Array.from({ length: 3 }, () => ({ new: 0, changed: 1 })),
    ]);
    const market = await as(marketClerk);
    const { departmentId } = await market.get('/v1/me', z.object({ departmentId: z.string() }));
    const record = await market.get(`/v1/records/market-entities/${departmentId}/${own}`, RecordShown);
    expect(record).toMatchObject({ content: { entname: '苏州四有限公司' }, version: 4 });
  });

  it('levels 3 and 4 are masked in what is shown', async () => {
    const own = randomUUID().slice(0, 8);
    await handIn(
      marketClerk,
      'check-actions',
      csvOf([
        check({
          record_unique_identity: own,
          administrative_cp_na: '1',
          administrative_cp_ce_type: '111',
          administrative_cp_ui_code: '320505199001010011',
        }),
      ]),
    );
    const market = await as(marketClerk);
    const { departmentId } = await market.get('/v1/me', z.object({ departmentId: z.string() }));
    const { content } = await market.get(`/v1/records/check-actions/${departmentId}/${own}`, RecordShown);
    expect(JSON.stringify(content)).not.toContain('32050011');
    expect(content['administrative_cp_ui_code']).toMatch(/\*/);
    expect(JSON.stringify(content)).not.toContain('320505199001010011');
  });
});

describe('A repeated call', () => {
  it('with the same key declares once, and its answer carries no dead address', async () => {
    const bytes = csvOf(companies(1));
    const body = { dataset: 'market-entities', fileName: 'a.csv', size: bytes.length, sha256: `${'A'.repeat(43)}=` };
    const headers = { 'idempotency-key': randomUUID() };
    const first = await call(marketClerk, 'POST', '/v1/uploads', { body, headers });
    const second = await call(marketClerk, 'POST', '/v1/uploads', { body, headers });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body['upload']).toEqual(first.body['upload']);
    expect(first.body['transfer']).toBeDefined();
    expect(second.body['transfer']).toBeUndefined();

    const other = await call(marketClerk, 'POST', '/v1/uploads', { body: { ...body, size: 7 }, headers });
    expect(other).toMatchObject({ status: 422, body: { type: 'urn:supervision-hub:problem:idempotency-key-reused' } });

    const { uploadId } = z.object({ uploadId: z.string() }).parse(first.body['upload']);
    const live = await call(marketClerk, 'POST', `/v1/uploads/${uploadId}/url`);
    expect(live.status).toBe(200);
  });

  it('the client that repeats for real needs a token like anybody', async () => {
    expect(await tokenOf(marketClerk)).toMatch(/^ey/);
  });
});
