import type { Construct } from 'constructs';
import type { Audit } from './audit.ts';
import { CapabilityTable } from './constructs/capability-table.ts';
import { HouseKey } from './constructs/house-key.ts';
import { type House, Room } from './constructs/room.ts';

/** 投诉举报: city → department → city, with clocks; nothing lost, doubled or late unseen. */
export class Complaints extends Room {
  /** All items and the one list index: docs/decisions/0012. */
  protected readonly complaints: CapabilityTable;
  /** Complainants and the secrets of those we talk to. */
  protected readonly key: HouseKey;

  constructor(scope: Construct, house: House, _audit: Audit) {
    super(scope, 'complaints', house);
    this.complaints = new CapabilityTable(this, 'complaints', {
      stream: true,
      indexes: [{ name: 'listed', partition: 'list', sort: 'listKey' }],
    });
    this.key = new HouseKey(this, 'complainants');
  }
}
