import { clustersOf } from './clusters-of.ts';

/** A case as figures see it: who, against whom, when. */
export interface Claim {
  /** Of telephone and certificate number: who gives one this time and the other the next is one person. */
  personKeys: readonly string[];
  /** Code or name of the object; absent: nobody's in particular. */
  object?: string | undefined;
  receivedAt: string;
}

/** 职业索赔 in figures: so many complaints against so many objects within so many days. No law gives numbers; a district may set its own. */
export interface ProfessionalWhen {
  withinDays: number;
  complaints: number;
  objects: number;
}

export const professionalWhen: ProfessionalWhen = { withinDays: 30, complaints: 6, objects: 5 };

const day = 86_400_000;

/** The claims of each person who gave a hash, the earliest first. */
const byPerson = <Its extends Claim>(claims: readonly Its[]): Its[][] => {
  const persons = clustersOf(
    claims.flatMap(({ personKeys }, at) => personKeys.map((key) => ({ one: `claim ${at}`, other: `key ${key}`, probability: 1 }))),
    1,
  );
  return persons.map((ids) =>
    ids
      .flatMap((id) => (id.startsWith('claim ') ? (claims[Number(id.slice('claim '.length))] ?? []) : []))
      .sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : 0)),
  );
};

/** The claims of those who complain as a trade, person by person. It changes figures only: each complaint is handled like any other. */
export const professionalClaimants = <Its extends Claim>(claims: readonly Its[], when: ProfessionalWhen = professionalWhen): Its[][] =>
  byPerson(claims).filter((its) => {
    let from = 0;
    return its.some(({ receivedAt }, to) => {
      while (Date.parse(receivedAt) - Date.parse(its[from]?.receivedAt ?? receivedAt) > when.withinDays * day) from += 1;
      const window = its.slice(from, to + 1);
      return window.length >= when.complaints && new Set(window.flatMap(({ object }) => object ?? [])).size >= when.objects;
    });
  });

/** For figures: of each professional claimant the earliest case alone. */
export const countedOnce = <Its extends Claim>(claims: readonly Its[], professionals: readonly (readonly Its[])[]): Its[] => {
  const again = new Set(professionals.flatMap(([, ...others]) => others));
  return claims.filter((claim) => !again.has(claim));
};
