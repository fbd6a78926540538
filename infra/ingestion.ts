import type { Construct } from 'constructs';
import { ingestionRoutes } from '../functions/ingestion/routes.ts';
import type { Audit } from './audit.ts';
import { CapabilityTable } from './constructs/capability-table.ts';
import type { Gateway } from './constructs/gateway.ts';
import { HouseBucket } from './constructs/house-bucket.ts';
import { HouseFunction } from './constructs/house-function.ts';
import { type House, Room } from './constructs/room.ts';
import { ScheduledRun } from './constructs/scheduled-run.ts';
import { WorkQueue } from './constructs/work-queue.ts';

/** 数据归集: a department's file from the declaration to stored records and a report. */
export class Ingestion extends Room {
  /** Stores the contracts and rule sets that come with the code; invoked by every deployment, harmless when repeated. */
  readonly seed: HouseFunction;
  /** What was settled, for others to read. */
  readonly curated: HouseBucket;
  private readonly http: HouseFunction;
  private readonly forward: HouseFunction;
  private readonly listeners: WorkQueue[] = [];

  constructor(scope: Construct, house: House, audit: Audit) {
    super(scope, 'ingestion', house);
    const { seconds, bytes, concurrency, quota } = house.stage;

    const uploads = new CapabilityTable(this, 'uploads', {
      stream: true,
      indexes: [
        { name: 'open', partition: 'openShard', sort: 'lookAt' },
        { name: 'byDepartment', partition: 'departmentId', sort: 'uploadId' },
      ],
    });
    const records = new CapabilityTable(this, 'records', {
      indexes: [{ name: 'byReference', partition: 'reference', sort: 'pk', keysOnly: true }],
    });
    const raw = new HouseBucket(this, 'raw', { uploadsFromBrowsers: true });
    const work = new HouseBucket(this, 'work', { expiresAfterDays: 14 });
    const curated = new HouseBucket(this, 'curated');
    this.curated = curated;

    const queue = (name: string, workerSeconds: number, impactOfSetAside: string) =>
      new WorkQueue(this, name, { workerSeconds, impactOfSetAside });
    const arrived = queue('file-arrived', seconds.http, 'Files have arrived but wait for the sweeper: uploads are minutes late.');
    const toSplit = queue('split-upload', seconds.split, 'Uploads stand still before the split until they are given up at their deadline.');
    const toRead = queue('read-chunk', seconds.worker, 'Uploads lack a chunk and stand still until they are given up at their deadline.');
    const toSettle = queue(
      'settle-section',
      seconds.worker,
      'Uploads lack a section and are given up at their deadline, half of their records written.',
    );
    const toLookAt = queue('look-at-upload', seconds.worker, 'Uploads are done but their reports wait for the sweeper: minutes late.');

    const worker = (command: string, impactOfFailure: string, its: { seconds: number; memoryMiB?: number }) => {
      const fn = new HouseFunction(this, command, { impactOfFailure, ...its });
      uploads.let(fn, 'UPLOADS_TABLE', 'read', 'write');
      return fn;
    };
    /** Arrival, the end of an upload and the sweeper take up a lane's next: they take it from those that wait, pin what it is judged by, and have it split. */
    const takesUp = (fn: HouseFunction): HouseFunction => {
      uploads.let(fn, 'UPLOADS_TABLE', 'remove');
      toSplit.letSend(fn, 'SPLIT_QUEUE_URL');
      for (const [name, value] of Object.entries({
        CHUNK_BYTES: bytes.chunk,
        SECTION_BYTES: bytes.section,
        DEADLINE_SECONDS: seconds.uploadDeadline,
        STUCK_SECONDS: seconds.stuck,
      }))
        fn.set(name, String(value));
      return fn;
    };

    this.http = worker('http', 'Departments cannot declare uploads or read reports; work that has begun goes on.', {
      seconds: seconds.http,
    });
    // The answers of creating calls are kept in it, and taken back where the call fails.
    uploads.let(this.http, 'UPLOADS_TABLE', 'remove');
    const keepsToQuotas = (fn: HouseFunction): void => {
      for (const [name, value] of Object.entries({
        QUOTA_BYTES_PER_DAY: quota.bytesPerDay,
        QUOTA_FILES_PER_DAY: quota.filesPerDay,
        QUOTA_OPEN: quota.open,
      }))
        fn.set(name, String(value));
    };
    keepsToQuotas(this.http);
    this.http.set('STUCK_SECONDS', String(seconds.stuck));
    uploads.let(this.http, 'UPLOADS_TABLE', 'readMany');
    records.let(this.http, 'RECORDS_TABLE', 'read');
    // Of one row, for the lineage of a record.
    raw.letRead(this.http, 'RAW_BUCKET');
    raw.letWrite(this.http, 'RAW_BUCKET', 'raw/');
    raw.letListParts(this.http, 'RAW_BUCKET');
    curated.letRead(this.http, 'CURATED_BUCKET');
    // Templates and examples, when somebody asks for them first.
    curated.letWrite(this.http, 'CURATED_BUCKET', 'templates/');
    audit.tellFrom(this.http);

    const receive = worker('receive-file', 'Files that arrive are noticed only by the sweeper: uploads are minutes late.', {
      seconds: seconds.http,
    });
    takesUp(receive);
    raw.announceTo(arrived);
    arrived.workedBy(receive, { batchSize: 1, atOnce: concurrency.small });

    const shares = (fn: HouseFunction): void => {
      fn.set('UNITS_AT_ONCE', String(house.stage.unitsAtOnce));
    };
    const split = worker('split-upload', 'No upload is worked; lanes wait.', { seconds: seconds.split, memoryMiB: 1024 });
    takesUp(split);
    shares(split);
    keepsToQuotas(split);
    toRead.letSend(split, 'CHUNK_QUEUE_URL');
    raw.letRead(split, 'RAW_BUCKET');
    curated.letWrite(split, 'CURATED_BUCKET', 'pieces/');
    uploads.let(split, 'UPLOADS_TABLE', 'writeMany');
    toSplit.workedBy(split, { atOnce: concurrency.small });

    const read = worker('read-chunk', 'No upload is worked; lanes wait.', { seconds: seconds.worker, memoryMiB: 1024 });
    shares(read);
    toRead.letSend(read, 'CHUNK_QUEUE_URL');
    toLookAt.letSend(read, 'LOOK_QUEUE_URL');
    raw.letRead(read, 'RAW_BUCKET');
    curated.letRead(read, 'CURATED_BUCKET');
    work.letWrite(read, 'WORK_BUCKET', 'work/');
    records.let(read, 'RECORDS_TABLE', 'read', 'readMany');
    toRead.workedBy(read, { atOnce: concurrency.chunks });

    const settle = worker('settle-section', 'No record is stored; uploads wait and are given up at their deadline.', {
      seconds: seconds.worker,
      // Only rows whose key comes again are kept, one for each key: 500,000 rows of 0.9 KB took 120 MiB, with 100,000 such keys or none. The most that one section of the
      // largest file (5 GB over 64 sections) can have of them is some 130,000, about 200 MB.
      memoryMiB: 1024,
    });
    shares(settle);
    toSettle.letSend(settle, 'SECTION_QUEUE_URL');
    toLookAt.letSend(settle, 'LOOK_QUEUE_URL');
    work.letRead(settle, 'WORK_BUCKET');
    work.letWrite(settle, 'WORK_BUCKET', 'work/');
    curated.letWrite(settle, 'CURATED_BUCKET', 'curated/');
    records.let(settle, 'RECORDS_TABLE', 'readMany', 'writeMany');
    uploads.let(settle, 'UPLOADS_TABLE', 'readMany');
    toSettle.workedBy(settle, { atOnce: concurrency.sections });

    const advance = worker('advance-upload', 'Uploads do not go from one phase to the next but by the sweeper: minutes late.', {
      seconds: seconds.worker,
      memoryMiB: 1024,
    });
    takesUp(advance);
    shares(advance);
    toSettle.letSend(advance, 'SECTION_QUEUE_URL');
    // The rows that settling refused come back as they were handed in: from the raw file, or from its pieces.
    raw.letRead(advance, 'RAW_BUCKET');
    work.letRead(advance, 'WORK_BUCKET');
    curated.letRead(advance, 'CURATED_BUCKET');
    curated.letWrite(advance, 'CURATED_BUCKET', 'curated/');
    curated.letWrite(advance, 'CURATED_BUCKET', 'refused/');
    toLookAt.workedBy(advance, { atOnce: concurrency.small });

    const sweep = worker('sweep-uploads', 'Stuck uploads stay stuck, and files whose event was lost are not noticed.', { seconds: 60 });
    takesUp(sweep);
    shares(sweep);
    toRead.letSend(sweep, 'CHUNK_QUEUE_URL');
    toSettle.letSend(sweep, 'SECTION_QUEUE_URL');
    toLookAt.letSend(sweep, 'LOOK_QUEUE_URL');
    raw.letRead(sweep, 'RAW_BUCKET');
    raw.letGiveUpParts(sweep, 'RAW_BUCKET');
    raw.letList(sweep);
    sweep.set('AWAIT_FILE_SECONDS', String(seconds.awaitFile));
    new ScheduledRun(sweep, { everyMinutes: 1 });

    this.forward = new HouseFunction(this, 'forward-changes', {
      impactOfFailure:
        'Changes of uploads and contracts are stored but neither audited nor told to others; after 24 hours they would be lost to them.',
      seconds: 30,
    });
    uploads.forwardedBy(this.forward);
    audit.tellFrom(this.forward);

    this.seed = new HouseFunction(this, 'seed-contracts', {
      impactOfFailure: 'A new deployment knows no datasets, so nothing can be handed in.',
      seconds: seconds.http,
    });
    uploads.let(this.seed, 'UPLOADS_TABLE', 'read', 'write', 'remove');
  }

  /**
   * A queue of that room's own, told of finished uploads and published contracts, one upload of a lane after the other; the room works it. It lies here because the
   * told already needs the curated bucket from here, and two nested stacks cannot need each other.
   */
  listener(room: string, impactOfSetAside: string): WorkQueue {
    const queue = new WorkQueue(this, `tell-${room}`, {
      workerSeconds: this.house.stage.seconds.worker,
      impactOfSetAside,
      ordered: true,
    });
    this.listeners.push(queue);
    queue.letSend(this.forward, 'LISTENER_QUEUE_URLS');
    this.forward.set('LISTENER_QUEUE_URLS', this.listeners.map((one) => one.queue.queueUrl).join(' '));
    return queue;
  }

  serveAt(gateway: Gateway): void {
    gateway.serve(this.http, ingestionRoutes);
  }
}
