import { Me } from '../../../cli/answers.ts';
import { hubClient, type HubClient } from '../../../cli/hub.client.ts';
import { Asked, Export, Grants, RequestActed, SharedResource, SharedResources, SharedRows } from '../../../cli/sharing-answers.ts';
import { signInAsSystem, signInWithPassword } from '../../../cli/sign-in.client.ts';
import { grouped, table } from '../../../cli/table.ts';
import { inTime } from '../in-time.ts';
import type { SignIns } from '../seed.ts';
import { sampleDepartments } from './people.ts';

const market = sampleDepartments[0]?.departmentId ?? '';
const entities = `r-market-entities.${market}`;
const checks = `r-check-actions.${market}`;
const byArea = `${checks}.by-area`;

const publicFields = ['uniscid', 'entname', 'enttype_cn', 'estdate', 'regstate_cn', 'dom', 'domdistrict', 'industryphy', 'industryco'];
const checkFields = [
  'record_unique_identity',
  'check_action_name',
  'administrative_cp',
  'administrative_cp_na',
  'administrative_cp_ui_code',
  'area_number',
  'check_result',
  'check_date',
  'check_personnel_code',
];
const named = (names: readonly string[]) => names.map((name) => ({ name }));

/** What 区市场监管局 shares in the sample: each class once, and statistics. */
const catalogued = [
  {
    dataset: 'market-entities',
    title: '市场主体登记信息',
    description: '辖区内登记的企业和个体工商户的公开登记信息',
    shareClass: 'unconditional',
    fields: named(publicFields),
    updateCycle: 'daily',
  },
  {
    dataset: 'check-actions',
    title: '市场监管行政检查',
    description: '区市场监管局对市场主体的行政检查行为',
    shareClass: 'conditional',
    conditions: '用于本部门法定职责范围内的执法协作；不得用于公开发布',
    fields: named(checkFields),
    updateCycle: 'daily',
  },
  {
    dataset: 'check-actions',
    statisticsName: 'by-area',
    title: '行政检查分区统计',
    description: '按区域、月份和检查结果统计的检查次数与检查对象数，小于阈值的不提供',
    shareClass: 'unconditional',
    fields: named(['area_number', 'check_date', 'check_result']),
    statistics: { by: ['area_number', 'check_date', 'check_result'], months: ['check_date'] },
    updateCycle: 'monthly',
  },
  {
    dataset: 'penalties',
    title: '市场监管行政处罚（未公示部分）',
    description: '尚未公示的行政处罚案件信息',
    shareClass: 'withheld',
    basis: { type: '1', text: '《行政处罚法》第四十八条：未到公示时间的处罚决定不对外提供（示例）' },
    fields: named(['punish_action_name', 'punish_action_code']),
    updateCycle: 'daily',
  },
] as const;

/** From today for half a year, in days of Shanghai. */
const halfYear = (now: Date) => {
  const day = (ahead: number) => new Date(now.getTime() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10);
  return { from: day(0), until: day(180) };
};

const seen = ({ version }: { version: number }) => ({ 'if-match': `"${String(version)}"` });

/**
 * 区市场监管局 catalogues what it shares, the data bureau publishes it, 区生态环境局 asks, those who must sign, sign, and its system and its clerk get what was granted: the whole way, once, by
 * the front door.
 */
export const shareResources = async (url: string, signIns: SignIns, say: (line: string) => void): Promise<void> => {
  const as = async (who: string): Promise<HubClient> => {
    const system = signIns.systems[who];
    const token = system
      ? (await signInAsSystem(url, system.clientId, system.clientSecret)).accessToken
      : await signInWithPassword(url, who, signIns.people[who]?.password ?? '');
    return hubClient(url, token);
  };
  const [custodian, steward, clerk] = await Promise.all([as('market-custodian'), as('data-steward'), as('environment-clerk')]);

  // What an earlier start has done, or began, is left as it is.
  const { items: held } = await clerk.get('/v1/grants?limit=100', Grants);
  const grantOn = (resourceId: string): string | undefined =>
    held.find(({ grantId }) => grantId.slice(2, grantId.lastIndexOf('.')) === resourceId.slice(2))?.grantId;
  if ([entities, checks, byArea].every((resourceId) => grantOn(resourceId) !== undefined)) return;
  say('编目、申请、授权、取数 [sharing sample] …');
  const begun = performance.now();
  const { items } = await custodian.get(`/v1/shared-resources?department=${market}&limit=100`, SharedResources);
  const known = new Set(items.map(({ resourceId }) => resourceId));
  for (const description of catalogued) {
    const name = 'statisticsName' in description ? `.${description.statisticsName}` : '';
    if (known.has(`r-${description.dataset}.${market}${name}`)) continue;
    const { resourceId, version } = await custodian.post('/v1/shared-resources', description, SharedResource);
    const its = `/v1/shared-resources/${resourceId}`;
    const submitted = await custodian.post(`${its}/moves`, { move: 'submit' }, SharedResource, seen({ version }));
    await steward.post(`${its}/reviews`, { move: 'publish' }, SharedResource, seen(submitted));
  }

  const system = await as('environment-system');
  const { memberId } = await system.get('/v1/me', Me);
  const ask = async (resourceId: string, purpose: string, more: Record<string, unknown>): Promise<RequestActed> => {
    const draft = await clerk.post(
      '/v1/data-requests',
      {
        resourceId,
        purpose,
        explanation: '与本部门的检查计划比对，由执法大队使用，不外传',
        useRange: '3',
        basis: { type: '99', text: '《政务数据共享条例》；区“互联网+监管”工作方案任务（四）' },
        systems: [{ memberId, name: '生态环境业务系统' }],
        rows: [],
        period: halfYear(new Date()),
        volume: { rowsPerDay: 100_000, callsPerMinute: 600 },
        channels: ['api', 'file'],
        ...more,
      },
      Asked,
    );
    return clerk.post(`/v1/data-requests/${draft.requestId}/moves`, { move: 'submit' }, RequestActed, seen(draft));
  };
  const act = async (who: string, the: RequestActed, words: Record<string, unknown>): Promise<RequestActed> =>
    (await as(who)).post(`/v1/data-requests/${the.requestId}/moves`, words, RequestActed, seen(the));
  const clear = (names: readonly string[]) => names.map((name) => ({ name, as: 'clear' }));
  const hidden: Record<string, string> = { check_personnel_code: 'pseudonym', administrative_cp_ui_code: 'masked' };

  const atOnce = grantOn(entities) ?? (await ask(entities, '核对排污单位登记信息', { fields: clear(publicFields) })).grantId;
  const counted =
    grantOn(byArea) ??
    (await ask(byArea, '编制执法年报', { fields: clear(['area_number', 'check_date', 'check_result']), channels: ['file'] })).grantId;
  const reviewed = async (): Promise<string | undefined> => {
    const asked = await ask(checks, '跨部门联合检查排重', {
      fields: checkFields.map((name) => ({ name, as: name === 'check_personnel_code' ? 'pseudonym' : 'clear' })),
    });
    const accepted = await act('data-steward', asked, { move: 'accept' });
    const decided = await act('market-custodian', accepted, {
      move: 'decide',
      fields: checkFields.map((name) => ({ name, as: hidden[name] ?? 'clear' })),
      reason: '相对人证照号码以脱敏方式提供即可满足用途',
    });
    const signed = await act('market-lead', decided, { move: 'sign' });
    return (await act('market-security', signed, { move: 'sign' })).grantId;
  };
  const granted = grantOn(checks) ?? (await reviewed());

  const read = async (grantId: string): Promise<number> => {
    const ids = new Set<string>();
    let cursor: string | undefined;
    do {
      const body = { limit: 1000, ...(cursor !== undefined && { cursor }) };
      const page = await system.post(`/v1/grants/${grantId}/queries`, body, SharedRows);
      for (const { id } of page.rows) ids.add(id);
      cursor = page.next;
    } while (cursor !== undefined);
    return ids.size;
  };
  const exported = async (grantId: string): Promise<Export> => {
    const ordered = await clerk.post(`/v1/grants/${grantId}/exports`, { format: 'csv' }, Export);
    return inTime(`导出 ${ordered.exportId}`, async () => {
      const its = await clerk.get(`/v1/exports/${ordered.exportId}`, Export);
      return its.state === 'waiting' || its.state === 'writing' ? undefined : its;
    });
  };

  const shown: (string | number)[][] = [];
  for (const { resourceId, grantId } of [
    { resourceId: entities, grantId: atOnce ?? '' },
    { resourceId: checks, grantId: granted ?? '' },
  ]) {
    await inTime(`${resourceId} 的装载`, async () => {
      const { freshness } = await clerk.get(`/v1/shared-resources/${resourceId}`, SharedResource);
      return freshness.state === 'current' || undefined;
    });
    const [byApi, byFile] = [await read(grantId), await exported(grantId)];
    const right = byApi > 0 && byFile.state === 'ready' && byFile.rows === byApi;
    shown.push([`  ${resourceId}`, grouped(byApi), grouped(byFile.rows ?? 0), right ? '一致' : '不一致']);
  }
  const cells = await exported(counted ?? '');
  shown.push([`  ${byArea}`, '', `${grouped(cells.rows ?? 0)} 格`, cells.stateTitle]);
  say(`已编目 ${String(catalogued.length)} 项，授权 ${String(shown.length)} 项 ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  const right = (title: string) => ({ title, right: true });
  console.log(table(['  数据资源', right('接口读得'), right('文件导出'), '结果'], shown));
};
