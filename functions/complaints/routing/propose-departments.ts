import type { Complaint, Content, Track } from '../complaint.ts';
import type { RoutingTable } from './routing-table.ts';

type Proposals = Complaint['proposals'];

/** How much a sign says by itself: an item belongs to one body, a word may be anybody's. */
const strengths = { item: 0.9, category: 0.75, object: 0.4, keyword: 0.35 } as const;
type Sign = keyof typeof strengths;

interface Evidence {
  sign: Sign;
  value: string;
  strength: number;
  because: string;
}

/** 食品 says nothing more where 食品安全 was found. */
const longest = (found: readonly string[]): string[] =>
  found.filter((word) => !found.some((other) => other !== word && other.includes(word)));

const evidenceFor = (
  content: Content,
  track: Track,
  department: { departmentId: string; name: string },
  table: RoutingTable,
): Evidence[] => {
  const text = `${content.title}\n${content.text}\n${(content.keywords ?? []).join('\n')}`;
  const object = content.respondent?.name ?? '';
  const { category, item, area } = content;
  const evidence = table.rules.flatMap((rule): Evidence[] => {
    if (rule.department !== department.departmentId) return [];
    if (rule.tracks !== undefined && !rule.tracks.includes(track)) return [];
    if (rule.areas !== undefined && (area === undefined || !rule.areas.includes(area))) return [];
    const found = (sign: Sign, value: string, because: string): Evidence => ({
      sign,
      value,
      strength: strengths[sign] * rule.weight,
      because: `${because}（${rule.note}）`,
    });
    const { name } = department;
    return [
      ...(rule.items ?? []).flatMap((code) => (item?.startsWith(code) ? [found('item', item, `监管事项${item}由${name}负责`)] : [])),
      ...(rule.categories ?? []).flatMap((one) => (one === category ? [found('category', one, `分类“${one}”由${name}负责`)] : [])),
      ...(rule.keywords ?? []).flatMap((one) => (text.includes(one) ? [found('keyword', one, `内容提到“${one}”，由${name}负责`)] : [])),
      ...(rule.objectWords ?? []).flatMap((one) => (object.includes(one) ? [found('object', one, `对象名称含“${one}”，属${name}`)] : [])),
    ];
  });
  // The same sign in several rules is one sign, and counts as the strongest says it.
  const strongest = new Map<string, Evidence>();
  for (const one of evidence) {
    const known = strongest.get(`${one.sign} ${one.value}`);
    if (!known || one.strength > known.strength || (one.strength === known.strength && one.because < known.because))
      strongest.set(`${one.sign} ${one.value}`, one);
  }
  const kept = [...strongest.values()];
  const words = (sign: Sign): string[] => longest(kept.filter((one) => one.sign === sign).map(({ value }) => value));
  const [keywords, objectWords] = [words('keyword'), words('object')];
  return kept
    .filter(({ sign, value }) => (sign === 'keyword' ? keywords.includes(value) : sign === 'object' ? objectWords.includes(value) : true))
    .sort((a, b) => b.strength - a.strength || (a.because < b.because ? -1 : 1));
};

/**
 * Each department by its own rules alone, so that what is written about others moves nothing: signs add up like independent witnesses, 1 − Π(1 − strength). The best first, each with its
 * reasons; whom nothing points to is not there, and where nothing points to anybody the desk decides.
 */
export const proposeDepartments = (content: Content, track: Track, table: RoutingTable): Proposals =>
  table.departments
    .map((department) => {
      const evidence = evidenceFor(content, track, department, table);
      const doubt = evidence.reduce((rest, { strength }) => rest * (1 - strength), 1);
      return {
        department: department.departmentId,
        score: Math.round((1 - doubt) * 1000) / 1000,
        because: evidence.map(({ because }) => because),
      };
    })
    .filter(({ because }) => because.length > 0)
    .sort((a, b) => b.score - a.score || (a.department < b.department ? -1 : 1));

/** To whom a case goes without anybody's confirmation: only where the district has allowed it, and one department stands out. */
export const automatic = (proposals: Proposals, { automatic: { on, threshold, margin } }: RoutingTable): string | undefined => {
  const [first, second] = proposals;
  if (!on || first === undefined || first.score < threshold || first.score - (second?.score ?? 0) < margin) return undefined;
  return first.department;
};
