export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** `≤ 1.5` or `≥ 2000`; absent where a figure only explains another. */
  goal?: string;
}

export interface BenchOptions {
  /** Progress, for people. */
  say: (line: string) => void;
  /** What stood on the command line behind the bench's name. */
  args: string[];
}

export type Bench = (options: BenchOptions) => Promise<Figure[]>;

/** Undefined where nothing is demanded. */
export const isMet = ({ value, goal }: Figure): boolean | undefined => {
  if (goal === undefined) return undefined;
  const [, sign, limit] = /^([≤≥]) (\d+(?:\.\d+)?)$/.exec(goal) ?? [];
  if (limit === undefined) throw new Error(`a goal is "≤ number" or "≥ number", not "${goal}"`);
  return sign === '≤' ? value <= Number(limit) : value >= Number(limit);
};

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
};
