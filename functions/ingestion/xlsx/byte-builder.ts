/** Bytes that grow at their end. */
export class ByteBuilder {
  bytes: Buffer;
  length = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  /** Room for so many more. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  push(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  copy(source: Buffer, from: number, to: number): void {
    const count = to - from;
    this.reserve(count);
    // A call into native code costs more than a few bytes.
    if (count > 24) source.copy(this.bytes, this.length, from, to);
    else for (let at = 0; at < count; at += 1) this.bytes[this.length + at] = source[from + at] ?? 0;
    this.length += count;
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length);
  }

  /** Its own copy of what is there; then it is empty again. */
  take(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.length));
    this.length = 0;
    return taken;
  }
}
