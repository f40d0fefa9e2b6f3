import type { FoundImport } from '../../shared/ipc-exchange';
import type { Surroundings } from '../../shared/setup';

/** A way on from where nothing is set up. */
export type FirstWay = 'add' | 'import' | 'demo';

/**
 * The way that most people want: to what they have in another program already; else to a forward of their own, for which it
 * takes a kubeconfig. `around` is null as long as it is not known what there is.
 */
export function firstWay(around: Surroundings | null, files: readonly FoundImport[], hasDemo: boolean): FirstWay {
  if (around !== null && around.kubeconfig.kind !== 'found') return hasDemo ? 'demo' : 'add';
  return files.some(({ news }) => news > 0) ? 'import' : 'add';
}
