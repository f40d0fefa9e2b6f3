import type { ImportConflict, ImportNote, PlannedForward } from '../../../src/shared/import-plan';
import type { ExportedForwards, PlannedImport } from '../../../src/shared/import-request';
import { listed } from '../fake-editing';
import type { FakeWindowApi } from '../fake-window-api';

/** What the windows for importing, picking and exporting show in pictures. */

const path = '/home/mia/.config/portwatch/portwatch.yaml';

interface Sketch {
  readonly alias?: string;
  readonly resource: string;
  readonly port: number | string;
  readonly local: number;
  readonly context?: string;
  readonly namespace?: string;
  readonly where?: string;
  readonly bindAddress?: string;
}

function draft(sketch: Sketch): PlannedForward {
  const { alias, resource, port, local, context = 'prod-eu', namespace = 'shop', where = 'line 4' } = sketch;
  return {
    context,
    namespace,
    where,
    forward: {
      resource,
      port,
      localPort: local,
      ...(alias === undefined ? {} : { alias }),
      ...(sketch.bindAddress === undefined ? {} : { bindAddress: sketch.bindAddress }),
    },
  };
}

const adds: readonly PlannedForward[] = [
  draft({ alias: 'checkout', resource: 'service/checkout', port: 80, local: 8081 }),
  draft({ alias: 'inventory', resource: 'service/inventory', port: 'http', local: 8082 }),
  draft({ resource: 'pod/orders-worker', port: 9464, local: 9464 }),
  draft({ alias: 'warehouse-db', resource: 'statefulset/warehouse-db', port: 5432, local: 5433, namespace: 'data' }),
  draft({
    alias: 'kibana',
    resource: 'service/kibana',
    port: 5601,
    local: 5601,
    context: 'staging',
    namespace: 'logging',
  }),
  draft({
    alias: 'jaeger',
    resource: 'service/jaeger-query',
    port: 16686,
    local: 16686,
    context: 'staging',
    namespace: 'logging',
    bindAddress: '0.0.0.0',
  }),
];

const conflicts: readonly ImportConflict[] = [
  {
    draft: draft({ alias: 'users-db', resource: 'statefulset/users-db', port: 5432, local: 5432, namespace: 'data' }),
    kind: 'port',
    holder: 'orders-db (statefulset/orders-db), line 14',
  },
  {
    draft: draft({ alias: 'search', resource: 'service/search-v2', port: 9200, local: 9201 }),
    kind: 'alias',
    holder: 'search (service/search), line 18',
  },
  {
    draft: draft({ alias: 'api-gateway', resource: 'service/api-gateway', port: 80, local: 8080 }),
    kind: 'same',
    holder: 'api-gateway (service/api-gateway), line 9',
  },
];

const cannot: readonly ImportNote[] = [
  {
    kind: 'unsupported',
    what: 'forward of UDP port 53',
    why: 'Kubernetes only forwards TCP',
    where: 'entry 7',
    costsForward: true,
  },
  {
    kind: 'unsupported',
    what: 'httpLog',
    why: 'Portwatch keeps no log of requests',
    where: 'line 22',
    costsForward: false,
  },
];

const changes: readonly ImportNote[] = [
  {
    kind: 'changed',
    what: 'port of service/inventory',
    why: 'kportal means the port of the pod by it, Portwatch the one of the service',
    where: 'line 9',
    costsForward: false,
  },
];

function planned(
  plan: Partial<PlannedImport['plan']>,
  alternatives: PlannedImport['alternatives'] = [],
): PlannedImport {
  return {
    ok: true,
    path,
    format: 'kportal',
    plan: { adds: [], conflicts: [], cannot: [], changes: [], ...plan },
    alternatives,
  };
}

const mixed = planned({ adds, conflicts, cannot, changes }, [
  draft({ alias: 'users-db', resource: 'statefulset/users-db', port: 5432, local: 5434, namespace: 'data' }),
  draft({ alias: 'search-2', resource: 'service/search-v2', port: 9200, local: 9201 }),
  null,
]);

const long = planned({
  adds: [
    draft({
      alias: 'platform-observability-long-term-metrics-storage-gateway-eu-central-1',
      resource: 'deployment/platform-observability-long-term-metrics-storage-gateway-eu-central-1',
      port: 'http-metrics-internal',
      local: 19090,
      context: 'arn:aws:eks:eu-central-1:123456789012:cluster/platform-observability-production',
      namespace: 'platform-observability-and-long-term-storage',
    }),
  ],
});

function many(count: number): PlannedImport {
  return planned({
    adds: Array.from({ length: count }, (_, index) =>
      draft({
        alias: `service-${String(index).padStart(3, '0')}`,
        resource: `service/service-${String(index).padStart(3, '0')}`,
        port: 80,
        local: 20_000 + index,
        context: `cluster-${String(Math.floor(index / 40)).padStart(2, '0')}`,
        namespace: 'apps',
      }),
    ),
  });
}

const unknown = planned({
  cannot: [
    {
      kind: 'refused',
      what: 'holiday.json',
      why: 'it is neither of kportal, kftray, kube-forwarder or Portwatch, nor kubectl port-forward commands',
      where: 'the file',
      costsForward: true,
    },
  ],
});

const exported: ExportedForwards = {
  ok: true,
  path,
  count: 8,
  broken: 0,
  text: `contexts:
  - name: prod-eu
    namespaces:
      - name: shop
        forwards:
          - resource: service/api-gateway
            port: 80
            localPort: 8080
            alias: api-gateway
          - resource: service/search
            port: 9200
            localPort: 9200
            alias: search
`,
  notes: [
    {
      kind: 'unsupported',
      what: 'statefulset/orders-db',
      why: 'kportal only forwards to services and pods',
      where: 'orders-db',
      costsForward: true,
    },
    {
      kind: 'unsupported',
      what: 'onHang',
      why: 'kportal has nothing like it',
      where: 'api-gateway',
      costsForward: false,
    },
  ],
};

/** Makes the stand-in for main answer so. */
export const exchangeScenes = {
  usual(api: FakeWindowApi) {
    api.exchange.found = [
      { path: '/home/mia/.kportal.yaml', format: 'kportal', news: 12, known: 2 },
      { path: '/home/mia/Downloads/cluster-staging.kpf-export.json', format: 'kube-forwarder', news: 0, known: 5 },
    ];
    api.exchange.chosen = '/home/mia/work/shop/.kportal.yaml';
    api.exchange.plan = mixed;
    api.editing.busy = { 5601: { kind: 'taken', owner: 'kibana (process 41822)' } };
    api.exchange.exported = exported;
  },
  /** A cluster whose namespaces can be listed, and one where they cannot. */
  cluster(api: FakeWindowApi) {
    const context = (name: string, isCurrent = false) => ({ name, cluster: name, namespace: 'shop', isCurrent });
    api.editing.contexts = listed([context('prod-eu', true), context('staging'), context('minikube')]);
    const names = ['argocd', 'cert-manager', 'data', 'default', 'ingress', 'kube-public', 'kube-system', 'logging'];
    api.editing.namespaces = {
      'prod-eu': listed([...names, 'monitoring', 'payments', 'shop', 'shop-batch', 'vault']),
      staging: {
        kind: 'failed',
        problem: {
          code: 'forbidden',
          message: 'The user of staging may not list namespaces',
          hint: 'Type the name of the namespace. Forwarding does not need that permission.',
          suspect: 'credentials',
        },
      },
    };
    api.exchange.plan = { ...mixed, format: null };
  },
  long: (api: FakeWindowApi) => void (api.exchange.plan = long),
  many: (api: FakeWindowApi) => void (api.exchange.plan = many(500)),
  unknown: (api: FakeWindowApi) => void (api.exchange.plan = { ...unknown, format: null }),
} as const;
