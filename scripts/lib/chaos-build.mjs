import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache, root } from './paths.mjs';

const folder = join(cache, 'chaos');
const sources = join(root, 'test', 'chaos');

/**
 * Bundles the soak's programs.
 *
 * @returns {Promise<string>} the path of the one to run
 */
export async function buildChaos() {
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
      rolldownOptions: {
        input: Object.fromEntries(['main', 'clusters-process'].map((name) => [name, join(sources, `${name}.ts`)])),
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunk-[name].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  // Looked for beside the bundle.
  await copyFile(join(root, 'test', 'support', 'freeze-thread.py'), join(folder, 'freeze-thread.py'));
  return join(folder, 'main.mjs');
}
