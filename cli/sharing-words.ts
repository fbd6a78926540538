import { UsageError } from './command-line.ts';
import type {
  Asked,
  DataRequest,
  DataRequests,
  Export,
  Grant,
  GrantMoved,
  Grants,
  RequestActed,
  SharedResource,
  SharedResources,
  Traced,
} from './sharing-answers.ts';
import type { Names } from './complaint-words.ts';
import { grouped, table } from './table.ts';

const mayHave: Readonly<Record<string, string>> = { now: '可直接取得', ask: '须申请', no: '不提供', own: '本部门' };
const given: Readonly<Record<string, string>> = { clear: '明文', masked: '脱敏', pseudonym: '假名' };
const named = (names: Names, department: string): string => names.get(department) ?? department;
const minutes = (instant: string): string => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
const fieldsText = (fields: readonly { name: string; as: string }[]): string =>
  fields.map(({ name, as }) => `${name}（${given[as] ?? as}）`).join('、');

/** What whoever asks may do now, and how. */
const allowedText = (allowed: readonly { move: string; title: string }[], command: string): string[] =>
  allowed.length === 0 ? [] : [`现在可以：${allowed.map(({ move, title }) => `${title}（${move}）`).join('、')}\n  ${command}`];
const historyText = (history: readonly { at: string; by: string; title: string }[]): string =>
  table(
    ['时间', '经过', '经办'],
    history.map(({ at, title, by }) => [minutes(at), title, by]),
  );
const missingText = (missing: Asked['missing']): string[] =>
  missing.length === 0 ? [] : [`还要补齐或改正：\n${missing.map(({ path, message }) => `  ${path}：${message}`).join('\n')}`];
/** For the next page. */
const moreText = (next: string | undefined): string => (next === undefined ? '' : `\n还有更多：--cursor ${next}`);

export const sharedText = ({ items, next }: SharedResources, names: Names): string =>
  items.length === 0
    ? `没有找到${moreText(next)}`
    : table(
        ['编号', '名称', '提供部门', '共享类型', '级别', '能否取得'],
        items.map(({ resourceId, title, department, shareClassTitle, level, mayHave: may, state, stateTitle }) => [
          resourceId,
          title,
          named(names, department),
          `${shareClassTitle}${state === 'published' ? '' : `（${stateTitle}）`}`,
          level,
          mayHave[may] ?? may,
        ]),
      ) + moreText(next);

export const sharedResourceText = (its: SharedResource, names: Names): string =>
  [
    `${its.title}（${its.resourceId}）\n${its.description}`,
    table(
      ['', ''],
      [
        ['提供部门', named(names, its.department)],
        ['共享类型', its.shareClassTitle],
        ...(its.conditions === undefined ? [] : [['共享条件', its.conditions]]),
        ...(its.basis ? [['不予共享依据', `${its.basis.typeTitle}：${its.basis.text}`]] : []),
        ['级别', its.level],
        ['更新周期', its.updateCycleTitle],
        ['状态', its.stateTitle],
        [
          '数据',
          its.freshness.rows === undefined
            ? '尚无'
            : `约 ${grouped(its.freshness.rows)} 条${its.freshness.loadedAt === undefined ? '' : `，截至 ${minutes(its.freshness.loadedAt)}`}`,
        ],
        ['能否取得', `${mayHave[its.mayHave] ?? its.mayHave}：${its.why}`],
      ],
    ).trimStart(),
    table(
      ['字段', '名称', '级别', '最多可以'],
      its.fields.map(({ name, title, level, givenAs }) => [name, title, level, givenAs.map((as) => given[as] ?? as).join('、')]),
    ),
    ...allowedText(its.allowed, '见接口 /v1/shared-resources/{编号}/moves、/reviews'),
  ].join('\n\n');

export const askedText = ({ requestId, missing }: Asked): string => [`申请 ${requestId} 已保存为草稿`, ...missingText(missing)].join('\n');

export const requestActedText = ({ requestId, stateTitle, grantId, allowed }: RequestActed): string =>
  [
    `申请 ${requestId}：${stateTitle}${grantId === undefined ? '' : `\n授权 ${grantId}`}`,
    ...allowedText(allowed, `npm run hub -- request-act ${requestId} 操作 [文件.json] [--reason …]`),
  ].join('\n');

export const requestsText = ({ items, next }: DataRequests, names: Names): string =>
  items.length === 0
    ? `没有申请${moreText(next)}`
    : table(
        ['编号', '数据', '申请部门', '提供部门', '状态', '期限'],
        items.map(({ requestId, title, applicant, owner, stateTitle, due, overdue }) => [
          requestId,
          title,
          named(names, applicant),
          named(names, owner),
          stateTitle,
          due === undefined ? '' : `${minutes(due)}${overdue ? '（逾期）' : ''}`,
        ]),
      ) + moreText(next);

export const requestText = ({ request, stateTitle, clocks, history, missing, allowed }: DataRequest, names: Names): string => {
  const { requestId, title, applicant, owner, form, decision, refusal, grantId, handedOverTo } = request;
  return [
    `${title}（${requestId}）：${stateTitle}\n${named(names, applicant)} 向 ${named(names, owner)} 申请${form.purpose === undefined ? '' : `，用于${form.purpose}`}`,
    ...(form.fields.length === 0 ? [] : [`申请字段：${fieldsText(form.fields)}`]),
    ...(decision
      ? [
          `同意字段：${fieldsText(decision.fields)}${decision.left.length === 0 ? '' : `；不提供：${decision.left.join('、')}`}${decision.reason === undefined ? '' : `\n理由：${decision.reason}`}`,
        ]
      : []),
    ...(refusal ? [`不予同意：${refusal.reason}\n依据：${refusal.basis.text}`] : []),
    ...(handedOverTo === undefined ? [] : [`已转交：${handedOverTo}`]),
    ...(grantId === undefined ? [] : [`授权：${grantId}`]),
    ...(clocks.length === 0
      ? []
      : [
          table(
            ['期限', '届满', '依据', ''],
            clocks.map(({ title: what, due, lawRef, overdue, stoppedAt }) => [
              what,
              minutes(due),
              lawRef,
              stoppedAt === undefined ? (overdue ? '逾期' : '') : '已办',
            ]),
          ),
        ]),
    historyText(history),
    ...missingText(missing),
    ...allowedText(allowed, `npm run hub -- request-act ${requestId} 操作 [文件.json] [--reason …]`),
  ].join('\n\n');
};

export const grantsText = ({ items, next }: Grants, names: Names): string =>
  items.length === 0
    ? `没有授权${moreText(next)}`
    : table(
        ['编号', '数据', '持有部门', '提供部门', '用途', '状态', '到期'],
        items.map(({ grantId, title, holder, owner, purpose, stateTitle, until }) => [
          grantId,
          title,
          named(names, holder),
          named(names, owner),
          purpose,
          stateTitle,
          minutes(until),
        ]),
      ) + moreText(next);

export const grantText = ({ grant, stateTitle, outdated, today, history, allowed }: Grant, names: Names): string =>
  [
    `${grant.title}（${grant.grantId}）：${stateTitle}`,
    table(
      ['', ''],
      [
        ['持有部门', named(names, grant.holder)],
        ['提供部门', named(names, grant.owner)],
        ['用途', grant.purpose],
        ['字段', fieldsText(grant.fields)],
        ['方式', grant.channels.map((channel) => (channel === 'api' ? '接口' : '文件')).join('、')],
        ['配额', `每日 ${grouped(grant.quota.rowsPerDay)} 条，每分钟 ${grouped(grant.quota.callsPerMinute)} 次`],
        ['今日已用', `${grouped(today.rows)} 条，${grouped(today.calls)} 次；因超量拒绝 ${grouped(today.refused)} 次`],
        ['到期', minutes(grant.until)],
        ...[...(grant.suspension ? [grant.suspension] : []), ...grant.furtherSuspensions].map(({ reason }) => ['暂停原因', reason]),
        ...(outdated === undefined ? [] : [['不再适用', outdated]]),
      ],
    ).trimStart(),
    historyText(history),
    ...allowedText(allowed, `npm run hub -- grant-act ${grant.grantId} 操作 [文件.json] [--reason …]`),
  ].join('\n\n');

export const grantMovedText = ({ grantId, stateTitle, until, allowed }: GrantMoved): string =>
  [
    `授权 ${grantId}：${stateTitle}，到期 ${minutes(until)}`,
    ...allowedText(allowed, `npm run hub -- grant-act ${grantId} 操作 [--reason …]`),
  ].join('\n');

export const exportText = ({ exportId, stateTitle, because, rows, files }: Export, folder: string): string =>
  [
    `导出 ${exportId}：${stateTitle}${because === undefined ? '' : `（${because}）`}${rows === undefined ? '' : `，共 ${grouped(rows)} 条`}`,
    ...files.map(({ name }) => `  ${folder}/${name}`),
    ...(files.length === 0 ? [] : ['各文件的摘要与清单一致，清单的签名已核对。未经提供部门同意，不得提供给第三方。']),
  ].join('\n');

export const tracedText = ({ items, unknown, more }: Traced, names: Names): string =>
  [
    items.length === 0
      ? '没有找到本系统的水印'
      : table(
          ['导出', '授权', '持有部门', '申请人', '时间', { title: '水印', right: true }, { title: '属实', right: true }],
          items.map(({ exportId, grantId, holder, orderedBy, orderedAt, marks, genuine }) => [
            exportId,
            grantId,
            named(names, holder),
            orderedBy,
            minutes(orderedAt),
            marks,
            genuine,
          ]),
        ),
    ...(unknown === 0 ? [] : [`另有 ${grouped(unknown)} 处形似水印，查无此导出，或与本部门无关`]),
    ...(more ? ['涉及的导出过多，只查了最先出现的一部分'] : []),
  ].join('\n');

/** `area_number=320505|320506`, `check_date=2026-01-01..2026-03-31`; several are parted by `;`, and all hold. */
export const filtersOf = (where: string | undefined): unknown[] =>
  (where?.split(';') ?? []).map((one) => {
    const [, field = '', said = ''] = /^\s*([a-z][a-z0-9_]*)\s*=\s*(.+?)\s*$/.exec(one) ?? [];
    if (field === '') throw new UsageError(`--where 写作 字段=值|值 或 字段=起..止，多个条件以分号分开；“${one}”不对`);
    const [, from, to] = /^(.*?)\.\.(.*)$/.exec(said) ?? [];
    if (from === undefined) return { field, is: said.split('|') };
    return { field, ...(from !== '' && { from }), ...(to !== '' && to !== undefined && { to }) };
  });
