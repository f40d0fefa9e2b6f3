import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * Bundles programs that are run by hand or by tests, for Node.
 *
 * @param {string} sources the folder of their sources
 * @param {readonly string[]} names of the programs, without the extension
 * @param {string} target a folder inside the repository, so that packages which are not bundled are found
 * @param {readonly string[]} external packages which are not bundled
 * @returns {Promise<string>} the path of `main`
 */
export async function bundlePrograms(sources, names, target, external = []) {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20',
      outDir: target,
      emptyOutDir: false,
      minify: false,
      sourcemap: 'inline',
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, join(sources, `${name}.ts`)])),
        external: [...external],
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunk-[name].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  return join(target, 'main.mjs');
}
