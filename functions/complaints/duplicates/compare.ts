import { type CaseState, type Content, type Track, underWayStates } from '../complaint.ts';
import { objectOf, placeOf, reach } from './keys-of.ts';
import { textSimilarity } from './text-similarity.ts';

/** What of a case is compared. */
export interface Compared {
  complaintId: string;
  source: string;
  upperId: string;
  track: Track;
  state: CaseState;
  receivedAt: string;
  content: Content;
  personKeys: readonly string[];
  mergedInto?: string | undefined;
}

/** What is known of a case when it comes. */
export type Coming = Omit<Compared, 'state' | 'mergedInto'>;

/** What speaks for or against one cause. Each from 0 to 1, `text` from −1. */
export const features = [
  'target',
  'near',
  'otherObject',
  'open',
  'withinADay',
  'withinThreeDays',
  'withinAWeek',
  'sameCategory',
  'text',
  'samePerson',
] as const;
export type Feature = (typeof features)[number];

export interface Comparison {
  values: Record<Feature, number>;
  /** For people. */
  because: string[];
}

const hour = 3_600_000;
/** Coordinates of one place scatter that much. */
const besides = 50;

const metresBetween = (one: Content, other: Content): number | undefined => {
  if (one.longitude === undefined || one.latitude === undefined || other.longitude === undefined || other.latitude === undefined)
    return undefined;
  const radians = Math.PI / 180;
  const [a, b] = [one.latitude * radians, other.latitude * radians];
  const east = (one.longitude - other.longitude) * radians * Math.cos((a + b) / 2);
  return 6_371_000 * Math.hypot(east, a - b);
};

const compareObjects = (one: Content, other: Content): 'same' | 'other' | 'unknown' => {
  const [a, b] = [objectOf(one), objectOf(other)];
  if (a.code !== undefined && b.code !== undefined) return a.code === b.code ? 'same' : 'other';
  if (a.name === undefined || b.name === undefined) return 'unknown';
  if (a.name === b.name) return 'same';
  // People shorten names; then place and text decide.
  return a.name.includes(b.name) || b.name.includes(a.name) ? 'unknown' : 'other';
};

/** Neighbours with numbers of their own are two places, however near. */
const comparePlaces = (one: Content, other: Content): { same: boolean; near: number; because: string[] } => {
  const [a, b] = [placeOf(one), placeOf(other)];
  if (a !== undefined && a === b) return { same: true, near: 0, because: ['同一地点'] };
  const metres = metresBetween(one, other);
  if (metres === undefined || metres > reach || (/\d/.test(a ?? '') && /\d/.test(b ?? ''))) return { same: false, near: 0, because: [] };
  return { same: false, near: metres <= besides ? 1 : 0.5, because: [`相距约${Math.round(metres / 10) * 10}米`] };
};

const whenText = (hours: number): string =>
  hours < 1 ? '相隔不到1小时' : hours < 48 ? `相隔${Math.floor(hours)}小时` : `相隔${Math.floor(hours / 24)}天`;

/** Below the first, texts speak against one cause; from the second on, for it with all their weight. */
const [unlike, alike] = [0.2, 0.6];

/** `open` is asked of the candidate as it stands when the case comes. */
export const compare = (the: Coming, candidate: Compared): Comparison => {
  const object = compareObjects(the.content, candidate.content);
  const place = comparePlaces(the.content, candidate.content);
  // Somebody is at work on it; of a merged one that is asked of the one it was merged into.
  const open = underWayStates.includes(candidate.state);
  const hours = Math.abs(Date.parse(the.receivedAt) - Date.parse(candidate.receivedAt)) / hour;
  const within = (limit: number): number => (hours <= limit ? 1 : 0);
  const { category } = the.content;
  const sameCategory = category !== undefined && category === candidate.content.category;
  const similarity = textSimilarity(`${the.content.title} ${the.content.text}`, `${candidate.content.title} ${candidate.content.text}`);
  const samePerson = the.personKeys.some((key) => candidate.personKeys.includes(key));
  return {
    values: {
      target: object === 'same' || place.same ? 1 : 0,
      near: object === 'same' ? 0 : place.near,
      otherObject: object === 'other' ? 1 : 0,
      open: open ? 1 : 0,
      withinADay: within(24),
      withinThreeDays: within(72),
      withinAWeek: within(7 * 24),
      sameCategory: sameCategory ? 1 : 0,
      text:
        similarity === undefined
          ? 0
          : similarity < unlike
            ? similarity / unlike - 1
            : Math.min(1, (similarity - unlike) / (alike - unlike)),
      samePerson: samePerson ? 1 : 0,
    },
    because: [
      ...(object === 'same' ? ['同一被投诉对象'] : object === 'other' ? ['被投诉对象不同'] : []),
      ...place.because,
      open ? '前件尚未办结' : '前件已不在办理',
      whenText(hours),
      ...(sameCategory ? [`同为“${category}”类`] : []),
      ...(similarity === undefined ? [] : [`内容相似度${Math.round(similarity * 100)}%`]),
      // Of a tip nobody is told by this way who is behind it.
      ...(samePerson ? [the.track === 'tip' || candidate.track === 'tip' ? '其他依据' : '同一投诉人'] : []),
    ],
  };
};
