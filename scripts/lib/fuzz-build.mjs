import { join } from 'node:path';
import { cache, root } from './paths.mjs';

const folder = join(cache, 'fuzz');

/**
 * Bundles the fuzzers.
 *
 * @returns {Promise<string>} the program's path
 */
export async function buildFuzz() {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      sourcemap: 'inline',
      rolldownOptions: {
        input: { main: join(root, 'test', 'fuzz', 'main.ts') },
        output: { format: 'es', entryFileNames: '[name].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  return join(folder, 'main.mjs');
}
