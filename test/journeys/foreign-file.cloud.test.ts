import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { Contract } from '../../functions/ingestion/contract.ts';
import { call, handIn } from '../support/hub.ts';
import { environmentClerk, securityAdministrator, steward } from '../support/people.ts';

/** Real data lie beside the project and are never part of it; `HUB_DATA` says where. */
const file = path.join(process.env['HUB_DATA'] ?? '../shared/data', 'chicago_food/inspections.csv');
const version = Math.floor(Date.now() / 1000) % 999_999;

const text = (name: string, title: string, maxLength: number, required = false) => ({
  name,
  title,
  type: 'text' as const,
  maxLength,
  required,
  level: 1,
  origin: 'source' as const,
});

/** The food inspections of Chicago, 2011–2014, as the city publishes them: nothing about them was made here. */
const contract = Contract.parse({
  dataset: 'chicago-inspections',
  title: '芝加哥食品检查',
  version,
  validFrom: '2026-01-01',
  source: 'City of Chicago, food inspections',
  handIn: ['*'],
  recordKey: 'inspection_id',
  businessTime: 'inspection_date',
  columns: [
    { ...text('inspection_id', '检查编号', 20, true), type: 'code', pattern: '^[0-9]{1,10}$', aliases: ['Inspection_ID'] },
    { ...text('dba_name', '名称', 200, true), aliases: ['DBA_Name'] },
    { ...text('aka_name', '又名', 200), aliases: ['AKA_Name'] },
    { ...text('license', '许可证号', 20), type: 'code' },
    { ...text('facility_type', '场所类型', 100), aliases: ['Facility_Type'] },
    {
      ...text('risk', '风险', 20),
      type: 'code',
      letters: 'as-is',
      dictionary: { 'Risk 1 (High)': '高', 'Risk 2 (Medium)': '中', 'Risk 3 (Low)': '低' },
    },
    text('address', '地址', 200),
    { name: 'inspection_date', title: '检查日期', type: 'date', required: true, level: 1, origin: 'source', aliases: ['Inspection_Date'] },
    { ...text('inspection_type', '检查方式', 100), aliases: ['Inspection_Type'] },
    {
      ...text('results', '结果', 40, true),
      type: 'code',
      letters: 'as-is',
      dictionary: { Pass: '合格', Fail: '不合格', 'Pass w/ Conditions': '有条件合格' },
    },
    { name: 'latitude', title: '纬度', type: 'decimal', level: 1, origin: 'source', required: false },
    { name: 'criticalcount', title: '严重项', type: 'integer', level: 1, origin: 'source', required: false },
    { name: 'seriouscount', title: '重要项', type: 'integer', level: 1, origin: 'source', required: false },
    { name: 'minorcount', title: '一般项', type: 'integer', level: 1, origin: 'source', required: false },
  ],
});

it.skipIf(!existsSync(file))(
  `a file that nobody here made goes in under a contract registered by API (skipped where ${file} is not there)`,
  async () => {
    const proposed = await call(steward, 'POST', '/v1/contracts', { body: contract });
    expect(proposed.status, proposed.text).toBe(201);
    const path = `/v1/contracts/chicago-inspections/${String(version)}`;
    const read = await call(securityAdministrator, 'GET', path);
    const headers = { 'if-match': read.headers.get('etag') ?? '' };
    expect(await call(steward, 'PUT', `${path}/approval`, { headers }), 'two persons').toMatchObject({ status: 409 });
    expect(
      await call(securityAdministrator, 'PUT', `${path}/approval`, { headers: { 'if-match': '"another"' } }),
      'what was read is what is approved',
    ).toMatchObject({ status: 412 });
    expect(await call(securityAdministrator, 'PUT', `${path}/approval`, { headers })).toMatchObject({
      status: 200,
      body: { state: 'published' },
    });

    const bytes = readFileSync(file);
    const { report, state } = await handIn(environmentClerk, 'chicago-inspections', bytes);
    expect(state).toBe('finished');
    if (!report) throw new Error('no report');
    console.log(JSON.stringify(report, null, 1));
    const { read: rows, accepted, unchanged, superseded, refused, complete } = report;
    // Counted by another program: 21,861 lines less the header, and no field of this file holds a line break.
    expect(rows).toBe(bytes.toString('utf8').trimEnd().split('\n').length - 1);
    expect(accepted.new + accepted.changed + unchanged + superseded + refused).toBe(rows);
    expect(complete).toBe(true);

    const again = await handIn(environmentClerk, 'chicago-inspections', bytes);
    expect(again.report).toMatchObject({
      read: rows,
      accepted: { new: 0, changed: 0 },
      unchanged: accepted.new + accepted.changed + unchanged,
      superseded,
      refused,
    });
  },
);
