import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, done } from '../../shared/runtime/route.ts';
import { listAuditEvents } from './routes.ts';
import type { Trail } from './trail.store.ts';

const day = 86_400_000;
const utc = (time: number): string => new Date(time).toISOString();

export const readAuditEvents = ({ trail }: { trail: Trail }) => [
  answering(listAuditEvents, async ({ query, now }) => {
    const { actor, object, cursor, limit } = query;
    const to = query.to === undefined ? now.getTime() : Date.parse(query.to);
    const byTimeAlone = actor === undefined && object === undefined;
    const from = query.from === undefined ? (byTimeAlone ? to - day : 0) : Date.parse(query.from);
    if (from > to) return refuse('window-invalid', '开始时间应早于结束时间');
    if (byTimeAlone && to - from > 31 * day) return refuse('window-invalid', '按时间查询最长 31 天，请缩小范围，或指定操作人、对象');
    if (actor !== undefined && object !== undefined) return refuse('window-invalid', '操作人与对象请只填一项');

    const window = { from: utc(from), to: utc(to) };
    if (actor !== undefined) return done(await trail.of({ actor }, window, cursor, limit));
    if (object === undefined) return done(await trail.between(window, cursor, limit));
    const [type = '', ...id] = object.split(':');
    return done(await trail.of({ object: { type, id: id.join(':') } }, window, cursor, limit));
  }),
];
