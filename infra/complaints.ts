import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { destinationRoutes } from '../functions/complaints/destination-routes.ts';
import { complaintsRoutes } from '../functions/complaints/routes.ts';
import { upperRoutes } from '../functions/complaints/upper-routes.ts';
import type { Audit } from './audit.ts';
import { CapabilityTable } from './constructs/capability-table.ts';
import type { Gateway } from './constructs/gateway.ts';
import { HouseFunction } from './constructs/house-function.ts';
import { HouseKey } from './constructs/house-key.ts';
import { type House, Room } from './constructs/room.ts';
import { ScheduledRun } from './constructs/scheduled-run.ts';
import { WorkQueue } from './constructs/work-queue.ts';

/** 投诉举报: city → department → city, with clocks; nothing lost, doubled or late unseen. */
export class Complaints extends Room {
  /** A deployment invokes it with the district's table of duties. */
  readonly seed: HouseFunction;
  private readonly takeNotices: HouseFunction;
  private readonly keepDestinations: HouseFunction;
  private readonly http: HouseFunction;

  constructor(scope: Construct, house: House, audit: Audit) {
    super(scope, 'complaints', house);
    // All items and the one list index: docs/decisions/0012.
    const complaints = new CapabilityTable(this, 'complaints', {
      stream: true,
      indexes: [{ name: 'listed', partition: 'list', sort: 'listKey' }],
    });
    // Complainants, and the secrets of those we talk to.
    const key = new HouseKey(this, 'complainants');
    const { seconds } = house.stage;

    // Which documents of the city have news.
    const news = new WorkQueue(this, 'work-notices', {
      workerSeconds: seconds.worker,
      impactOfSetAside: 'What the city said is stored but not worked: orders do not become cases until it is redriven.',
    });
    // Who has messages waiting.
    const toSend = new WorkQueue(this, 'send-messages', {
      workerSeconds: seconds.send,
      impactOfSetAside: 'A destination was not looked at when it should have been; the watcher does it within minutes.',
    });

    const forward = new HouseFunction(this, 'forward-changes', {
      impactOfFailure:
        'What happens to complaints is stored but neither audited, worked nor sent; after 24 hours it would be lost to the audit.',
      seconds: 30,
    });
    complaints.forwardedBy(forward);
    audit.tellFrom(forward);
    news.letSend(forward, 'NEWS_QUEUE_URL');
    toSend.letSend(forward, 'SEND_QUEUE_URL');

    const send = new HouseFunction(this, 'send-messages', {
      impactOfFailure: 'Neither the city nor departments’ systems are told anything; messages wait and go out when it works again.',
      seconds: seconds.send,
    });
    complaints.let(send, 'COMPLAINTS_TABLE', 'read', 'readMany', 'write', 'remove');
    key.letUnseal(send, 'destination');
    toSend.letSend(send, 'SEND_QUEUE_URL');
    toSend.workedBy(send, { atOnce: house.stage.concurrency.send });
    send.set('SENDING', JSON.stringify(house.stage.sending));

    const watch = new HouseFunction(this, 'watch-destinations', {
      impactOfFailure:
        'Nobody is told again which destinations are down, and messages whose hint was lost wait until the next one for the same destination.',
      seconds: 60,
    });
    complaints.let(watch, 'COMPLAINTS_TABLE', 'read', 'write');
    toSend.letSend(watch, 'SEND_QUEUE_URL');
    watch.set('SENDING', JSON.stringify(house.stage.sending));
    new ScheduledRun(watch, { everyMinutes: 1 });
    this.keepDestinations = new HouseFunction(this, 'keep-destinations', {
      impactOfFailure: 'Nobody can see or change whom messages go to; what is set goes on.',
      seconds: seconds.http,
    });
    complaints.let(this.keepDestinations, 'COMPLAINTS_TABLE', 'read', 'write', 'remove');
    key.letSeal(this.keepDestinations);
    this.keepDestinations.set('SENDING', JSON.stringify(house.stage.sending));
    audit.tellFrom(this.keepDestinations);

    const reconcile = new HouseFunction(this, 'reconcile', {
      impactOfFailure:
        'What the city and we lack of each other is not found at night; the next night begins at the oldest day that does not agree.',
      seconds: seconds.worker,
    });
    // What the city acknowledges at night moves cases as any acknowledgement does.
    complaints.let(reconcile, 'COMPLAINTS_TABLE', 'read', 'readMany', 'write', 'remove');
    key.letUnseal(reconcile, 'destination');
    reconcile.set('SENDING', JSON.stringify(house.stage.sending));
    // When the day is over for both sides, and before the desk begins.
    new ScheduledRun(reconcile, { dailyAt: '02:30' });

    const alarmOn = (its: HouseFunction, id: string, metricName: string, alarmDescription: string) =>
      new Alarm(its, id, {
        alarmName: `${its.node.path} ${id}`,
        alarmDescription,
        metric: new Metric({
          namespace: 'SupervisionHub',
          metricName,
          dimensionsMap: { service: its.service },
          statistic: 'Sum',
          period: Duration.minutes(5),
        }),
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(new SnsAction(house.alarms));
    for (const sender of [send, watch])
      alarmOn(
        sender,
        'destination fails',
        'DestinationAlarms',
        'The city or a department’s system has not acknowledged messages for some time, has had some set aside, or is paused; which one and why: GET /v1/complaint-destination-alarms.',
      );
    alarmOn(
      reconcile,
      'reconciliation differs',
      'ReconciliationsLeft',
      'A day could not be compared with an upper platform, or something is left that the night could not repair; which and what: GET /v1/complaint-reconciliations.',
    );

    const work = new HouseFunction(this, 'work-notices', {
      impactOfFailure:
        'What the city hands over is stored but does not become cases, and what it urges, supervises or withdraws reaches nobody.',
      seconds: seconds.worker,
    });
    complaints.let(work, 'COMPLAINTS_TABLE', 'read', 'readMany', 'write', 'remove');
    news.workedBy(work, { atOnce: house.stage.concurrency.small });

    const watchDocuments = new HouseFunction(this, 'watch-documents', {
      impactOfFailure:
        'What the city said and whose hint was lost is stored but not worked until it says something more of the same document.',
      seconds: 60,
    });
    complaints.let(watchDocuments, 'COMPLAINTS_TABLE', 'read');
    news.letSend(watchDocuments, 'NEWS_QUEUE_URL');
    new ScheduledRun(watchDocuments, { everyMinutes: 1 });

    this.takeNotices = new HouseFunction(this, 'take-notices', {
      impactOfFailure: 'The city cannot hand over complaints, urgings and supervisions; it has to send them again.',
      seconds: seconds.http,
    });
    complaints.let(this.takeNotices, 'COMPLAINTS_TABLE', 'read', 'write');
    key.letSeal(this.takeNotices);
    key.letUnseal(this.takeNotices, 'destination');
    key.letHash(this.takeNotices);
    audit.tellFrom(this.takeNotices);

    this.http = new HouseFunction(this, 'http', {
      impactOfFailure: 'The desk and departments can neither see nor move complaints; the city’s calls and the clocks go on.',
      seconds: seconds.http,
    });
    complaints.let(this.http, 'COMPLAINTS_TABLE', 'read', 'readMany', 'write', 'remove');
    key.letUnseal(this.http, 'complainant');
    key.letHash(this.http);
    audit.tellFrom(this.http);

    const watchClocks = new HouseFunction(this, 'watch-clocks', {
      impactOfFailure:
        'Nobody is warned of limits that come near, or told of those that have passed; what is due is said when it works again.',
      seconds: 60,
    });
    complaints.let(watchClocks, 'COMPLAINTS_TABLE', 'read', 'write', 'remove');
    new ScheduledRun(watchClocks, { everyMinutes: 1 });

    this.seed = new HouseFunction(this, 'seed-rules', {
      impactOfFailure: 'A deployment cannot store the first rules; what is stored already goes on counting.',
      seconds: 60,
    });
    complaints.let(this.seed, 'COMPLAINTS_TABLE', 'read', 'write', 'remove');
  }

  serveAt(gateway: Gateway): void {
    gateway.serve(this.takeNotices, upperRoutes);
    gateway.serve(this.keepDestinations, destinationRoutes);
    gateway.serve(this.http, complaintsRoutes);
  }
}
