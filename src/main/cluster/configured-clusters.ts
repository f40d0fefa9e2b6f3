import { type ClusterId, clusterIdOf, type ClusterRef } from '../../shared/cluster-ref';
import type { Problem } from '../../shared/problem';

/** A cluster as the config names it. `path`: of the kubeconfig, if it names one; absolute. */
export interface ConfiguredCluster extends ClusterRef {
  readonly path?: string;
}

/**
 * The cluster by the path of its kubeconfig, from how the config names it. Only files that the config names are looked into, not
 * any that somebody types, or pastes with a command.
 */
export function locatedCluster(
  { context, kubeconfig }: ClusterRef,
  configured: readonly ConfiguredCluster[],
): { readonly cluster: ClusterId; readonly path?: string } | { readonly problem: Problem } {
  if (kubeconfig === undefined) return { cluster: context };
  const path = configured.find((one) => one.kubeconfig === kubeconfig)?.path;
  if (path !== undefined) return { cluster: clusterIdOf({ context, kubeconfig: path }), path };
  const message = `The config file does not name ${kubeconfig} yet, so that ${context} is not looked up in it`;
  const hint = 'Type what you know, and save: from then on there is something to choose from.';
  return { problem: { code: 'context-not-found', message, hint, suspect: 'local' } };
}
