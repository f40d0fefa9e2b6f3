import { join } from 'node:path';
import { bundlePrograms } from './bundle-programs.mjs';
import { cache, root } from './paths.mjs';

/**
 * Bundles the fuzzers.
 *
 * @returns {Promise<string>} the program's path
 */
export function buildFuzz() {
  return bundlePrograms(join(root, 'test', 'fuzz'), ['main'], join(cache, 'fuzz'));
}
