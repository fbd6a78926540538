import type { Construct } from 'constructs';
import { subjectsRoutes } from '../functions/subjects/routes.ts';
import type { Audit } from './audit.ts';
import { CapabilityTable } from './constructs/capability-table.ts';
import type { Gateway } from './constructs/gateway.ts';
import type { HouseBucket } from './constructs/house-bucket.ts';
import { HouseFunction } from './constructs/house-function.ts';
import { type House, Room } from './constructs/room.ts';
import type { WorkQueue } from './constructs/work-queue.ts';

/** 监管对象: the register of the supervised, and each one's records by time, linked from what ingestion has settled. */
export class Subjects extends Room {
  private readonly http: HouseFunction;
  private readonly link: HouseFunction;

  constructor(scope: Construct, house: House, audit: Audit) {
    super(scope, 'subjects', house);
    const { seconds } = house.stage;

    // Without stream: it holds nothing that doesn't follow from the curated records, and a change for each record would drown the audit.
    const subjects = new CapabilityTable(this, 'subjects', { indexes: [{ name: 'byName', partition: 'nameShard', sort: 'nameKey' }] });

    this.link = new HouseFunction(this, 'link-records', {
      impactOfFailure: 'New records are stored but not found with their businesses; they are linked when it works again.',
      seconds: seconds.worker,
      memoryMiB: 1024,
    });
    subjects.let(this.link, 'SUBJECTS_TABLE', 'readMany', 'append', 'writeMany');
    audit.tellFrom(this.link);

    this.http = new HouseFunction(this, 'http', {
      impactOfFailure: 'Nobody can look up a business and its records; linking goes on.',
      seconds: seconds.http,
    });
    subjects.let(this.http, 'SUBJECTS_TABLE', 'read');
    audit.tellFrom(this.http);
  }

  /** Which uploads are finished, and where their records lie. What a turn leaves over comes back by the same queue. */
  hears({ finished, curated }: { finished: WorkQueue; curated: HouseBucket }): void {
    const { concurrency } = this.house.stage;
    finished.workedBy(this.link, { atOnce: concurrency.small });
    finished.letSend(this.link, 'LINK_QUEUE_URL');
    curated.letRead(this.link, 'CURATED_BUCKET', 'curated/');
  }

  serveAt(gateway: Gateway): void {
    gateway.serve(this.http, subjectsRoutes);
  }
}
