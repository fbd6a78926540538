/** A code list. Codes are text and never numbers: `01` and `1` are two codes. */
export interface Dictionary {
  title: string;
  /** Where the list comes from; `ours` until a published list is at hand. */
  source: string;
  codes: Readonly<Record<string, string>>;
  /** Other words that sources use for a code, and that mean nothing else. */
  alsoCalled?: Readonly<Record<string, string>>;
}
