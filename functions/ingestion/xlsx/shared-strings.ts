import { UnusableFile } from '../file-fault.ts';
import { mostRecordBytes } from '../limits.ts';
import { ByteBuilder } from './byte-builder.ts';
import { appendText, quoteFrom } from './cell-text.ts';
import { nameOf, token, XmlScanner } from './xml-scanner.ts';

/** All texts of a workbook, each once, must be at hand while its sheets are read. */
const mostBytes = 256 * 1_048_576;

const SI = nameOf('si');
const T = nameOf('t');
const RPH = nameOf('rPh');

/** The texts that cells share, as CSV cells in UTF-8, end to end in one buffer. */
export class SharedStrings {
  count = 0;
  private readonly texts = new ByteBuilder(65_536);
  private ends = new Uint32Array(4096);

  add(scratch: ByteBuilder): void {
    // Four bytes say where each ends: empty texts take memory too.
    if (this.texts.length + scratch.length + 4 * (this.count + 1) > mostBytes)
      throw new UnusableFile({
        reason: 'expands-too-much',
        byte: 0,
        message: `Excel 文件中不同的文字过多（超过 ${String(mostBytes / 1_048_576)} MB）。请另存为“CSV UTF-8（逗号分隔）”，或分成几个文件上传。`,
      });
    this.texts.copy(scratch.bytes, 0, scratch.length);
    if (this.count === this.ends.length) {
      const grown = new Uint32Array(this.ends.length * 2);
      grown.set(this.ends);
      this.ends = grown;
    }
    this.ends[this.count++] = this.texts.length;
  }

  /** 0 when there is no such text. */
  lengthOf(index: number): number {
    return index >= 0 && index < this.count ? (this.ends[index] ?? 0) - this.startOf(index) : 0;
  }

  /** False when there is no such text. */
  appendTo(out: ByteBuilder, index: number): boolean {
    if (!(index >= 0 && index < this.count)) return false;
    out.copy(this.texts.bytes, this.startOf(index), this.ends[index] ?? 0);
    return true;
  }

  private startOf(index: number): number {
    return index === 0 ? 0 : (this.ends[index - 1] ?? 0);
  }
}

/** Reads `sharedStrings.xml` as it arrives. Runs of rich text are joined; how a text is pronounced (rPh) is no part of it. */
export const sharedStringsReader = () => {
  const strings = new SharedStrings();
  const scanner = new XmlScanner();
  const text = new ByteBuilder(1024);
  let inText = false;
  let pronounced = false;

  const opened = (): void => {
    if (scanner.name === RPH) pronounced = true;
    else if (scanner.name === T) inText = !pronounced;
  };
  const closed = (): void => {
    if (scanner.name === T) inText = false;
    else if (scanner.name === RPH) pronounced = false;
    else if (scanner.name === SI) {
      quoteFrom(text, 0);
      strings.add(text);
      text.length = 0;
    }
  };

  const append = ({ asItStands }: { asItStands: boolean }): void => {
    if (!inText) return;
    const { bytes, from, to } = scanner;
    if (text.length + to - from > mostRecordBytes)
      throw new UnusableFile({
        reason: 'record-too-long',
        byte: 0,
        message: `Excel 文件中有一个单元格的文字超过 ${String(mostRecordBytes)} 字节。请缩短该单元格的内容，再重新上传。`,
      });
    if (asItStands) text.copy(bytes, from, to);
    else appendText(text, bytes, from, to);
  };

  return {
    push(bytes: Buffer): void {
      scanner.feed(bytes);
      for (;;)
        switch (scanner.next()) {
          case token.more:
            return;
          case token.open:
            opened();
            break;
          case token.empty:
            if (scanner.name === SI) closed();
            break;
          case token.close:
            closed();
            break;
          case token.text:
            append({ asItStands: false });
            break;
          case token.cdata:
            append({ asItStands: true });
            break;
        }
    },
    end(): SharedStrings {
      scanner.finish();
      return strings;
    },
  };
};
