import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

export interface Bundle {
  /** `ingestion/split-upload`: also its folder below the output directory. */
  name: string;
  bytes: number;
  /** What weighs most in it. */
  inputs: { file: string; bytes: number }[];
}

const root = path.resolve(import.meta.dirname, '..');

/** `functions/<capability>/<command>.lambda.ts` → `<capability>/<command>`. */
const nameOf = (entry: string): string => entry.replace(/^functions\//, '').replace(/\.lambda\.ts$/, '');

/** Every function, bundled in one run: the SDK is in the bundle and so pinned. The same input gives the same bytes, on which the assets' hashes depend. */
export const bundleFunctions = async ({ outdir }: { outdir: string }): Promise<Bundle[]> => {
  const entries = globSync('functions/**/*.lambda.ts', { cwd: root }).sort();
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries.map((entry) => ({ in: entry, out: `${nameOf(entry)}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: [],
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // Packages in CommonJS ask for `require`, which an ES module does not have.
    banner: { js: "import{createRequire as hubRequire}from'node:module';const require=hubRequire(import.meta.url);" },
    metafile: true,
    logLevel: 'warning',
  });
  return Object.entries(metafile.outputs)
    .filter(([file]) => file.endsWith('.mjs'))
    .map(([file, { bytes, inputs }]) => ({
      name: path.relative(outdir, path.dirname(path.resolve(root, file))),
      bytes,
      inputs: Object.entries(inputs)
        .map(([input, { bytesInOutput }]) => ({ file: input, bytes: bytesInOutput }))
        .sort((a, b) => b.bytes - a.bytes),
    }));
};
