/** What kubectl takes for each kind that can be forwarded to, and our word for it. */
export const kindNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    pod: ['po', 'pods'],
    service: ['svc', 'services'],
    deployment: ['deploy', 'deployments'],
    statefulset: ['sts', 'statefulsets'],
    daemonset: ['ds', 'daemonsets'],
    replicaset: ['rs', 'replicasets'],
  }).flatMap(([kind, others]) => [kind, ...others].map((name) => [name, kind])),
);
