import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { movesTables } from '../functions/complaints/moves-tables.ts';
import { requestMovesTable } from '../functions/data-requests/requests/request-moves-table.ts';
import { resourceTables } from '../functions/data-requests/catalogue/resource-tables.ts';
import { datasetPage } from '../functions/ingestion/dataset-page.ts';
import { findingsTable } from '../functions/ingestion/findings-table.ts';
import { openApiDocument } from './open-api.ts';

/** `npm run docs`: makes what is generated of the documentation; `--check` only says whether it is true. */
const root = path.resolve(import.meta.dirname, '..');
const ingestion = path.join(root, 'functions/ingestion');

const read = async (file: string): Promise<string> => readFile(path.join(root, file), 'utf8').catch(() => '');
const contentsOf = async (folder: string): Promise<Map<string, unknown>> => {
  const names = (await readdir(path.join(ingestion, folder))).sort();
  const texts = await Promise.all(names.map((name) => readFile(path.join(ingestion, folder, name), 'utf8')));
  return new Map(names.map((name, at) => [path.basename(name, '.json'), JSON.parse(texts[at] ?? '') as unknown]));
};
const markdown = (text: string): Promise<string> => format(text, { parser: 'markdown', printWidth: 140 });

/** A page that people write, with a stretch in it that is made. */
const withMade = async (file: string, name: string, text: string): Promise<readonly [file: string, text: string]> => {
  const [begin, end] = [`<!-- ${name}: made by npm run docs -->`, `<!-- end of ${name} -->`];
  const [before, , after] = (await read(file)).split(new RegExp(`(?<=${begin}\\n)|(?=${end})`));
  if (before === undefined || after === undefined) throw new Error(`${file} lacks ${begin} or ${end}`);
  return [file, `${before}\n${await markdown(text)}\n${after}`];
};

const [contracts, ruleSets] = await Promise.all([contentsOf('contracts'), contentsOf('rule-sets')]);
const pages = await Promise.all(
  [...contracts].map(
    async ([dataset, contract]) => [`docs/datasets/${dataset}.md`, await markdown(datasetPage(contract, ruleSets.get(dataset)))] as const,
  ),
);
const made = new Map([
  ['docs/openapi.json', await format(JSON.stringify(openApiDocument()), { parser: 'json', printWidth: 140 })],
  await withMade('docs/ingestion.md', 'findings', findingsTable([...ruleSets.values()])),
  await withMade('docs/complaint-machine.md', 'moves', movesTables()),
  await withMade('docs/data-requests.md', 'request moves', requestMovesTable()),
  await withMade('docs/data-catalogue.md', 'moves of entries and corrections', resourceTables()),
  ...pages,
]);

const check = process.argv.includes('--check');
for (const [file, text] of made) {
  if (text === (await read(file))) continue;
  if (check) {
    console.error(`${file} is not what the code says: run npm run docs`);
    process.exitCode = 1;
  } else {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
    console.log(`${file} written`);
  }
}
