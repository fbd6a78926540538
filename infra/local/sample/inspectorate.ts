import type { SampleDepartment } from './people.ts';

interface Item {
  code: string;
  name: string;
}

/** What a business does wrong, and what follows from it by law. */
interface Offence {
  fact: string;
  law: string;
  /** Yuan; within what the law allows. */
  fine: readonly [from: number, to: number];
}

/** Seizing or sealing, as far as the law lets this department. */
interface Measure {
  name: string;
  fact: string;
  law: string;
  /** 2 查封, 3 扣押. */
  type: '2' | '3';
}

export interface Inspectorate {
  department: SampleDepartment;
  /** Distinguishes the departments' draws, record ids and licence numbers; two digits. */
  number: string;
  initials: string;
  institution: string;
  /** How its documents are numbered: 苏虎市监. */
  documents: string;
  /** Item codes have the national form (14 digits), their numbers are made up. */
  items: readonly [Item, ...Item[]];
  /** Industries that it looks at first. */
  letters: string;
  offences?: readonly [Offence, ...Offence[]];
  measures?: readonly [Measure, ...Measure[]];
  /** What else it does: 责令改正, 约谈. */
  others?: readonly [Other, ...Other[]];
}

/** Neither a check nor a penalty nor force. */
interface Other {
  measure: string;
  name: string;
  closing: string;
}
