import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { ensureControlPlane } from '../../../scripts/lib/control-plane.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the control plane's programs. */
    controlPlanePrograms: string;
    /** Where outcomes are noted, a JSON line each, for docs/comparison.md. */
    outcomesFile: string;
  }
}

/** Once for all files of the suite. */
export default async function setup(project: TestProject): Promise<void> {
  const outcomes = fileURLToPath(new URL('../../../.cache/test-results/cluster-outcomes.jsonl', import.meta.url));
  await rm(outcomes, { force: true });
  project.provide('outcomesFile', outcomes);
  project.provide('controlPlanePrograms', await ensureControlPlane());
}
