/** Two cases that are likely of one cause. */
export interface Pair {
  one: string;
  other: string;
  probability: number;
}

/** Cases of one cause: whoever is linked, over however many steps, by pairs at least so likely. Only clusters of two and more; in order of their first. */
export const clustersOf = (pairs: readonly Pair[], threshold: number): string[][] => {
  const above = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = above.get(root); next !== undefined && next !== root; next = above.get(root)) root = next;
    // Whoever stood on the way stands below the root now, so that long chains are walked once.
    for (let at = id; at !== root;) {
      const next = above.get(at) ?? root;
      above.set(at, root);
      at = next;
    }
    above.set(root, root);
    return root;
  };
  for (const { one, other, probability } of pairs) {
    if (probability < threshold) continue;
    const [first = '', second = ''] = [rootOf(one), rootOf(other)].sort();
    above.set(second, first);
  }
  const clusters = new Map<string, string[]>();
  for (const id of [...above.keys()].sort()) {
    const root = rootOf(id);
    const its = clusters.get(root);
    if (its) its.push(id);
    else clusters.set(root, [id]);
  }
  return [...clusters.values()].filter(({ length }) => length > 1);
};
