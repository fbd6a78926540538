import type { Construct } from 'constructs';
import { subjectsRoutes } from '../functions/subjects/routes.ts';
import type { Audit } from './audit.ts';
import { CapabilityTable } from './constructs/capability-table.ts';
import type { Gateway } from './constructs/gateway.ts';
import { HouseFunction } from './constructs/house-function.ts';
import { type House, Room } from './constructs/room.ts';
import type { Ingestion } from './ingestion.ts';

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

  /** Which uploads are finished, where their records lie, and how they are shown. What a turn leaves over comes back by the same queue, which is this room's alone. */
  hears(ingestion: Pick<Ingestion, 'listener' | 'curated'>): void {
    const told = ingestion.listener(
      'subjects',
      'Records are stored but not linked to their subjects, or shown as an earlier contract says: the register of the supervised lags until they are redriven.',
    );
    told.workedBy(this.link, { atOnce: this.house.stage.concurrency.small });
    told.letSend(this.link, 'LINK_QUEUE_URL');
    ingestion.curated.letRead(this.link, 'CURATED_BUCKET', 'curated/');
  }

  serveAt(gateway: Gateway): void {
    gateway.serve(this.http, subjectsRoutes);
  }
}
