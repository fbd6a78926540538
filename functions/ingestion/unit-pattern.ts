/** One character, a class or an escape, and how often: the pieces that `patternFault` lets through. */
const piece = /(\\.|\[(?:\\.|[^\]\\])+\]|[^\\[\](){}|?*+^$])(?:(\?)|(\*)|(\+)|\{(\d+)(,?)(\d*)\})?/uy;

interface Piece {
  /** A bit for each different atom. */
  bit: number;
  least: number;
  most: number;
}

/**
 * Whether a code's units fit a contract's pattern, without making a text of them. It is only asked to say yes: characters beyond ASCII, like whatever else does not fit, are left
 * to the regular expression. Undefined for patterns with more than one repetition of varying length, or more than eight different atoms.
 */
export const unitPattern = (source: string): ((units: Uint16Array, from: number, to: number) => boolean) | undefined => {
  const atoms = new Map<string, number>();
  const pieces = piecesOf(source.slice(1, -1), atoms);
  const varies = ({ least, most }: Piece) => least !== most;
  if (!pieces || atoms.size > 8 || pieces.filter(varies).length > 1) return undefined;

  /** Which atoms a character fits, as bits; nothing fits what stands behind ASCII. */
  const bitsOf = new Uint8Array(0x10000);
  for (const [atom, bit] of atoms) {
    const one = new RegExp(`^${atom}$`, 'u');
    for (let unit = 0; unit < 128; unit += 1) if (one.test(String.fromCharCode(unit))) bitsOf[unit] = (bitsOf[unit] ?? 0) | bit;
  }
  const at = pieces.findIndex(varies);
  const expanded = (some: readonly Piece[]) => Uint8Array.from(some.flatMap(({ bit, least }) => Array.from({ length: least }, () => bit)));
  const before = expanded(at === -1 ? pieces : pieces.slice(0, at));
  const after = expanded(at === -1 ? [] : pieces.slice(at + 1));
  const { bit: between, least, most } = pieces[at] ?? { bit: 0, least: 0, most: 0 };
  const shortest = before.length + least + after.length;
  const longest = before.length + most + after.length;

  return (units, from, to) => {
    if (to - from < shortest || to - from > longest) return false;
    const tail = to - after.length;
    let unit = from;
    for (let place = 0; place < before.length; place += 1, unit += 1)
      if (((bitsOf[units[unit] ?? 0] ?? 0) & (before[place] ?? 0)) === 0) return false;
    for (; unit < tail; unit += 1) if (((bitsOf[units[unit] ?? 0] ?? 0) & between) === 0) return false;
    for (let place = 0; place < after.length; place += 1, unit += 1)
      if (((bitsOf[units[unit] ?? 0] ?? 0) & (after[place] ?? 0)) === 0) return false;
    return true;
  };
};

const mostPlaces = 1000;

const piecesOf = (body: string, atoms: Map<string, number>): Piece[] | undefined => {
  const pieces: Piece[] = [];
  let places = 0;
  piece.lastIndex = 0;
  while (piece.lastIndex < body.length) {
    const found = piece.exec(body);
    if (!found) return undefined;
    const [, atom = '', maybe, any, some, least, comma, most] = found;
    const bit = atoms.get(atom) ?? 1 << atoms.size;
    atoms.set(atom, bit);
    const from = least === undefined ? ((maybe ?? any) === undefined ? 1 : 0) : Number(least);
    const to = least === undefined ? ((any ?? some) === undefined ? 1 : Infinity) : most ? Number(most) : comma ? Infinity : Number(least);
    places += from;
    if (places > mostPlaces) return undefined;
    pieces.push({ bit, least: from, most: to });
  }
  return pieces;
};
