/** Sub-tables grow one by one, so that growing never holds the whole twice. */
const tables = 64;
const tableShift = 26;
const smallest = 16;
const fullAt = 0.8;

/**
 * Remembers keys by 64-bit fingerprints: between 10 and 20 bytes a key, however long the keys are. 'new' is certain; 'seen' means that a key of
 * the same fingerprint came before: among 3 million different keys two share one once in four million times, so whoever must be certain compares the keys.
 * The seed is random and told to nobody, so no file can be made whose keys share fingerprints or places and so slow its section down. Only what was added to the same
 * instance is ever compared.
 */
export class Fingerprints {
  size = 0;
  /** Pairs of 32 bits; a slot of two zeros is free. */
  private readonly slots: Uint32Array[] = Array.from({ length: tables }, () => new Uint32Array(2 * smallest));
  private readonly counts = new Uint32Array(tables);
  private low = 0;
  private high = 0;
  private readonly seedLow: number;
  private readonly seedHigh: number;

  constructor(seed: number) {
    this.seedLow = seedLow ^ seed;
    this.seedHigh = seedHigh ^ Math.imul(seed ^ (seed >>> 15), factorLow);
  }

  add(key: string): 'new' | 'seen' {
    this.mixText(key);
    return this.insert();
  }

  /** As `add` of the text that these UTF-16 units are. */
  addUnits(units: Uint16Array, from: number, to: number): 'new' | 'seen' {
    let low = this.seedLow;
    let high = this.seedHigh;
    for (let at = from; at < to; at += 1) {
      const unit = units[at] ?? 0;
      low = Math.imul(low ^ unit, factorLow);
      high = Math.imul(high ^ unit, factorHigh);
    }
    this.finish(low, high);
    return this.insert();
  }

  has(key: string): boolean {
    this.mixText(key);
    const slots = this.slots[this.high >>> tableShift] ?? noSlots;
    const at = place(slots, this.low, this.high);
    return slots[at] !== 0 || slots[at + 1] !== 0;
  }

  /** What the keys take; the table's own frame of a few KiB apart. */
  get bytes(): number {
    return this.slots.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  private insert(): 'new' | 'seen' {
    const { low, high } = this;
    const table = high >>> tableShift;
    const slots = this.slots[table] ?? noSlots;
    const at = place(slots, low, high);
    if (slots[at] !== 0 || slots[at + 1] !== 0) return 'seen';
    slots[at] = low;
    slots[at + 1] = high;
    this.size += 1;
    const count = (this.counts[table] ?? 0) + 1;
    this.counts[table] = count;
    if (count > (slots.length / 2) * fullAt) this.slots[table] = grown(slots);
    return 'new';
  }

  private mixText(text: string): void {
    let low = this.seedLow;
    let high = this.seedHigh;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      low = Math.imul(low ^ unit, factorLow);
      high = Math.imul(high ^ unit, factorHigh);
    }
    this.finish(low, high);
  }

  private finish(low: number, high: number): void {
    const one = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
    const other = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
    this.low = one === 0 && other === 0 ? 1 : one >>> 0;
    this.high = other >>> 0;
  }
}

const seedLow = 0xdeadbeef;
const seedHigh = 0x41c6ce57;
const factorLow = 0x9e3779b1;
const factorHigh = 0x5f356495;
const noSlots = new Uint32Array(2);

/** Where the fingerprint stands, or the free slot where it would. */
const place = (slots: Uint32Array, low: number, high: number): number => {
  const mask = slots.length - 1;
  let at = (low << 1) & mask;
  while ((slots[at] !== 0 || slots[at + 1] !== 0) && (slots[at] !== low || slots[at + 1] !== high)) at = (at + 2) & mask;
  return at;
};

const grown = (slots: Uint32Array): Uint32Array => {
  const larger = new Uint32Array(slots.length * 2);
  for (let from = 0; from < slots.length; from += 2) {
    const low = slots[from] ?? 0;
    const high = slots[from + 1] ?? 0;
    if (low === 0 && high === 0) continue;
    const to = place(larger, low, high);
    larger[to] = low;
    larger[to + 1] = high;
  }
  return larger;
};
