/** A case as figures see it: who, against whom, when. */
export interface Claim {
  personKey?: string | undefined;
  /** Code or name of the object; absent: unknown, and then it is nobody's in particular. */
  object?: string | undefined;
  receivedAt: string;
}

/** 职业索赔 in figures: so many complaints against so many objects within so many days. No law gives numbers; the district may set its own. */
export interface ProfessionalWhen {
  withinDays: number;
  complaints: number;
  objects: number;
}

export const professionalWhen: ProfessionalWhen = { withinDays: 30, complaints: 6, objects: 5 };

const day = 86_400_000;

/** Persons (keys) who complain as a trade. It changes figures only: each complaint is handled like any other. */
export const professionalClaimants = (claims: readonly Claim[], when: ProfessionalWhen = professionalWhen): Set<string> => {
  const byPerson = Map.groupBy(
    claims.filter(({ personKey }) => personKey !== undefined),
    ({ personKey }) => personKey ?? '',
  );
  const isProfessional = (its: readonly Claim[]): boolean => {
    const sorted = its.toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
    let from = 0;
    return sorted.some(({ receivedAt }, to) => {
      while (Date.parse(receivedAt) - Date.parse(sorted[from]?.receivedAt ?? receivedAt) > when.withinDays * day) from += 1;
      const window = sorted.slice(from, to + 1);
      const objects = new Set(window.flatMap(({ object }) => object ?? []));
      return window.length >= when.complaints && objects.size >= when.objects;
    });
  };
  return new Set([...byPerson].flatMap(([personKey, its]) => (isProfessional(its) ? [personKey] : [])));
};

/** For figures: of each professional claimant the earliest case alone. */
export const countedOnce = <Its extends Claim>(claims: readonly Its[], professionals: ReadonlySet<string>): Its[] => {
  const first = new Map<string, Its>();
  for (const claim of claims) {
    const { personKey } = claim;
    if (personKey === undefined || !professionals.has(personKey)) continue;
    const known = first.get(personKey);
    if (known === undefined || claim.receivedAt < known.receivedAt) first.set(personKey, claim);
  }
  return claims.filter(
    (claim) => claim.personKey === undefined || !professionals.has(claim.personKey) || first.get(claim.personKey) === claim,
  );
};
