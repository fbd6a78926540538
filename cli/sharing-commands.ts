import { createHash, verify } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { type Asked, asked, type Command, limitOf, namesFor, shanghai } from './asked.ts';
import { UsageError } from './command-line.ts';
import type { HubClient } from './hub.client.ts';
import {
  Asked as RequestAsked,
  DataRequest,
  DataRequests,
  Export,
  FileLink,
  Grant,
  GrantMoved,
  Grants,
  RequestActed,
  SampleRows,
  SharedResource,
  SharedResources,
  SharedRows,
  SignedManifest,
  SigningKey,
  Traced,
} from './sharing-answers.ts';
import {
  askedText,
  exportText,
  filtersOf,
  grantMovedText,
  grantsText,
  grantText,
  requestActedText,
  requestsText,
  requestText,
  sharedResourceText,
  sharedText,
  tracedText,
} from './sharing-words.ts';

const Json = z.record(z.string(), z.unknown());
const jsonFile = async (file: string): Promise<Record<string, unknown>> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`读不到文件 ${file}`);
  });
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${file} 不是 JSON 对象`);
  }
};

/** A move's words: from a file, and what is given beside it. */
const wordsOf = async ({ line }: Asked): Promise<Record<string, unknown>> => {
  const [, move = '', file] = line.words;
  const said = Object.fromEntries(
    (['reason', 'text', 'note'] as const).flatMap((name) => (line.text(name) === undefined ? [] : [[name, line.text(name)]])),
  );
  return { ...(file === undefined ? {} : await jsonFile(file)), ...said, move };
};
const seen = (version: number) => ({ 'if-match': `"${String(version)}"` });
const ofId = (id: string | undefined): string => encodeURIComponent(id ?? '');
const questionOf = ({ line }: Asked) => ({
  ...(line.text('fields') !== undefined && { fields: line.text('fields')?.split(/[,，]/) }),
});

export const sharingCommands = {
  async shared(the) {
    const { hub, line, show } = the;
    const [resourceId] = line.words;
    if (resourceId !== undefined && line.values.sample === true) {
      const { rows } = await hub.get(`/v1/shared-resources/${ofId(resourceId)}/sample`, SampleRows);
      show(rows, () => `合成样例，不含真实数据：\n${JSON.stringify(rows, null, 2)}`);
      return 0;
    }
    const names = await namesFor(hub, line);
    if (resourceId !== undefined) {
      const its = await hub.get(`/v1/shared-resources/${ofId(resourceId)}`, SharedResource);
      show(its, () => sharedResourceText(its, names));
      return 0;
    }
    const [q, dataset, department, cursor] = (['text', 'dataset', 'department', 'cursor'] as const).map(line.text);
    const found = await hub.get(`/v1/shared-resources${asked({ q, dataset, department, cursor, limit: limitOf(line) })}`, SharedResources);
    show(found, () => sharedText(found, names));
    return 0;
  },

  async ask({ hub, line, show }) {
    const draft = await hub.post('/v1/data-requests', await jsonFile(line.words[0] ?? ''), RequestAsked);
    if (draft.missing.length > 0) {
      show(draft, () => `${askedText(draft)}\n改好文件后：npm run hub -- ask 文件.json`);
      return 1;
    }
    const acted = await hub.post(`/v1/data-requests/${draft.requestId}/moves`, { move: 'submit' }, RequestActed, seen(draft.version));
    show(acted, () => requestActedText(acted));
    return 0;
  },

  async requests({ hub, line, show }) {
    const [box, state, department, cursor] = (['box', 'state', 'department', 'cursor'] as const).map(line.text);
    const found = await hub.get(`/v1/data-requests${asked({ box, state, department, cursor, limit: limitOf(line) })}`, DataRequests);
    const names = await namesFor(hub, line);
    show(found, () => requestsText(found, names));
    return 0;
  },

  async request({ hub, line, show }) {
    const found = await hub.get(`/v1/data-requests/${ofId(line.words[0])}`, DataRequest);
    const names = await namesFor(hub, line);
    show(found, () => requestText(found, names));
    return 0;
  },

  async 'request-act'(the) {
    const { hub, line, show } = the;
    const its = `/v1/data-requests/${ofId(line.words[0])}`;
    const words = await wordsOf(the);
    const { request } = await hub.get(its, DataRequest);
    const acted = await hub.post(`${its}/moves`, words, RequestActed, seen(request.version));
    show(acted, () => requestActedText(acted));
    return 0;
  },

  async grants({ hub, line, show }) {
    const [state, department, cursor] = (['state', 'department', 'cursor'] as const).map(line.text);
    const side = line.values.given === true ? 'given' : undefined;
    const found = await hub.get(`/v1/grants${asked({ side, state, department, cursor, limit: limitOf(line) })}`, Grants);
    const names = await namesFor(hub, line);
    show(found, () => grantsText(found, names));
    return 0;
  },

  async grant({ hub, line, show }) {
    const found = await hub.get(`/v1/grants/${ofId(line.words[0])}`, Grant);
    const names = await namesFor(hub, line);
    show(found, () => grantText(found, names));
    return 0;
  },

  async 'grant-act'(the) {
    const { hub, line, show } = the;
    const its = `/v1/grants/${ofId(line.words[0])}`;
    const words = await wordsOf(the);
    const { grant } = await hub.get(its, Grant);
    const moved = await hub.post(`${its}/moves`, words, GrantMoved, seen(grant.version));
    show(moved, () => grantMovedText(moved));
    return 0;
  },

  /** One page, or with `--all` every page of one snapshot; as JSON lines. */
  async read(the) {
    const { hub, line, around, show } = the;
    const question = { ...questionOf(the), where: filtersOf(line.text('where')), limit: Number(limitOf(line, 1000)) };
    const pages: SharedRows[] = [];
    let cursor = line.text('cursor');
    do {
      const page = await hub.post(
        `/v1/grants/${ofId(line.words[0])}/queries`,
        { ...question, ...(cursor !== undefined && { cursor }) },
        SharedRows,
      );
      pages.push(page);
      cursor = page.next;
    } while (line.values.all === true && cursor !== undefined);
    const rows = pages.flatMap((page) => page.rows);
    show({ rows, asOf: pages[0]?.asOf, ...(cursor !== undefined && { next: cursor }) }, () =>
      rows.map(({ id, values }) => JSON.stringify({ id, ...values })).join('\n'),
    );
    around.note(
      `${String(rows.length)} 条，数据截至 ${pages[0] ? shanghai(pages[0].asOf.at) : ''}${cursor === undefined ? '' : `；还有更多：--all，或 --cursor ${cursor}`}`,
    );
    return 0;
  },

  async export(the) {
    const { hub, line, around, show } = the;
    const folder = line.text('out') ?? '.';
    const order = { format: line.text('format') ?? 'csv', ...questionOf(the), filters: filtersOf(line.text('where')) };
    let its = await hub.post(`/v1/grants/${ofId(line.words[0])}/exports`, order, Export);
    around.note(`  导出 ${its.exportId}：${its.stateTitle}`);
    while (its.state === 'waiting' || its.state === 'writing') {
      await pause(1000);
      its = await hub.get(`/v1/exports/${its.exportId}`, Export);
    }
    if (its.state === 'ready') await fetchFiles(hub, its, folder);
    show(its, () => exportText(its, folder));
    return its.state === 'ready' ? 0 : 1;
  },

  async trace({ hub, line, show }) {
    const text = await readFile(line.words[0] ?? '', 'utf8').catch(() => {
      throw new UsageError(`读不到文件 ${line.words[0] ?? ''}`);
    });
    // What the hub takes at once; the marks of one file are those of one export, so its beginning tells.
    const lines = text
      .split(/\r?\n/)
      .filter(Boolean)
      .slice(0, 1000)
      .map((one) => one.slice(0, 400));
    const traced = await hub.post('/v1/shared-data/trace', { lines }, Traced);
    const names = await namesFor(hub, line);
    show(traced, () => tracedText(traced, names));
    return 0;
  },
} satisfies Record<string, Command>;

/** Each file as it was signed for, or nothing: what arrived otherwise is not kept. */
const fetchFiles = async (hub: HubClient, { exportId, files }: Export, folder: string): Promise<void> => {
  const [manifest, { pem }] = await Promise.all([
    hub.get(`/v1/exports/${exportId}/manifest`, SignedManifest),
    hub.get('/v1/export-signing-key', SigningKey),
  ]);
  if (!verify('sha256', Buffer.from(manifest.text), pem, Buffer.from(manifest.signature, 'base64')))
    throw new Error('导出清单的签名不对，文件不可信：请联系数据主管部门');
  const signed = new Map(
    z
      .object({ files: z.array(z.object({ n: z.int(), sha256: z.string() })) })
      .parse(JSON.parse(manifest.text))
      .files.map(({ n, sha256 }) => [n, sha256]),
  );
  await mkdir(folder, { recursive: true });
  for (const { n, name } of files) {
    const { url } = await hub.post(`/v1/exports/${exportId}/files/${String(n)}/link`, {}, FileLink);
    const response = await fetch(url);
    if (!response.ok || !response.body) throw new Error(`文件没有下载成功（服务器返回 ${String(response.status)}），请重试`);
    const digest = createHash('sha256');
    const body = Readable.fromWeb(response.body).on('data', (bytes: Buffer) => digest.update(bytes));
    const file = path.join(folder, path.basename(name));
    await pipeline(body, createWriteStream(file, { flags: 'wx' })).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
        throw new Error(`文件 ${file} 已经存在，请用 --out 换一个文件夹`, { cause: error });
      throw error;
    });
    if (digest.digest('hex') !== signed.get(n)) throw new Error(`文件 ${file} 与清单中的摘要不符，请重新下载`);
  }
  await writeFile(path.join(folder, `${exportId}.manifest.json`), manifest.text);
  await writeFile(path.join(folder, `${exportId}.manifest.sig`), Buffer.from(manifest.signature, 'base64'));
};
