import { h001 } from './h001-readable.ts';
import { h002 } from './h002-not-in-the-future.ts';
import { h003 } from './h003-cells-of-the-header.ts';
import { h004 } from './h004-readable-text.ts';
import { h005 } from './h005-pattern.ts';
import { h006 } from './h006-json-object.ts';
import { h007 } from './h007-plain-value.ts';
import { h008 } from './h008-fits-a-record.ts';
import { q001 } from './q001-item-code-format.ts';
import { q002 } from './q002-list-code-format.ts';
import { q003 } from './q003-list-code-checksum.ts';
import { q005 } from './q005-required.ts';
import { q006 } from './q006-length.ts';
import { q007 } from './q007-dictionary.ts';
import { q008 } from './q008-nature-matches-certificate.ts';
import { q009 } from './q009-certificate-number.ts';
import { q010 } from './q010-two-officers.ts';
import { q011 } from './q011-officers-licences.ts';
import { q012 } from './q012-check-before-submission.ts';
import { q013 } from './q013-order-of-a-case.ts';
import { q014 } from './q014-check-of-a-penalty.ts';
import { q015 } from './q015-same-id-other-content.ts';
import { q017 } from './q017-submitted-in-time.ts';
import { q018 } from './q018-amounts.ts';
import { q020 } from './q020-area-of-the-city.ts';
import { q022 } from './q022-industry-letter.ts';
import { q023 } from './q023-seizure-interval.ts';
import { q025 } from './q025-batch-number.ts';
import type { RecordRule, RowRule, RuleFace } from './rule.ts';

const byCode = <Rule extends RuleFace>(rules: readonly Rule[]): ReadonlyMap<string, Rule> =>
  new Map(rules.map((rule) => [rule.code, rule]));

/** Applied where a rule set names them, to the columns that it names. */
export const rowRules = byCode<RowRule>([q001, q002, q003, q008, q009, q010, q012, q013, q017, q018, q020, q022, q023, q025]);

/** As the row rules, but judged with what is stored of other rows. */
export const recordRules = byCode<RecordRule>([q011, q014]);

/** Every rule; those that are neither row rules nor record rules follow from the contract and always apply, a rule set can only soften or harden them. */
export const rules = byCode<RuleFace>([
  ...rowRules.values(),
  ...recordRules.values(),
  q005,
  q006,
  q007,
  q015,
  h001,
  h002,
  h003,
  h004,
  h005,
  h006,
  h007,
  h008,
]);
