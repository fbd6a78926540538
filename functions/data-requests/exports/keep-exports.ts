import { move } from '../../../shared/runtime/move.ts';
import { refuse } from '../../../shared/runtime/outcome.ts';
import { answering, type Call, done, reaches } from '../../../shared/runtime/route.ts';
import type { Resources } from '../catalogue/resources.store.ts';
import { isLoading, snapshotOf } from '../delivery/snapshot.ts';
import { mayRead, type Reading } from '../grants/gate.ts';
import type { Grants } from '../grants/grants.store.ts';
import type { openGate } from '../grants/open-gate.ts';
import type { SharingSettings } from '../sharing-settings.ts';
import { laneOfResource } from '../sharing.ts';
import { askingOf } from './asking-of.ts';
import { filesFor } from './bytes-of-file.ts';
import { countedColumns } from './bytes-of-statistics.ts';
import { decisionOf } from './decision.ts';
import { endedStates, type Export, type ExportContent, exportIdOf, keyOfFile, nameOfFile } from './export.ts';
import type { Exports } from './exports.store.ts';
import type { FileLinks } from './file-links.bucket.ts';
import { formats } from './formats/formats.ts';
import { linkToFile, listExports, orderExport, readExport, readManifest, readSigningKey } from './routes.ts';
import { shownExport } from './shown-export.ts';
import type { PublicKey } from './signing.client.ts';

interface Collaborators {
  exports: Exports;
  gate: ReturnType<typeof openGate>;
  grants: Pick<Grants, 'find' | 'forReading'>;
  resources: Pick<Resources, 'find' | 'live'>;
  links: FileLinks;
  publicKey: PublicKey;
  settings: Pick<SharingSettings, 'fileRows' | 'linkSeconds' | 'snapshotSeconds'>;
  /** When somebody looks whether what was ordered goes on. */
  stuckSeconds: number;
}

const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

/** In clear only as far as the order's clearance and the grant's level go. Cells of statistics are in clear, at the level at which they were approved as a whole. */
export const columnsOf = (
  { kind, fields, columns, level, clearance }: Pick<Reading, 'kind' | 'fields' | 'columns' | 'level' | 'clearance'>,
  { titles, approved }: { titles: ReadonlyMap<string, string>; approved: number },
): Export['columns'] =>
  fields.map(({ name, as }) => {
    if (kind === 'statistics') return { name, title: titles.get(name) ?? name, as, level: approved };
    const its = columns.find((column) => column.name === name)?.level ?? 1;
    return { name, title: titles.get(name) ?? name, as: as === 'clear' && its > Math.min(level, clearance) ? 'masked' : as, level: its };
  });

/** What departments order, look at and fetch. Nothing is sent from here: what was ordered is told by the table's stream. */
export const keepExports = (collaborators: Collaborators) => {
  const { exports, gate, grants, resources, links, publicKey, settings, stuckSeconds } = collaborators;

  const shown = async (the: Export) => shownExport(the, the.filesDone > 0 ? await exports.files(the) : []);
  const ofHolderOrOwner = (
    call: Pick<Call<unknown, unknown, unknown>, 'principal' | 'reach'>,
    { holder, owner }: Pick<Export, 'holder' | 'owner'>,
  ) => reaches(call, holder) || reaches(call, owner);
  const visible = async (call: Call<{ exportId: string }, unknown, unknown>): Promise<Export | undefined> => {
    const the = await exports.find(call.params.exportId);
    return the && ofHolderOrOwner(call, the) ? the : undefined;
  };

  return [
    answering(orderExport, async ({ params: { grantId }, body: { format, fields, filters }, principal, address, now }) => {
      const opened = await gate(grantId, { principal, address, channel: 'file', fields, filters, now });
      if ('outcome' in opened) return opened;
      const { reading, lane } = opened;
      if (isLoading(lane)) return refuse('nothing-loaded', '数据正在装载，装载完成后再申请');
      if (lane.visible === 0) return refuse('nothing-loaded');
      // A caller's filter would cut what is counted, and two such cuts would tell of one subject.
      if (reading.kind === 'statistics' && (fields !== undefined || filters.length > 0)) return refuse('statistics-whole');
      const whole = reading.kind === 'records' && reading.rows.length === 0 && filters.length === 0;
      if (whole && lane.rows > reading.quota.rowsPerDay) return refuse('more-than-quota');
      if (reading.left === 0 || (whole && lane.rows > reading.left)) return refuse('quota-exhausted', '零点（北京时间）起重新计算');

      const { resourceId } = reading;
      const entry = await resources.find(resourceId);
      const statistics = reading.kind === 'statistics' ? entry?.statistics : undefined;
      if (
        reading.kind === 'statistics' &&
        !statistics?.by.every((name) => reading.fields.some((field) => field.name === name && field.as === 'clear'))
      )
        return refuse('statistics-whole', '授权须包含统计所依据的全部字段');
      const titles = new Map(entry?.fields.map(({ name, title }) => [name, title]));
      const approved = entry?.level ?? reading.level;
      const snapshot = snapshotOf(lane);
      const files = reading.kind === 'statistics' ? 1 : filesFor({ rows: lane.rows, windows: snapshot.windows }, settings.fileRows);
      const content: ExportContent = {
        ...{ grantId, format, filters, snapshot, files },
        columns: [...columnsOf(reading, { titles, approved }), ...(statistics ? countedColumns(statistics, approved) : [])],
        ...(statistics && { statistics }),
        decision: decisionOf(reading),
      };
      const exportId = exportIdOf(content);

      const seen = await exports.find(exportId);
      if (seen && !endedStates.includes(seen.state)) return done(await shown(seen), { objectId: exportId });
      if (seen && !seen.cleared) return refuse('export-clearing');

      const { memberId, kind, departmentId, clearance } = principal;
      const ordered: Export = {
        ...content,
        ...{ exportId, resourceId, holder: departmentId, owner: laneOfResource(resourceId).department },
        ...{ version: (seen?.version ?? 0) + 1, run: (seen?.run ?? 0) + 1, state: 'waiting' },
        ...{ orderedBy: { memberId, kind, departmentId, clearance }, orderedFrom: address, orderedAt: now.toISOString() },
        ...{ terms: reading.version, asOf: lane.at, deadline: later(now, settings.snapshotSeconds).toISOString() },
        ...{ filesDone: 0, rows: 0, bytes: 0, cleared: false },
        move: move('shared-data:read', now, { department: departmentId, reason: reading.purpose }),
      };
      if ((await exports.store(seen, ordered, later(now, stuckSeconds))) === 'stale') {
        const other = await exports.find(exportId);
        if (other && !endedStates.includes(other.state)) return done(await shown(other), { objectId: exportId });
        return refuse((await exports.fullOf(departmentId, now)) ?? 'export-clearing');
      }
      return done(await shown(ordered), { objectId: exportId });
    }),

    answering(listExports, async (call) => {
      const grant = await grants.find(call.params.grantId);
      if (!grant || !ofHolderOrOwner(call, grant)) return refuse('grant-unknown');
      const { items, next } = await exports.ofGrant(grant.grantId, call.query);
      return done({ items: items.map((the) => shownExport(the)), ...(next !== undefined && { next }) });
    }),

    answering(readExport, async (call) => {
      const the = await visible(call);
      return the ? done(await shown(the)) : refuse('export-unknown');
    }),

    answering(readManifest, async (call) => {
      const the = await visible(call);
      if (!the) return refuse('export-unknown');
      const manifest = await exports.manifest(the.exportId);
      return manifest ? done(manifest) : refuse('export-not-ready');
    }),

    answering(linkToFile, async ({ params: { exportId, n }, principal, address, now }) => {
      const the = await exports.find(exportId);
      if (the?.holder !== principal.departmentId) return refuse('export-unknown');
      if (endedStates.includes(the.state)) return refuse('export-ended');
      if (the.state !== 'ready') return refuse('export-not-ready');
      const file = await exports.file(the, n);
      if (!file?.done) return refuse('file-unknown');

      const [{ terms: grant }, { terms: resource }] = await Promise.all([grants.forReading(the.grantId), resources.live(the.resourceId)]);
      // The rows were counted when they were read.
      const reading = mayRead({ resource, grant, use: undefined }, { ...askingOf(the, now), principal, address });
      if ('outcome' in reading) return reading;
      const shownTo = (clearance: number) => Math.min(reading.level, clearance);
      if (shownTo(principal.clearance) < shownTo(the.orderedBy.clearance)) return refuse('clearance-too-low');
      if (decisionOf({ ...reading, clearance: the.orderedBy.clearance }) !== the.decision) return refuse('grant-narrowed');

      const left = [grant?.until, the.keptUntil].map((until) => (Date.parse(until ?? '') - now.getTime()) / 1000);
      const seconds = Math.floor(Math.min(settings.linkSeconds, ...left));
      if (!(seconds >= 1)) return refuse('export-ended');
      const name = nameOfFile(the, n);
      const url = await links.linkTo(keyOfFile(the, n), { fileName: name, mediaType: formats[the.format].mediaType, seconds });
      const { rows, sha256, subjects } = file.done;
      const use = { grant: the.grantId, purpose: reading.purpose, rows, subjects };
      return done({ url, expiresAt: later(now, seconds).toISOString(), name, sha256 }, { use });
    }),

    answering(readSigningKey, async () => done({ algorithm: 'ECDSA_SHA_256' as const, pem: await publicKey.pem() })),
  ];
};
