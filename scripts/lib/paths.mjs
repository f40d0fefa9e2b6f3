import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What the scripts download and remember; git ignores it, and deleting it only costs time. */
export const cache = join(root, '.cache');
