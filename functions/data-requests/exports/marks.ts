import type { GrantKey } from '../grants/keys.client.ts';
import { inLetters } from '../../../shared/text/in-letters.ts';

/** `<exportId>.<16 letters>`: eight of the row's id under the grant, eight of a keyed digest of these and the export. */
const mark = /(?<![0-9a-z])(e-[0-9a-z]{26})\.([0-9a-z]{8})([0-9a-z]{8})(?![0-9a-z])/g;

const proofOf = ({ orderOf }: Pick<GrantKey, 'orderOf'>, exportId: string, part: string): string =>
  inLetters(Buffer.from(orderOf(`mark#${exportId}#${part}`).slice(0, 10), 'hex'), 8);

/** Each row's watermark: names the export in plain sight, tells the rows apart, and can be made by nobody without the grant's key. */
export const marking =
  (key: Pick<GrantKey, 'orderOf'>, exportId: string) =>
  (rowId: string): string => {
    const part = rowId.slice(1, 9).padEnd(8, '0');
    return `${exportId}.${part}${proofOf(key, exportId, part)}`;
  };

/** Names export and row, and can be put under nothing: what others than its holder are shown of a mark. */
export const withoutProof = (text: string): string => text.replace(mark, '$1.$2…');

export interface FoundMark {
  exportId: string;
  part: string;
  proof: string;
}

/** What of a text looks like marks, once each: also in capitals, as some programs turn them. */
export const marksIn = (text: string): FoundMark[] => {
  const found = new Map<string, FoundMark>();
  for (const [whole, exportId = '', part = '', proof = ''] of text.toLowerCase().matchAll(mark))
    found.set(whole, { exportId, part, proof });
  return [...found.values()];
};

/** Its proof is known only where the grant's key is: nobody can make one up to blame another. */
export const isGenuine = (key: Pick<GrantKey, 'orderOf'>, { exportId, part, proof }: FoundMark): boolean =>
  proofOf(key, exportId, part) === proof;
