import { citizenIdFault } from '../../../shared/identifiers/citizen-id.ts';
import type { Complainant, SealedPerson, UpperNotice } from '../notice.ts';

const hidden = '〔已隐去〕';

const digit = '[\\d０-９]';
const mobile = new RegExp(`(?<!${digit})(?:\\+?86[ -]?)?[1１][3-9３-９]${digit}[ -]?${digit}{4}[ -]?${digit}{4}(?!${digit})`, 'g');
const certificate = new RegExp(`(?<![A-Za-z\\d０-９])${digit}{17}[\\d０-９XxＸｘ](?![A-Za-z\\d０-９])`, 'g');
const plain = (text: string): string => text.normalize('NFKC').toUpperCase();

/** Said where nobody gives a name. */
const noName = /^(匿名|先生|女士|小姐|同志|市民|群众|居民|业主|家长|消费者|投诉人|举报人|来电人|不详|未知|无名)$/;

/** As it was said, and as whole digits: what else is in a text stays. */
const literals = ({ name = '', telephone = '', certificateNumber = '' }: Complainant): string[] =>
  [...(name.trim().length >= 2 && !noName.test(name.trim()) ? [name] : []), telephone, telephone.replace(/\D/g, ''), certificateNumber]
    .map((one) => one.trim())
    .filter((one) => one.length >= 7 || (one === name.trim() && one.length >= 2))
    .sort((one, other) => other.length - one.length);

/** What stands for a person is longer than a short name; the text keeps its limit. */
const hide = (text: string, longest: number, complainant: Complainant): string =>
  literals(complainant)
    .reduce((one, literal) => one.replaceAll(literal, hidden), text)
    .replace(certificate, (found) => (citizenIdFault(plain(found), '2100-01-01') === undefined ? hidden : found))
    .replace(mobile, hidden)
    .slice(0, longest);

/**
 * Whoever types at the upper platform's desk writes names and numbers into the text. What is stored beside the case has them no more: the complainant's own words for themselves, and
 * whatever has the form of a mainland mobile number or of a valid citizen's number, be it of the one complained of. `original`: the texts that were changed, as they were.
 */
export const hidePerson = (
  notice: UpperNotice,
  complainant: Complainant = {},
): { notice: UpperNotice; original: Record<string, string> } => {
  const original: Record<string, string> = {};
  const say = (name: string, text: string, longest: number): string => {
    const now = hide(text, longest, complainant);
    if (now !== text) original[name] = text;
    return now;
  };
  const hiding = (): UpperNotice => {
    switch (notice.kind) {
      case 'order':
      case 'update': {
        const { title, text, address } = notice.content;
        const content = {
          ...notice.content,
          title: say('title', title, 200),
          text: say('text', text, 8000),
          ...(address !== undefined && { address: say('address', address, 300) }),
        };
        return { ...notice, content };
      }
      case 'urging':
        return { ...notice, text: say('text', notice.text, 1000) };
      case 'withdrawal':
        return { ...notice, ...(notice.reason !== undefined && { reason: say('reason', notice.reason, 1000) }) };
      case 'evaluation':
        return { ...notice, ...(notice.note !== undefined && { note: say('note', notice.note, 1000) }) };
      case 'supervision':
        return { ...notice, requirement: say('requirement', notice.requirement, 3000) };
    }
  };
  return { notice: hiding(), original };
};

/** The key seals no more at a time. */
const mostSealed = 4096;

/** With the original wording, where it fits. */
export const sealable = (complainant: Complainant, original: Readonly<Record<string, string>>): string => {
  const person: SealedPerson = { ...complainant, ...(Object.keys(original).length > 0 && { said: original }) };
  const whole = JSON.stringify(person);
  return Buffer.byteLength(whole) <= mostSealed ? whole : JSON.stringify(complainant);
};
