import type { Kind, ResourceName } from './model-objects';

/** What the API tells of a resource. */
export interface ResourceDescription {
  readonly plural: ResourceName;
  readonly singular: string;
  readonly kind: Kind;
  readonly group: '' | 'apps';
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly verbs: readonly string[];
  readonly inAll: boolean;
}

const reading = ['get', 'list', 'watch'];

export const resources: readonly ResourceDescription[] = [
  resource('namespaces', 'namespace', 'Namespace', '', ['ns'], { namespaced: false, inAll: false }),
  resource('pods', 'pod', 'Pod', '', ['po'], { verbs: ['delete', ...reading] }),
  resource('services', 'service', 'Service', '', ['svc']),
  resource('deployments', 'deployment', 'Deployment', 'apps', ['deploy']),
  resource('replicasets', 'replicaset', 'ReplicaSet', 'apps', ['rs']),
  resource('statefulsets', 'statefulset', 'StatefulSet', 'apps', ['sts']),
  resource('daemonsets', 'daemonset', 'DaemonSet', 'apps', ['ds']),
];

function resource(
  plural: ResourceName,
  singular: string,
  kind: Kind,
  group: '' | 'apps',
  shortNames: readonly string[],
  other: Partial<ResourceDescription> = {},
): ResourceDescription {
  return { plural, singular, kind, group, shortNames, namespaced: true, verbs: reading, inAll: true, ...other };
}

/** `v1` or `apps/v1`. */
export function apiVersionOf(description: ResourceDescription): string {
  return description.group === '' ? 'v1' : `${description.group}/v1`;
}

/** The answer to `/version`. The minor version says what the server can do: tunnels by WebSocket came in 31. */
export const versionInfo = {
  major: '1',
  minor: '35',
  gitVersion: 'v1.35.0+portwatch-demo',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'portwatch/demo',
};

/** The answer to `/api`. */
export const apiVersions = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [],
};

/** The answer to `/apis`. */
export const apiGroupList = {
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: ['apps', 'authorization.k8s.io'].map((name) => ({
    name,
    versions: [{ groupVersion: `${name}/v1`, version: 'v1' }],
    preferredVersion: { groupVersion: `${name}/v1`, version: 'v1' },
  })),
};

const portForward = { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] };
const accessReview = { name: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', verbs: ['create'] };

/** The answer to `/api/v1`, `/apis/apps/v1` and `/apis/authorization.k8s.io/v1`; null for a group that is not there. */
export function apiResourceList(groupVersion: string): object | null {
  const list = { kind: 'APIResourceList', apiVersion: 'v1', groupVersion };
  if (groupVersion === 'authorization.k8s.io/v1') {
    return { ...list, resources: [{ ...accessReview, singularName: '', namespaced: false }] };
  }
  const found = resources.filter((description) => apiVersionOf(description) === groupVersion);
  if (found.length === 0) return null;
  return { ...list, resources: found.flatMap(legacyEntries) };
}

function legacyEntries(description: ResourceDescription): object[] {
  const { plural, singular, kind, namespaced, verbs, shortNames } = description;
  const entry = { name: plural, singularName: singular, namespaced, kind, verbs, shortNames };
  const main = description.inAll ? { ...entry, categories: ['all'] } : entry;
  if (plural !== 'pods') return [main];
  return [main, { name: 'pods/portforward', singularName: '', namespaced: true, ...portForward }];
}

/** Discovery in one answer (`APIGroupDiscoveryList`), for `/api` (the core group) and `/apis` (all others). */
export function groupDiscoveryList(version: 'v2' | 'v2beta1', core: boolean): object {
  const groups = core ? [''] : ['apps', 'authorization.k8s.io'];
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => ({
      metadata: group === '' ? {} : { name: group },
      versions: [{ version: 'v1', freshness: 'Current', resources: groupEntries(group) }],
    })),
  };
}

function groupEntries(group: string): object[] {
  if (group === 'authorization.k8s.io') {
    return [aggregatedEntry(accessReview.name, '', accessReview.kind, group, false, accessReview.verbs)];
  }
  return resources
    .filter((description) => description.group === group)
    .map((description) => ({
      ...aggregatedEntry(
        description.plural,
        description.singular,
        description.kind,
        group,
        description.namespaced,
        description.verbs,
      ),
      shortNames: description.shortNames,
      ...(description.inAll ? { categories: ['all'] } : {}),
      ...(description.plural === 'pods' ? { subresources: [portForwardSubresource] } : {}),
    }));
}

const portForwardSubresource = {
  subresource: 'portforward',
  responseKind: { group: '', version: 'v1', kind: portForward.kind },
  verbs: portForward.verbs,
};

function aggregatedEntry(
  resource: string,
  singularResource: string,
  kind: string,
  group: string,
  namespaced: boolean,
  verbs: readonly string[],
): object {
  const responseKind = { group, version: 'v1', kind };
  return { resource, responseKind, scope: namespaced ? 'Namespaced' : 'Cluster', singularResource, verbs };
}
