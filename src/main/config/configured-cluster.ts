import type { ClusterRef } from '../../shared/cluster-ref';
import { kubeconfigPath } from './kubeconfig-path';

/** A cluster that a config names, with the absolute path of the file that it names for it. */
export function configuredCluster(cluster: ClusterRef, config: string): ClusterRef & { readonly path?: string } {
  const { kubeconfig } = cluster;
  return kubeconfig === undefined ? cluster : { ...cluster, path: kubeconfigPath(kubeconfig, config) };
}
