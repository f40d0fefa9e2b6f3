import { fileURLToPath } from 'node:url';

/** Where a bundled program of the soak lies: beside the bundle that runs. */
export function bundled(name: string): string {
  return fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
}
