import * as z from 'zod';
import type { ItemChange } from '../../shared/runtime/move.ts';
import { StoredContract } from './contract.ts';
import { type ContractPublished, ShownContract } from './messages.ts';

const PublishedContract = z.object({ kind: z.literal('contract'), state: z.literal('published'), content: StoredContract });

/** What others hear of a change in the standards: that a contract is published, which it becomes once, and nothing of proposals and rule sets. */
export const announceContract = ({ before, after }: ItemChange): ContractPublished[] => {
  const content = PublishedContract.safeParse(after).data?.content;
  return content && !before ? [{ dataset: content.dataset, contract: ShownContract.parse(content) }] : [];
};
