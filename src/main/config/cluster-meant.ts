import { type ClusterRef, clusterIdOf, clusterRefOf } from '../../shared/cluster-ref';
import { kubeconfigPath } from './kubeconfig-path';

/**
 * The cluster that is meant, as a config names it, so that its forwards come together: a file in the config's own spelling, and
 * a context without a file is the one that the config has with a file, as long as it has no other of that name. `config`: the
 * path of the config file.
 */
export function clusterMeant(known: readonly ClusterRef[], meant: ClusterRef, config: string): ClusterRef {
  const { context, kubeconfig } = meant;
  const alike = known.filter((cluster) => cluster.context === context);
  if (kubeconfig !== undefined) {
    const path = kubeconfigPath(kubeconfig, config);
    const same = alike.find(
      (other) => other.kubeconfig !== undefined && kubeconfigPath(other.kubeconfig, config) === path,
    );
    return clusterRefOf(same ?? meant);
  }
  const [only, ...others] = new Map(alike.map((cluster) => [clusterIdOf(cluster), cluster])).values();
  return clusterRefOf(only && others.length === 0 ? only : meant);
}
