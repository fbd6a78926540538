import type { Complaint } from '../complaint.ts';
import { type Coming, compare, type Compared, type Comparison, features } from './compare.ts';
import { mostCompared, suggestFrom, weights } from './weights.ts';

export const probabilityOf = ({ values }: Pick<Comparison, 'values'>): number =>
  1 / (1 + Math.exp(-features.reduce((sum, feature) => sum + weights[feature].weight * values[feature], weights.intercept.weight)));

/** The newest that may be duplicates; the parts of its own document are none, they have been told apart on purpose (令121号第九条). */
const comparable = (the: Coming, candidates: readonly Compared[]): { compared: Compared[]; left: number } => {
  const others = [...new Map(candidates.map((candidate) => [candidate.complaintId, candidate])).values()]
    .filter(({ complaintId, source, upperId }) => complaintId !== the.complaintId && !(source === the.source && upperId === the.upperId))
    .sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : a.complaintId < b.complaintId ? 1 : -1));
  return { compared: others.slice(0, mostCompared), left: Math.max(0, others.length - mostCompared) };
};

/** For people to look at, the likeliest first; nothing is merged by it. A merged case stands for the one it was merged into. */
export const duplicatesAmong = (the: Coming, candidates: readonly Compared[]): Complaint['duplicates'] => {
  const { compared, left } = comparable(the, candidates);
  const found = new Map<string, Complaint['duplicates'][number]>();
  for (const candidate of compared) {
    const comparison = compare(the, candidate);
    const probability = Math.round(probabilityOf(comparison) * 1000) / 1000;
    const complaintId = candidate.mergedInto ?? candidate.complaintId;
    if (probability < suggestFrom || complaintId === the.complaintId || (found.get(complaintId)?.probability ?? 0) >= probability) continue;
    found.set(complaintId, {
      complaintId,
      probability,
      because: [
        ...comparison.because,
        ...(candidate.mergedInto === undefined ? [] : ['已并入该件的另一件与本件相似']),
        ...(left === 0 ? [] : [`只比对了最近${mostCompared}件，更早的未比对`]),
      ],
    });
  }
  return [...found.values()].sort((a, b) => b.probability - a.probability || (a.complaintId < b.complaintId ? -1 : 1));
};
