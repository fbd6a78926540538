import type { KeptRulesStore } from './kept-rules.store.ts';
import type { Move } from './move.ts';

/** Stores a first version as published, by a deployment; what is stored already stays as it is. */
export const seedOnce = async <Content extends { version: number; validFrom: string }>(
  rules: Pick<KeptRulesStore<Content>, 'find' | 'publish'>,
  content: Content,
  by: Move,
): Promise<boolean> => {
  if ((await rules.find(content.version))?.state === 'published') return false;
  const kept = { state: 'published', proposedBy: 'system:deployment', approvedBy: 'system:deployment' } as const;
  return (await rules.publish({ content, ...kept, move: by })) === 'published';
};
