import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePrograms } from './bundle-programs.mjs';
import { cache, root } from './paths.mjs';

const folder = join(cache, 'chaos');

/**
 * Bundles the soak's programs.
 *
 * @returns {Promise<string>} the path of the one to run
 */
export async function buildChaos() {
  const main = await bundlePrograms(join(root, 'test', 'chaos'), ['main', 'clusters-process'], folder);
  // Looked for beside the bundle.
  await copyFile(join(root, 'test', 'support', 'freeze-thread.py'), join(folder, 'freeze-thread.py'));
  return main;
}
