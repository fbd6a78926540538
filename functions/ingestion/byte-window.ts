/** The bytes of a stream from some position on: what has been cut off is let go. */
export class ByteWindow {
  private held: Uint8Array[] = [];
  private from = 0;

  push(bytes: Uint8Array): void {
    this.held.push(bytes);
  }

  /** Those from `from` up to `to`; all before `to` are let go. Positions must not go back. */
  take(from: number, to: number): Buffer {
    const all = Buffer.concat(this.held);
    const taken = Buffer.from(all.subarray(from - this.from, to - this.from));
    this.held = [all.subarray(to - this.from)];
    this.from = to;
    return taken;
  }
}
