import type { ImportConflict, ImportNote, PlannedForward } from '../../../src/shared/import-plan';
import type { PlannedImport } from '../../../src/shared/import-request';

/** Plans of imports, and what is exported, as the gallery shows them. */

export const path = '/home/mia/.config/portwatch/portwatch.yaml';

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

/** A forward that was read. */
export function draft(sketch: Sketch): PlannedForward {
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

export const conflicts: readonly ImportConflict[] = [
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

type Note = (where: string, what: string, why: string) => ImportNote;
const noteOf =
  (kind: ImportNote['kind'], costsForward: boolean): Note =>
  (where, what, why) => ({ kind, what, why, where, costsForward });

/** What became of something that was read: its forward is lost, or only a setting of it; it is different; or not right. */
export const lost = noteOf('unsupported', true);
export const lacks = noteOf('unsupported', false);
export const changed = noteOf('changed', false);
export const refused = noteOf('refused', true);

const cannot = [
  lost('entry 7', 'forward of UDP port 53', 'Kubernetes only forwards TCP'),
  lacks('line 22', 'httpLog', 'Portwatch keeps no log of requests'),
];

const podPort = 'kportal means the port of the pod by it, Portwatch the one of the service';
const changes = [changed('line 9', 'port of service/inventory', podPort)];

export function planned(
  plan: Partial<PlannedImport['plan']>,
  { alternatives = [], format = 'kportal' }: Partial<Pick<PlannedImport, 'alternatives' | 'format'>> = {},
): PlannedImport {
  return {
    ok: true,
    path,
    format,
    plan: { adds: [], conflicts: [], cannot: [], changes: [], ...plan },
    alternatives,
  };
}

export const mixed = planned(
  { adds, conflicts, cannot, changes },
  {
    alternatives: [
      draft({ alias: 'users-db', resource: 'statefulset/users-db', port: 5432, local: 5434, namespace: 'data' }),
      draft({ alias: 'search-2', resource: 'service/search-v2', port: 9200, local: 9201 }),
      null,
    ],
  },
);

export const long = planned({
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

export function many(count: number): PlannedImport {
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
