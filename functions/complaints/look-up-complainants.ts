import { refuse } from '../../shared/runtime/outcome.ts';
import { answering, done } from '../../shared/runtime/route.ts';
import type { Complaints } from './complaints.store.ts';
import { complainantContext } from './document.ts';
import type { Documents } from './documents.store.ts';
import { keysOf } from './duplicates/keys-of.ts';
import { shownEntry } from './keep-complaints.ts';
import { SealedPerson } from './notice.ts';
import { personValues } from './person-keys.ts';
import { clearedFor, closedTo, isDesk, sees } from './reader.ts';
import { lookAtComplainant, searchComplaints } from './routes.ts';
import type { Hashing, Sealing } from './seal.client.ts';

interface Collaborators {
  complaints: Pick<Complaints, 'find' | 'ofDocument' | 'sharing' | 'entriesOf'>;
  documents: Pick<Documents, 'complainantOf'>;
  seal: Pick<Sealing, 'unseal'>;
  hashes: Hashing;
}

/** So many of one person's cases are shown, the newest. */
const most = 100;

/** The one way by which a complainant leaves this system, and the one by which cases are found by a person. Both say why, and are in the audit before they are answered. */
export const lookUpComplainants = ({ complaints, documents, seal, hashes }: Collaborators) => [
  answering(lookAtComplainant, async ({ params, body, principal }) => {
    const the = await complaints.find(params.complaintId);
    if (!the || !sees(principal, the)) return refuse('complaint-unknown');
    const document = await complaints.ofDocument(the.source, the.upperId);
    const closed = closedTo(
      principal,
      the,
      [the, ...document].map(({ track }) => track),
    );
    if (closed !== undefined) return refuse('person-closed', closed);
    const sealed = await documents.complainantOf(the.source, the.upperId);
    if (!sealed) return refuse('person-missing');
    const opened = await seal.unseal(sealed.sealed, complainantContext(the.source, the.upperId));
    const person = SealedPerson.parse(JSON.parse(opened));
    if (person.confidential && !isDesk(principal)) return refuse('person-closed', '投诉人要求保密，只有受理台可以查看，请由受理台联系');
    return done(person, { reason: body.reason });
  }),

  answering(searchComplaints, async ({ body, principal, now }) => {
    const [asked] = personValues(body);
    if (!asked) return refuse('question-invalid', '电话至少7位数字，证件号码至少6位');
    const hash = await hashes.hash(asked.kind, asked.value);
    const key = keysOf({ title: '', text: '' }, [hash]).find(({ value }) => value === hash);
    const ids = key ? await complaints.sharing(key, most) : [];
    const found = await complaints.entriesOf(ids, now.getTime() + 10_000);
    // Who found the complaint of a document would know whose tip stands beside it.
    const documents = Map.groupBy(found, ({ source, upperId }) => `${source}#${upperId}`);
    const items = found.filter(({ source, upperId }) =>
      clearedFor(principal, documents.get(`${source}#${upperId}`)?.map(({ track }) => track) ?? []),
    );
    return done(
      { items: items.map((entry) => shownEntry(entry, now)), all: ids.length < most },
      { objectId: `${asked.kind}:${hash.slice(0, 32)}`, reason: body.reason },
    );
  }),
];
