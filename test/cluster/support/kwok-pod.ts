import { nodeName } from './control-plane';
import type { KubernetesApi } from './kubernetes-api';
import type { PodPlan } from './pod-host';

/** The kind of kwok's objects that say where a pod's ports lead. */
export function portForwardsOf(namespace: string): string {
  return `/apis/kwok.x-k8s.io/v1alpha1/namespaces/${namespace}/portforwards`;
}

/**
 * A pod on kwok's node runs nothing: the node leads its ports to where `forwards` says, in kwok's own words. `http` is the
 * port that has this name in the pod's specification.
 */
export async function planKwokPod(
  api: KubernetesApi,
  namespace: string,
  name: string,
  forwards: readonly object[],
  http: number,
): Promise<PodPlan> {
  await api.create(portForwardsOf(namespace), {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'PortForward',
    metadata: { name },
    spec: { forwards },
  });
  const ports = [{ name: 'http', containerPort: http }];
  return { run: { nodeName, containers: [{ name: 'main', image: 'none', ports }] }, owner: null };
}
