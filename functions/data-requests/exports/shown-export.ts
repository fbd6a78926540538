import { snapshotIdOf } from '../delivery/snapshot.ts';
import { type Export, type ExportFile, filesOf } from './export.ts';
import { type ExportShown, stateTitles } from './routes.ts';

export const shownExport = (the: Export, files: readonly ExportFile[] = []): ExportShown => ({
  ...the,
  stateTitle: stateTitles[the.state],
  snapshot: snapshotIdOf(the.snapshot),
  orderedBy: the.orderedBy.memberId,
  filesWanted: the.files,
  files: filesOf(the, files),
});
