import { buildApp } from '../../scripts/lib/app-build.mjs';

/** Vitest's global set-up of a project that runs the bundles in dist/: builds them when their sources have changed. */
export async function setup(): Promise<void> {
  await buildApp();
}
