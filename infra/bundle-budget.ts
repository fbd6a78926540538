import type { Bundle } from './bundle.ts';

interface Budget {
  everyFunction: number;
  exceptions: Record<string, { kib: number; because: string }>;
}

/** How much minified code a function may load, in KiB: a bigger one starts slower. An exception needs its reason. */
const budget: Budget = {
  everyFunction: 900,
  exceptions: {
    'ingestion/http': { kib: 960, because: 'it checks contracts by the code lists of the country, and writes templates of them' },
    'data-requests/read-shared': {
      kib: 960,
      because: 'it signs links to files and asks for keys, and contracts bring the code lists of the country',
    },
    'interface/http': { kib: 1000, because: 'half of it is the OpenAPI document that it serves, which grows with the routes' },
  },
};

const kib = (bytes: number): number => Math.ceil(bytes / 1024);

/** `node_modules/@aws-sdk/core/dist-es/x.js` weighs in as `@aws-sdk/core`; a file of ours as its folder. */
const ownerOf = (file: string): string => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file.replace(/\/[^/]+$/, '/');

const heaviest = ({ inputs }: Bundle): string => {
  const weights = new Map<string, number>();
  for (const { file, bytes } of inputs) weights.set(ownerOf(file), (weights.get(ownerOf(file)) ?? 0) + bytes);
  return [...weights]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([owner, bytes]) => `${owner} ${kib(bytes)}`)
    .join(', ');
};

/** One sentence for each bundle that is too big, saying what weighs most in it. */
export const overBudget = (bundles: readonly Bundle[], { everyFunction, exceptions } = budget): string[] =>
  bundles.flatMap((bundle) => {
    const allowed = exceptions[bundle.name]?.kib ?? everyFunction;
    return bundle.bytes <= allowed * 1024
      ? []
      : [`${bundle.name}: ${kib(bundle.bytes)} KiB, allowed are ${allowed} KiB. Heaviest: ${heaviest(bundle)}`];
  });
