import { createHash } from 'node:crypto';
import { answering, done, reaches } from '../../../shared/runtime/route.ts';
import type { GrantKeys } from '../grants/keys.client.ts';
import type { Export } from './export.ts';
import type { Exports } from './exports.store.ts';
import { isGenuine, marksIn } from './marks.ts';
import { traceMarks } from './routes.ts';

const mostExports = 100;

/** What the audit names: the export, or of several how many, and a digest of their ids in the order answered, one a line. */
export const objectOf = (items: readonly Pick<Export, 'exportId'>[]): string => {
  const ids = items.map(({ exportId }) => exportId);
  return ids.length === 1 ? ids.join('') : `${ids.length} exports, SHA-256 ${createHash('sha256').update(ids.join('\n')).digest('hex')}`;
};

/** Of a text that leaked: which exports its marks name, and whether they are ours. Of exports that are none of the asking department's business it says nothing. */
export const traceLeaks = ({ exports, keys }: { exports: Pick<Exports, 'find'>; keys: GrantKeys }) => [
  answering(traceMarks, async (call) => {
    const byExport = [...Map.groupBy(marksIn(call.body.lines.join('\n')), ({ exportId }) => exportId)];
    const items = [];
    let unknown = 0;
    for (const [exportId, marks] of byExport.slice(0, mostExports)) {
      const the: Export | undefined = await exports.find(exportId);
      if (!the || !(reaches(call, the.holder) || reaches(call, the.owner))) {
        unknown += marks.length;
        continue;
      }
      const key = await keys.of(the.grantId);
      const genuine = marks.filter((mark) => isGenuine(key, mark)).length;
      items.push({ ...the, orderedBy: the.orderedBy.memberId, marks: marks.length, genuine });
    }
    return done({ items, unknown, more: byExport.length > mostExports }, items.length === 0 ? {} : { objectId: objectOf(items) });
  }),
];
