import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { bundlePodMain } from './bundle';
import { ensureControlPlane } from '../../../scripts/lib/control-plane.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the control plane's programs. */
    controlPlanePrograms: string;
    /** The kubeconfig of a cluster to use instead; empty for none. */
    givenKubeconfig: string;
    /** What pods of a given cluster run: an image with Node, and a script for it. */
    podImage: string;
    podScript: string;
    /** Where outcomes are noted, a JSON line each, for docs/comparison.md. */
    outcomesFile: string;
  }
}

/** Once for all files of the suite. */
export default async function setup(project: TestProject): Promise<void> {
  const outcomes = fileURLToPath(new URL('../../../.cache/test-results/cluster-outcomes.jsonl', import.meta.url));
  project.provide('outcomesFile', outcomes);
  const given = process.env['PORTWATCH_TEST_KUBECONFIG'] ?? '';
  project.provide('givenKubeconfig', given);
  project.provide('controlPlanePrograms', given === '' ? await ensureControlPlane() : '');
  project.provide('podImage', process.env['PORTWATCH_TEST_IMAGE'] ?? 'node:22-alpine');
  project.provide('podScript', given === '' ? '' : await bundlePodMain());
}
