import { randomUUID } from 'node:crypto';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { laneOf, type UploadFinished } from '../../functions/ingestion/messages.ts';
import { searchedFor } from '../../functions/subjects/read-subjects.ts';
import { SubjectShown } from '../../functions/subjects/routes.ts';
import { subjectIdOf } from '../../functions/subjects/subject-id.ts';
import { AuditEvent } from '../../shared/audit/audit-event.ts';
import { normaliseName } from '../../shared/party/normalise-name.ts';
import { check, company, csvOf } from '../ingestion/sample-file.ts';
import { as, call, handIn } from '../support/hub.ts';
import { eventually, foundBy, newCode, newKey, newName, pageOfFound, read, search } from '../support/register.ts';
import {
  auditAdministrator,
  emergencyClerk,
  environmentClerk,
  housingClerk,
  marketClerk,
  securityAdministrator,
  steward,
} from '../support/people.ts';

const Me = z.object({ departmentId: z.string() });

const { endpoint } = inject('hub');
const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });

/** As the redrive command says it again: with an id of its own. */
const sayFinished = async (message: UploadFinished): Promise<void> => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'hub-test-ingestion-tell-subjects.fifo' }));
  await sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: JSON.stringify(message),
      MessageGroupId: laneOf(message),
      MessageDeduplicationId: randomUUID(),
    }),
  );
};

describe('A business and its records', () => {
  it('a check that names a registered code is found with the business', async () => {
    const [code, name, key] = [newCode(), newName(), newKey()];
    await handIn(marketClerk, 'market-entities', csvOf([company({ pripid: newKey(), uniscid: code, entname: name })]));
    await handIn(
      emergencyClerk,
      'check-actions',
      csvOf([check({ record_unique_identity: key, administrative_cp: '写错的名称有限公司', administrative_cp_ui_code: code })]),
    );

    const [found] = await foundBy(steward, { code });
    expect(found).toMatchObject({ kind: 'registered', name, code, state: '存续', area: '320505' });
    const subject = await pageOfFound(steward, { code }, 2);
    expect(subject.records.items).toMatchObject([
      { dataset: 'check-actions', recordId: key, linkedBy: 'uscc', findings: [] },
      { dataset: 'market-entities', linkedBy: 'register' },
    ]);
    expect(subject.findings).toEqual([]);
    expect(subject.datasets.map(({ title }) => title).sort()).toEqual(['市场主体', '行政检查']);
    expect(JSON.stringify(subject), 'officers’ licences are of level 3').not.toContain('32050011');
  });

  it('records that come before the business wait as a stub, by code and by name, and are its own when it comes', async () => {
    const [code, name] = [newCode(), newName()];
    await handIn(
      emergencyClerk,
      'check-actions',
      csvOf([
        check({ record_unique_identity: newKey(), administrative_cp: '另一个名称有限公司', administrative_cp_ui_code: code }),
        check({
          record_unique_identity: newKey(),
          administrative_cp: name,
          administrative_cp_na: '3',
          administrative_cp_ce_type: '099',
          administrative_cp_ui_code: '苏民证字第010001号',
          check_date: '2026-11-01',
        }),
      ]),
    );
    const byCode = await pageOfFound(steward, { code }, 1);
    const byName = await pageOfFound(steward, { name }, 1);
    for (const stub of [byCode, byName]) expect(stub).toMatchObject({ kind: 'stub', findings: [{ code: 'Q019' }] });

    await handIn(marketClerk, 'market-entities', csvOf([company({ pripid: newKey(), uniscid: code, entname: name })]));
    const [business] = await foundBy(steward, { code }, (found) => JSON.stringify(found).includes('registered'));
    expect(business?.subjectId, 'the register takes the stub over with its id').toBe(byCode.subjectId);
    const page = await read(steward, byCode.subjectId);
    expect(page.records.items.map(({ linkedBy }) => linkedBy).sort()).toEqual(['name', 'register', 'uscc']);
    expect(page.findings).toEqual([]);
    expect((await read(steward, byName.subjectId)).subjectId, 'the name’s stub leads to it').toBe(byCode.subjectId);
    expect((await search(steward, { name })).items.map(({ subjectId }) => subjectId)).toEqual([byCode.subjectId]);
  });

  it('a business that gets its code later is found by the id that it had before', async () => {
    const [code, entname, pripid] = [newCode(), newName(), newKey()];
    await handIn(marketClerk, 'market-entities', csvOf([company({ pripid, uniscid: '', entname })]));
    const [alone] = await foundBy(steward, { name: entname });
    await handIn(marketClerk, 'market-entities', csvOf([company({ pripid, uniscid: code, entname, apprdate: '2026-03-02' })]));
    const [coded] = await foundBy(steward, { code });
    expect(coded?.subjectId).not.toBe(alone?.subjectId);
    expect(await read(steward, alone?.subjectId ?? '')).toMatchObject({ subjectId: coded?.subjectId, code, name: entname });
  });

  it('two departments that name the same business at the same moment mean one', async () => {
    const code = newCode();
    const said = (key: string) => csvOf([check({ record_unique_identity: key, administrative_cp_ui_code: code })]);
    await Promise.all([emergencyClerk, environmentClerk, housingClerk].map((who) => handIn(who, 'check-actions', said(newKey()))));
    expect((await pageOfFound(steward, { code }, 3)).counts?.of).toHaveLength(3);
  });

  it('the same message twice, and an older upload’s redriven late, change nothing', async () => {
    const [code, name, pripid] = [newCode(), newName(), newKey()];
    const first = await handIn(marketClerk, 'market-entities', csvOf([company({ pripid, uniscid: code, entname: `${name}旧` })]));
    await handIn(marketClerk, 'market-entities', csvOf([company({ pripid, uniscid: code, entname: name, apprdate: '2026-05-01' })]));
    const isRenamed = (found: readonly { name: string }[]) => found[0]?.name === name;
    await foundBy(steward, { code }, isRenamed);
    const before = await pageOfFound(steward, { code }, 1);
    expect(before).toMatchObject({ formerNames: [`${name}旧`], records: { items: [{ version: 2, businessTime: '2026-05-01' }] } });

    const { dataset, department, uploadId } = first;
    await sayFinished({ uploadId, dataset, department, prefix: `curated/${dataset}/${department}/${uploadId}/` });
    await sayFinished({ uploadId, dataset, department, prefix: `curated/${dataset}/${department}/${uploadId}/` });
    // Behind them in the same lane: when it is linked, they are.
    const last = newCode();
    await handIn(marketClerk, 'market-entities', csvOf([company({ pripid: newKey(), uniscid: last, entname: newName() })]));
    await foundBy(steward, { code: last });
    expect(await read(steward, before.subjectId)).toEqual(before);
    expect((await search(steward, { name: `${name}旧` })).items).toMatchObject([{ name, matched: `${name}旧` }]);
  });

  it('a corrected record moves, a deleted one is shown as deleted, a doubled act is named', async () => {
    const [one, other, key, twin] = [newCode(), newCode(), newKey(), newKey()];
    const row = (its: Record<string, string>) => check({ record_unique_identity: key, administrative_cp_ui_code: one, ...its });
    await handIn(emergencyClerk, 'check-actions', csvOf([row({}), row({ record_unique_identity: twin })]));
    const doubled = await pageOfFound(steward, { code: one }, 2);
    expect(doubled.records.items.map(({ findings }) => findings.map(({ code }) => code))).toEqual([['Q016'], ['Q016']]);

    await handIn(emergencyClerk, 'check-actions', csvOf([row({ administrative_cp_ui_code: other, cd_operation: 'u' })]));
    expect((await pageOfFound(steward, { code: other }, 1)).records.items).toMatchObject([{ recordId: key, version: 2 }]);
    expect((await pageOfFound(steward, { code: one }, 1)).records.items).toMatchObject([{ recordId: twin, findings: [] }]);

    await handIn(emergencyClerk, 'check-actions', csvOf([row({ record_unique_identity: twin, cd_operation: 'd' })]));
    const page = await eventually(
      () => read(steward, doubled.subjectId),
      ({ records }) => records.items[0]?.deleted === true,
    );
    expect(page.records.items).toHaveLength(1);
  });
});

describe('Who may see what', () => {
  it('a clerk sees the public register and the records of its own department, and of others how many', async () => {
    const [code, name, mine] = [newCode(), newName(), newKey()];
    await handIn(marketClerk, 'market-entities', csvOf([company({ pripid: newKey(), uniscid: code, entname: name, name: '王小明' })]));
    await handIn(emergencyClerk, 'check-actions', csvOf([check({ record_unique_identity: mine, administrative_cp_ui_code: code })]));
    await pageOfFound(steward, { code }, 2);

    const [found] = (await search(emergencyClerk, { name: name.slice(0, 8) })).items;
    expect(found).toMatchObject({ name, code });
    const page = await read(emergencyClerk, found?.subjectId ?? '');
    expect(page.records.items.map(({ recordId }) => recordId)).toEqual([mine]);
    expect(page.counts?.of.map(({ records }) => records)).toEqual([1, 1]);
    expect(JSON.stringify(page)).not.toContain('王小明');
    expect((await read(environmentClerk, page.subjectId)).records.items).toEqual([]);
  });

  it('a stub is nobody’s business but theirs whose records name it', async () => {
    const code = newCode();
    await handIn(emergencyClerk, 'check-actions', csvOf([check({ record_unique_identity: newKey(), administrative_cp_ui_code: code })]));
    const [stub] = await foundBy(emergencyClerk, { code });
    expect((await search(environmentClerk, { code })).items).toEqual([]);
    expect((await call(environmentClerk, 'GET', `/v1/subjects/${stub?.subjectId ?? ''}`)).status).toBe(404);

    await handIn(environmentClerk, 'check-actions', csvOf([check({ record_unique_identity: newKey(), administrative_cp_ui_code: code })]));
    await pageOfFound(steward, { code }, 2);
    for (const who of [emergencyClerk, environmentClerk]) {
      const { departmentId } = await (await as(who)).get('/v1/me', Me);
      const { counts } = await read(who, stub?.subjectId ?? '');
      expect(counts?.of).toEqual([{ dataset: 'check-actions', department: departmentId, records: 1 }]);
    }
    expect((await read(steward, stub?.subjectId ?? '')).counts?.of).toHaveLength(2);
  });

  it('the audit says what was searched for: a code as it is, a name by its digest', async () => {
    const [code, name] = [newCode(), newName()];
    await search(emergencyClerk, { code });
    await search(emergencyClerk, { name });
    const auditor = await as(auditAdministrator);
    for (const asked of [code, searchedFor(normaliseName(name))]) {
      const events = () => auditor.get(`/v1/audit-events?object=subjects:${asked}&limit=10`, z.object({ items: z.array(AuditEvent) }));
      await expect.poll(async () => (await events()).items.map(({ action }) => action), { timeout: 20_000 }).toEqual(['subjects:search']);
    }
    expect(searchedFor('320505199001010011')).not.toContain('320505');
  });

  it('natural persons are found by nobody, and shown masked and alone to who may see the record', async () => {
    const [key, mark, name] = [newKey(), newCode(), `欧阳${newKey().slice(0, 2)}`];
    const [number, address] = ['320505199001010011', '苏州市虎丘区狮山路一号院二幢三单元'];
    const rows = [
      check({
        record_unique_identity: key,
        administrative_cp: name,
        administrative_cp_na: '1',
        administrative_cp_ce_type: '111',
        administrative_cp_ui_code: number,
        address_registered: address,
      }),
      check({ record_unique_identity: newKey(), administrative_cp_ui_code: mark }),
    ];
    const { dataset, department } = await handIn(emergencyClerk, 'check-actions', csvOf(rows));
    // Linked together with the person's.
    await foundBy(steward, { code: mark });
    expect((await search(steward, { code: number })).items).toEqual([]);
    expect((await search(steward, { name })).items).toEqual([]);

    const subjectId = subjectIdOf.record({ dataset, department, key });
    for (const who of [steward, emergencyClerk]) {
      const page = await read(who, subjectId);
      expect(page).toMatchObject({ kind: 'person', records: { items: [{ recordId: key, linkedBy: 'itself' }] } });
      const record = `/v1/records/${dataset}/${department}/${key}`;
      const texts = await Promise.all(['', '/history', '/lineage'].map(async (of) => call(who, 'GET', record + of)));
      expect(texts.map(({ status }) => status)).toEqual([200, 200, 200]);
      for (const text of [JSON.stringify(page), ...texts.map((one) => one.text)])
        for (const secret of [name, number, address]) expect(text).not.toContain(secret);
    }
    expect((await call(environmentClerk, 'GET', `/v1/subjects/${subjectId}`)).status).toBe(404);
  });
});

describe('A question', () => {
  it.each([
    ['without anything', ''],
    ['with both', '?code=91320505MA1X000760&name=苏州'],
    ['of one character', '?name=苏'],
    ['of signs', '?name=（）'],
    ['with a position that is none', '?name=苏州&cursor=xxxx'],
    ['with a position of another name', `?name=苏州&cursor=${Buffer.from('无锡#s-0000000000000000000000000').toString('base64url')}`],
  ])('%s is refused', async (_what, question) => {
    expect((await call(steward, 'GET', `/v1/subjects${question}`)).status).toBe(400);
  });

  it('of a beginning that many share is answered page by page, each once', async () => {
    const own = newName().slice(0, 8);
    const rows = Array.from({ length: 13 }, (_, index) =>
      company({ pripid: newKey(), uniscid: newCode(), entname: `${own}${String(index).padStart(2, '0')}有限公司` }),
    );
    await handIn(marketClerk, 'market-entities', csvOf(rows));
    await foundBy(steward, { name: own }, (found) => found.length === 13);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await search(steward, { name: own, limit: '5', ...(cursor !== undefined && { cursor }) });
      names.push(...page.items.map((item) => item.name));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(names).toEqual(rows.map(({ entname }) => entname));
  });

  it('about one subject is answered page by page, the newest first', async () => {
    const code = newCode();
    const rows = Array.from({ length: 7 }, (_, index) =>
      check({
        record_unique_identity: `${newKey()}-${String(index)}`,
        administrative_cp_ui_code: code,
        check_date: '2026-11-01',
        submitted_date: `2026-11-0${String(index + 2)} 10:00:00`,
      }),
    );
    await handIn(emergencyClerk, 'check-actions', csvOf(rows));
    const { subjectId } = await pageOfFound(steward, { code }, 7);
    const client = await as(emergencyClerk);
    const keys: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.get(`/v1/subjects/${subjectId}?limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`, SubjectShown);
      expect(page.counts === undefined).toBe(cursor !== undefined);
      keys.push(...page.records.items.map(({ recordId }) => recordId));
      cursor = page.records.next;
    } while (cursor !== undefined);
    expect(keys).toEqual(rows.map((row) => row['record_unique_identity']).reverse());
  });
});

describe('A register that was added by its contract alone', () => {
  it('shows of a business what the contract says, and of a column that a later contract tightens nothing, in rows of before too', async () => {
    const dataset = `register-${randomUUID().slice(0, 8)}`;
    const text = (name: string, title: string, its: object = {}) => ({
      name,
      title,
      type: 'text',
      maxLength: 100,
      required: true,
      level: 1,
      origin: 'ours',
      ...its,
    });
    const { departmentId } = await (await as(marketClerk)).get('/v1/me', Me);
    const publish = async (version: number, level: number) => {
      const columns = [
        text('no', '编号', { type: 'code' }),
        text('called', '名称'),
        text('uscc', '代码', { type: 'code' }),
        text('seat', '住址', { level, mask: 'address' }),
        text('on', '日期', { type: 'date', maxLength: undefined }),
      ];
      const subject = { as: 'register', name: 'called', code: 'uscc', shown: { address: ['seat'] } };
      const body = {
        dataset,
        title: '另一名录',
        version,
        validFrom: '2026-01-01',
        source: '测试',
        handIn: [departmentId],
        columns,
        subject,
      };
      const proposed = await call(steward, 'POST', '/v1/contracts', { body: { ...body, recordKey: 'no', businessTime: 'on' } });
      expect(proposed.status, proposed.text).toBe(201);
      const path = `/v1/contracts/${dataset}/${String(version)}`;
      const etag = (await call(securityAdministrator, 'GET', path)).headers.get('etag') ?? '';
      const approved = await call(securityAdministrator, 'PUT', `${path}/approval`, { headers: { 'if-match': etag } });
      expect(approved.status, approved.text).toBe(200);
    };

    const [code, called] = [newCode(), newName()];
    const seat = '苏州市虎丘区狮山路一号院二幢三〇一室';
    await publish(1, 1);
    await handIn(marketClerk, dataset, csvOf([{ no: newKey(), called, uscc: code, seat, on: '2026-03-01' }]));
    const before = await pageOfFound(steward, { code }, 1);
    expect(before).toMatchObject({ kind: 'registered', name: called, address: seat, records: { items: [{ content: { seat } }] } });

    // No further upload: the contract alone.
    await publish(2, 3);
    const after = await eventually(
      () => read(steward, before.subjectId),
      (page) => !JSON.stringify(page).includes(seat),
    );
    expect(after).toMatchObject({ name: called, code });
    expect(after).not.toHaveProperty('address');
    expect(JSON.stringify(await search(steward, { name: called }))).not.toContain(seat);
  });
});
