import { changed, conflicts, draft, lacks, lost, planned, refused } from './exchange-plans';

/** As kftray's export comes out: pods by labels, and what it forwards that Kubernetes does not. */
export const ofKftray = planned(
  {
    adds: [
      draft({ alias: 'shop-api', resource: 'service/shop-api', port: 8080, local: 8083, where: 'entry 1' }),
      draft({ alias: 'redis', resource: 'service/redis', port: 6379, local: 6380, where: 'entry 2' }),
    ],
    cannot: [
      lost('entry 3', 'dns, a service', 'it is UDP, which Kubernetes does not forward'),
      lost(
        'entry 4',
        'warehouse, a proxy',
        'it goes through a relay pod to 10.1.2.3, which Portwatch does not install',
      ),
      lacks('entry 1', 'domain_enabled', 'Portwatch does not write the hosts file: use the address'),
    ],
    changes: [
      changed(
        'entry 1',
        'port of service/shop-api',
        'kftray means the port of the pod by it, Portwatch the one of the service',
      ),
    ],
  },
  { format: 'kftray' },
);

/** As a Kube Forwarder file comes out whose cluster nobody has logged in to here. */
export const ofKubeForwarder = planned(
  {
    adds: [
      draft({
        alias: 'grafana',
        resource: 'deployment/grafana',
        port: 3000,
        local: 3001,
        context: 'staging',
        where: 'clusters[0]._services[0]',
      }),
    ],
    cannot: [
      refused(
        'clusters[1]._services[0]',
        'deployment billing',
        'the kubeconfig has no context named "prod-us", and no single context of such a cluster: add one, then import again',
      ),
    ],
    changes: [
      changed(
        'clusters[0]',
        'config of cluster staging',
        'the kubeconfig in it is not copied, since it may hold keys and tokens: log in to the cluster as usual',
      ),
    ],
  },
  { format: 'kube-forwarder' },
);

/** As a script with commands comes out. */
export const ofKubectl = planned(
  {
    adds: [
      draft({ resource: 'service/api', port: 80, local: 8081, where: 'line 3' }),
      draft({ resource: 'pod/orders-worker-6c7d8f9b5-x2x8k', port: 9464, local: 9464, where: 'line 4' }),
    ],
    cannot: [lacks('line 3', '--pod-running-timeout', 'Portwatch has deadlines of its own')],
    changes: [
      changed(
        'line 4',
        'pod/orders-worker-6c7d8f9b5-x2x8k',
        'this pod is gone with its next replacement: forward to its deployment or service, to follow that',
      ),
    ],
  },
  { format: 'kubectl' },
);

/** Everything of it is there. */
export const nothingNew = planned(
  { conflicts: conflicts.filter(({ kind }) => kind === 'same') },
  { alternatives: [null], format: 'portwatch' },
);

/** What nobody can tell what it is. */
export const unknown = planned(
  {
    cannot: [
      refused(
        'the file',
        'holiday.json',
        'it is neither of kportal, kftray, kube-forwarder or Portwatch, nor kubectl port-forward commands',
      ),
    ],
  },
  { format: null },
);

/** A cluster that has nothing to forward to. */
export const barren = planned(
  {
    cannot: [
      lost('default/service/kubernetes', 'service kubernetes', 'it has no selector, so no pods are behind it'),
      lost('shop/service/resolver', 'port 53 of service resolver', 'it is UDP, which Kubernetes does not forward'),
    ],
  },
  { format: null },
);
