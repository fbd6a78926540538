import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { openApiDocument } from './open-api.ts';

/** `npm run docs`: makes what is generated of the documentation; `--check` only says whether it is true. */
const file = new URL('../docs/openapi.json', import.meta.url);
const made = await format(JSON.stringify(openApiDocument()), { parser: 'json', printWidth: 140 });
const present = await readFile(file, 'utf8').catch(() => '');
if (process.argv.includes('--check')) {
  if (made !== present) {
    console.error('docs/openapi.json is not what the routes say: run npm run docs');
    process.exitCode = 1;
  }
} else if (made !== present) {
  await writeFile(file, made);
  console.log('docs/openapi.json written');
}
