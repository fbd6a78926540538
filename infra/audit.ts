import type { Construct } from 'constructs';
import { auditRoutes } from '../functions/audit/routes.ts';
import { CapabilityTable } from './constructs/capability-table.ts';
import type { Gateway } from './constructs/gateway.ts';
import { HouseFunction } from './constructs/house-function.ts';
import { type House, Room } from './constructs/room.ts';
import { WorkQueue } from './constructs/work-queue.ts';

/** 审计留痕: one queue into which everybody tells, one table that is only ever added to, read by the audit role alone. */
export class Audit extends Room {
  private readonly events: WorkQueue;
  private readonly http: HouseFunction;

  constructor(scope: Construct, house: House) {
    super(scope, 'audit', house);
    const { seconds, concurrency } = house.stage;

    const trail = new CapabilityTable(this, 'trail', {
      indexes: [
        { name: 'byActor', partition: 'actorKey', sort: 'position' },
        { name: 'byObject', partition: 'objectKey', sort: 'position' },
      ],
    });
    this.events = new WorkQueue(this, 'events', {
      impactOfSetAside: 'Audit events are not in the trail: accesses cannot be accounted for (等保 安全审计) until they are redriven.',
      workerSeconds: seconds.http,
      tries: 20,
    });

    const record = new HouseFunction(this, 'record-audit-events', {
      impactOfFailure: 'The audit trail stands still; events wait in the queue for at most 14 days.',
      seconds: seconds.http,
    });
    trail.let(record, 'TRAIL_TABLE', 'append');
    this.events.workedBy(record, { batchSize: 10, atOnce: concurrency.small });

    this.http = new HouseFunction(this, 'http', {
      impactOfFailure: 'Auditors cannot read the trail; recording goes on.',
      seconds: seconds.http,
    });
    trail.let(this.http, 'TRAIL_TABLE', 'read');
    this.tellFrom(this.http);
  }

  /** Lets a function tell the audit what it saw or refused. */
  tellFrom(teller: HouseFunction): void {
    this.events.letSend(teller, 'AUDIT_QUEUE_URL');
  }

  serveAt(gateway: Gateway): void {
    gateway.serve(this.http, auditRoutes);
  }
}
