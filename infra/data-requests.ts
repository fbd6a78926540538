import type { Construct } from 'constructs';
import { dataRequestsRoutes, sharedDataRoutes } from '../functions/data-requests/routes.ts';
import type { Audit } from './audit.ts';
import { CapabilityTable } from './constructs/capability-table.ts';
import type { Gateway } from './constructs/gateway.ts';
import { HouseBucket } from './constructs/house-bucket.ts';
import { HouseFunction } from './constructs/house-function.ts';
import { HouseKey } from './constructs/house-key.ts';
import { type House, Room } from './constructs/room.ts';
import { ScheduledRun } from './constructs/scheduled-run.ts';
import { SigningKey } from './constructs/signing-key.ts';
import { WorkQueue } from './constructs/work-queue.ts';
import type { Ingestion } from './ingestion.ts';

/** 数据使用申请: what can be shared, who asked for it, who may, and every read of it through one gate. */
export class DataRequests extends Room {
  /** A deployment invokes it: the first rules. */
  readonly seed: HouseFunction;
  private readonly http: HouseFunction;
  private readonly readShared: HouseFunction;
  private readonly loadRows: HouseFunction;
  /** Who tells it of lanes, beside ingestion. */
  private readonly tellLanes: readonly HouseFunction[];

  constructor(scope: Construct, house: House, audit: Audit) {
    super(scope, 'data-requests', house);
    const { seconds, concurrency, sharing } = house.stage;

    // Resources, requests, grants, exports, corrections and the one list index: docs/decisions/0013.
    const requests = new CapabilityTable(this, 'requests', {
      stream: true,
      indexes: [{ name: 'listed', partition: 'list', sort: 'listKey' }],
    });
    // What can be read, as ingestion settled it. Without stream: a change for each row would drown the audit.
    const rows = new CapabilityTable(this, 'shared-rows');
    const files = new HouseBucket(this, 'exports', { expiresAfterDays: 7 });
    // Pseudonyms and cursors of grants are made with keys that follow from it.
    const key = new HouseKey(this, 'pseudonyms');
    // Whoever receives a file can tell that it is ours, and whole.
    const signature = new SigningKey(this, 'manifests');

    const toExport = new WorkQueue(this, 'write-export', {
      workerSeconds: seconds.split,
      impactOfSetAside: 'Files that departments ordered are not made until it is redriven.',
    });
    const toVoid = new WorkQueue(this, 'void-exports', {
      workerSeconds: seconds.http,
      impactOfSetAside: 'Files of grants that were stopped still lie there, and a link that is out works until it runs out.',
    });

    const forward = new HouseFunction(this, 'forward-changes', {
      impactOfFailure:
        'What is decided on requests and grants is stored but not audited, ordered files are not made, and files of stopped grants are not deleted.',
      seconds: 30,
    });
    requests.forwardedBy(forward);
    audit.tellFrom(forward);
    toExport.letSend(forward, 'EXPORT_QUEUE_URL');
    toVoid.letSend(forward, 'VOID_QUEUE_URL');

    this.loadRows = new HouseFunction(this, 'load-rows', {
      impactOfFailure: 'Those who were granted data see what was handed in until now, and nothing newer.',
      seconds: seconds.worker,
      memoryMiB: 1024,
    });
    // `remove`: an entry that follows a contract may have no clock to be looked at any more.
    requests.let(this.loadRows, 'REQUESTS_TABLE', 'read', 'readMany', 'write', 'remove');
    rows.let(this.loadRows, 'ROWS_TABLE', 'read', 'writeMany');
    audit.tellFrom(this.loadRows);

    const writeExport = new HouseFunction(this, 'write-export', {
      impactOfFailure: 'Files that departments ordered are not made.',
      seconds: seconds.split,
      memoryMiB: 1024,
    });
    requests.let(writeExport, 'REQUESTS_TABLE', 'read', 'write');
    rows.let(writeExport, 'ROWS_TABLE', 'read');
    files.letWrite(writeExport, 'EXPORTS_BUCKET', 'exports/');
    // A file that became whole after its export had ended.
    files.letDelete(writeExport, 'EXPORTS_BUCKET', 'exports/');
    key.letHash(writeExport);
    signature.letSign(writeExport);
    toExport.workedBy(writeExport, { atOnce: concurrency.small });

    const voidExports = new HouseFunction(this, 'void-exports', {
      impactOfFailure: 'Files of grants that were stopped are not deleted; links to them work until they run out.',
      seconds: seconds.http,
    });
    requests.let(voidExports, 'REQUESTS_TABLE', 'read', 'write', 'remove');
    files.letDelete(voidExports, 'EXPORTS_BUCKET', 'exports/');
    toVoid.workedBy(voidExports, { atOnce: concurrency.small });

    const watch = new HouseFunction(this, 'watch-data-requests', {
      impactOfFailure:
        'Nobody is told of limits that come near or have passed, of quotas nearly used up or grants that nobody uses, and what has run out is shown as running; the gate refuses it all the same.',
      seconds: 60,
    });
    requests.let(watch, 'REQUESTS_TABLE', 'read', 'readMany', 'write', 'remove');
    // Which record a reported row is, only the grant's key tells.
    rows.let(watch, 'ROWS_TABLE', 'read');
    key.letHash(watch);
    toExport.letSend(watch, 'EXPORT_QUEUE_URL');
    toVoid.letSend(watch, 'VOID_QUEUE_URL');
    new ScheduledRun(watch, { everyMinutes: 1 });

    this.readShared = new HouseFunction(this, 'read-shared', {
      impactOfFailure:
        'Departments’ systems cannot read what they were granted, nor order or fetch files, and nobody can report an error in them.',
      seconds: seconds.http,
    });
    requests.let(this.readShared, 'REQUESTS_TABLE', 'read', 'readMany', 'write', 'remove');
    rows.let(this.readShared, 'ROWS_TABLE', 'read');
    files.letRead(this.readShared, 'EXPORTS_BUCKET', 'exports/');
    key.letHash(this.readShared);
    signature.letShowPublicKey(this.readShared);
    audit.tellFrom(this.readShared);

    this.http = new HouseFunction(this, 'http', {
      impactOfFailure: 'Nobody can look for data, ask for them or decide on a request; what was granted goes on.',
      seconds: seconds.http,
    });
    requests.let(this.http, 'REQUESTS_TABLE', 'read', 'readMany', 'write', 'remove');
    audit.tellFrom(this.http);

    this.seed = new HouseFunction(this, 'seed-rules', {
      impactOfFailure: 'A deployment cannot store the first rules; what is stored already goes on counting.',
      seconds: 60,
    });
    requests.let(this.seed, 'REQUESTS_TABLE', 'read', 'write', 'remove');

    watch.set('WRITING_SECONDS', String(seconds.split));
    this.tellLanes = [forward, watch];
    for (const its of [this.readShared, writeExport, this.http, watch, this.loadRows]) its.set('SHARING', JSON.stringify(sharing));
    for (const its of [this.readShared, writeExport, watch]) its.set('STUCK_SECONDS', String(seconds.stuck));
  }

  /** Which uploads are finished, where their records lie, and what the columns mean. */
  hears(ingestion: Pick<Ingestion, 'listener' | 'curated'>): void {
    const told = ingestion.listener('data-requests', 'Those who were granted data do not see what was handed in until it is redriven.');
    told.workedBy(this.loadRows, { atOnce: this.house.stage.concurrency.small });
    // What a turn leaves over, what is loaded because it can be shared from now on, and what can be pruned come by the same queue, which is this room's alone: a lane has one writer.
    for (const its of [this.loadRows, ...this.tellLanes]) told.letSend(its, 'LOAD_QUEUE_URL');
    ingestion.curated.letRead(this.loadRows, 'CURATED_BUCKET', 'curated/');
  }

  serveAt(gateway: Gateway): void {
    gateway.serve(this.readShared, sharedDataRoutes);
    gateway.serve(this.http, dataRequestsRoutes);
  }
}
