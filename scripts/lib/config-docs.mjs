import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { runnerImport } from 'vite';
import { whenChanged } from './config-changes.mjs';
import { root } from './paths.mjs';

const schemaFile = join(root, 'assets', 'portwatch.schema.json');
const pageFile = join(root, 'docs', 'configuration.md');

/** Everything that is made of src/shared/config-schema.ts, and of what the program does, as it should be. */
export async function configDocs() {
  const load = async (...name) =>
    (await runnerImport(join(root, 'src', ...name), { configFile: false, logLevel: 'error' })).module;
  const { configJsonSchema } = await load('shared', 'config-json-schema.ts');
  const { configTables } = await load('shared', 'config-reference.ts');
  const { blocksAt } = await load('shared', 'config-schema.ts');
  const { readConfig } = await load('main', 'config', 'read-config.ts');
  const { diffConfig } = await load('main', 'config-diff.ts');
  const tables = configTables((...key) => whenChanged({ readConfig, diffConfig, blocksAt }, ...key));
  const schema = await format(JSON.stringify(configJsonSchema()), { parser: 'json', printWidth: 120 });
  return [
    { file: schemaFile, text: schema },
    { file: pageFile, text: withTables(await readFile(pageFile, 'utf8'), tables) },
  ];
}

export async function writeConfigDocs() {
  for (const { file, text } of await configDocs()) await writeFile(file, text);
}

/** The page with its tables filled in: each follows a line `<!-- keys: PLACE -->` and ends at `<!-- end -->`. */
export function withTables(page, tables) {
  const unused = new Set(tables.keys());
  const filled = page.replace(/(<!-- keys: (\S*) ?-->\n)[^]*?(<!-- end -->)/g, (_, begin, place, end) => {
    const table = tables.get(place);
    if (table === undefined) throw new Error(`docs/configuration.md has a table of ${place}, which no file has.`);
    unused.delete(place);
    return `${begin}\n${table}\n\n${end}`;
  });
  if (unused.size > 0) throw new Error(`docs/configuration.md has no table of ${[...unused].join(', ')}.`);
  return filled;
}
