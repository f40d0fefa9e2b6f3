import type { Credential } from '../../../src/shared/credentials';
import type { AppEvent, EventPayloads, EventType } from '../../../src/shared/events';
import type { ForwardState, Transport } from '../../../src/shared/forward';
import type { Problem } from '../../../src/shared/problem';
import type { Beat, ConfigSource, ForwardView, Snapshot } from '../../../src/shared/view';

/** The moment at which the pictures are taken, in milliseconds since 1970. */
export const pictureTime = new Date(2026, 2, 12, 14, 2, 28).getTime();

const minute = 60_000;
const file: ConfigSource = { kind: 'file', path: '/home/mia/.config/portwatch/portwatch.yaml' };

export const unreachable: Problem = {
  code: 'api-unreachable',
  message: 'The API server of prod-eu cannot be reached: connection timed out.',
  hint: 'Check the network or VPN.',
  suspect: 'api-server',
};

const taken: Problem = {
  code: 'port-taken',
  message: 'Port 6379 is taken by redis-server (process 41822).',
  hint: 'Stop that process, or give this forward another localPort.',
  suspect: 'local',
};

const wordy: Problem = {
  code: 'forbidden',
  message:
    'User "system:serviceaccount:platform-observability:grafana-reader" may not create pods/portforward in namespace "platform-observability-and-long-term-storage" of prod-eu: forbidden by the policy restrict-interactive-access',
  hint: 'Ask whoever runs the cluster for the permission to create pods/portforward in that namespace, or use another context.',
  suspect: 'credentials',
};

const plugin: Credential = {
  kind: 'plugin',
  program: 'aws',
  expiresAt: pictureTime + 43 * minute,
  renewal: 'itself',
};

export const certificate: Credential = {
  kind: 'certificate',
  program: '',
  expiresAt: new Date(2027, 2, 3, 9).getTime(),
  renewal: 'file',
};

interface Sketch {
  readonly alias: string;
  readonly port: number;
  readonly target: string;
  readonly group?: string;
  readonly remote?: string;
  readonly state?: ForwardState;
  readonly stale?: boolean;
  readonly restarts?: number;
  readonly ageMs?: number;
  readonly open?: number;
  readonly up?: number;
  readonly down?: number;
}

export function active(pod: string, sinceMs: number, transport: Transport = 'websocket'): ForwardState {
  return { kind: 'active', pod, since: pictureTime - sinceMs, transport };
}

function forward(sketch: Sketch): ForwardView {
  const id = `127.0.0.1:${String(sketch.port)}`;
  const context = sketch.group ?? 'prod-eu';
  const state = sketch.state ?? active(`${sketch.target.split('/')[1] ?? ''}-7f9c6d5b4-x2x8k`, 125 * minute);
  const idle = state.kind === 'stopped' || state.kind === 'failed';
  const beat: Beat = {
    id,
    at: pictureTime,
    ageMs: sketch.ageMs ?? 2_300,
    count: 412,
    roundTripMs: state.kind === 'active' ? 18.4 : null,
    traffic: {
      openConnections: sketch.open ?? 0,
      totalConnections: 96,
      heldConnections: state.kind === 'reconnecting' ? 2 : 0,
      bytesUp: sketch.up ?? 0,
      bytesDown: sketch.down ?? 0,
    },
  };
  return {
    id,
    alias: sketch.alias,
    group: context,
    context,
    namespace: 'shop',
    target: sketch.target,
    port: sketch.remote ?? 'http',
    address: id,
    onHang: 'reconnect',
    state,
    stale: sketch.stale ?? false,
    restarts: sketch.restarts ?? 0,
    beat: idle ? null : beat,
    credentials: context === 'staging' ? [certificate] : [plugin],
  };
}

function snapshot(forwards: readonly ForwardView[], changes: Partial<Snapshot> = {}): Snapshot {
  return { forwards, watching: true, source: file, problems: [], ...changes };
}

const hung: ForwardState = {
  kind: 'hung',
  phase: 'forwarding',
  since: pictureTime - 17_000,
  elapsedMs: 15_400,
  suspect: 'api-server',
};

const well: readonly ForwardView[] = [
  forward({
    alias: 'api-gateway',
    port: 8080,
    target: 'service/api-gateway',
    open: 3,
    up: 1_284_000,
    down: 34_100_000,
  }),
  forward({
    alias: 'orders-db',
    port: 5432,
    target: 'statefulset/orders-db',
    remote: '5432',
    open: 2,
    up: 812_400,
    down: 96_200_000,
    restarts: 1,
  }),
  forward({
    alias: 'search',
    port: 9200,
    target: 'service/search',
    remote: '9200',
    up: 12_300,
    down: 4_410_000,
    ageMs: 800,
  }),
  forward({
    alias: 'payments',
    port: 8443,
    target: 'deployment/payments',
    remote: 'https',
    open: 1,
    up: 44_100,
    down: 129_000,
    ageMs: 1_100,
  }),
  forward({
    alias: 'grafana',
    port: 3000,
    target: 'service/grafana',
    group: 'staging',
    open: 6,
    up: 220_000,
    down: 8_900_000,
    state: active('grafana-0', 3 * 24 * 60 * minute),
  }),
  forward({
    alias: 'kafka',
    port: 9092,
    target: 'pod/kafka',
    remote: '9092',
    group: 'staging',
    open: 12,
    up: 4_800_000_000,
    down: 12_600_000_000,
    state: active('kafka-2', 47 * minute, 'spdy'),
  }),
  forward({
    alias: 'mailhog',
    port: 8025,
    target: 'app=mailhog',
    remote: '8025',
    group: 'staging',
    state: active('mailhog-5d8c7b9f6d-q2m4z', 6 * 60 * minute),
    ageMs: 1_900,
  }),
  forward({
    alias: 'feature-flags',
    port: 4242,
    target: 'service/unleash',
    group: 'staging',
    state: { kind: 'stopped' },
  }),
];

const mixed: readonly ForwardView[] = [
  ...well.filter((view) => view.alias !== 'orders-db'),
  forward({
    alias: 'orders-db',
    port: 5432,
    target: 'statefulset/orders-db',
    remote: '5432',
    state: hung,
    ageMs: 17_000,
    open: 2,
    up: 812_400,
    down: 96_200_000,
    restarts: 3,
  }),
  forward({
    alias: 'cache',
    port: 6379,
    target: 'service/redis',
    remote: '6379',
    state: { kind: 'failed', problem: taken },
  }),
  forward({
    alias: 'ledger',
    port: 7070,
    target: 'service/ledger',
    remote: 'grpc',
    stale: true,
    ageMs: 11_800,
    open: 1,
    up: 4_000,
    down: 9_000,
  }),
  forward({
    alias: 'reports',
    port: 8090,
    target: 'deployment/reports',
    group: 'staging',
    restarts: 4,
    state: {
      kind: 'reconnecting',
      cause: { ...unreachable, message: 'The pod reports-6c7d-kk2vz was deleted.', hint: '' },
      attempt: 2,
      retryAt: pictureTime + 2_600,
    },
    ageMs: 900,
  }),
  forward({
    alias: 'tracing',
    port: 16686,
    target: 'service/jaeger-query',
    group: 'staging',
    state: { kind: 'starting', phase: 'resolving' },
    ageMs: 400,
  }),
];

const longNames: readonly ForwardView[] = [
  forward({
    alias: 'platform-observability-long-term-metrics-storage-gateway',
    port: 19090,
    target: 'deployment/platform-observability-long-term-metrics-storage-gateway',
    remote: 'http-metrics',
    state: { kind: 'failed', problem: wordy },
  }),
  forward({
    alias: 'orders-db',
    port: 5432,
    target: 'statefulset/orders-db',
    remote: '5432',
    state: { ...hung, suspect: 'credentials', since: pictureTime - 3 * 60 * minute },
    ageMs: 3 * 60 * minute,
    restarts: 12,
  }),
  forward({
    alias: 'customer-notification-preferences-service-eu-west',
    port: 18080,
    target: 'service/customer-notification-preferences-service-eu-west-1',
    state: active('customer-notification-preferences-service-eu-west-1-7f9c6d5b4-x2x8k', 90_000),
    open: 1_204,
    up: 999_400_000_000,
    down: 999_400_000_000,
    restarts: 1_024,
  }),
];

function many(count: number): readonly ForwardView[] {
  return Array.from({ length: count }, (_, index) =>
    forward({
      alias: `service-${String(index).padStart(3, '0')}`,
      port: 20_000 + index,
      target: `service/service-${String(index).padStart(3, '0')}`,
      group: `cluster-${String(Math.floor(index / 25)).padStart(2, '0')}`,
      open: index % 4,
      up: index * 13_700,
      down: index * 917_000,
      ageMs: (index * 37) % 5_000,
      ...(index === 137 ? { state: hung, ageMs: 17_000 } : {}),
      ...(index % 41 === 40 ? { state: { kind: 'stopped' } as const } : {}),
    }),
  );
}

export const scenes: Readonly<Record<string, Snapshot>> = {
  well: snapshot(well),
  mixed: snapshot(mixed),
  'long-names': snapshot(longNames),
  many: snapshot(many(500)),
  paused: snapshot(well, { watching: false }),
  demo: snapshot(well, {
    source: { kind: 'demo', reason: 'nothing-configured', path: '/home/mia/.config/portwatch/portwatch.yaml' },
  }),
  none: snapshot([], { source: { kind: 'none', path: '/home/mia/.config/portwatch/portwatch.yaml' } }),
  'bad-config': snapshot(well, {
    problems: [
      {
        file: '/home/mia/.config/portwatch/portwatch.yaml',
        line: 14,
        column: 13,
        path: 'contexts[0].namespaces[0].forwards[2].localport',
        message: 'Unknown key "localport".',
        hint: 'Did you mean "localPort"?',
      },
      {
        file: '/home/mia/.config/portwatch/portwatch.yaml',
        line: 22,
        column: 20,
        path: 'contexts[0].namespaces[1].forwards[0].port',
        message: 'Port 70000 is out of range: ports go from 1 to 65535.',
        hint: '',
      },
    ],
  }),
  'only-problems': snapshot([], {
    problems: [
      {
        file: '/home/mia/portwatch.yaml',
        line: 0,
        column: 0,
        path: '',
        message: 'The file cannot be read: permission denied.',
        hint: 'Make it readable: chmod u+r portwatch.yaml',
      },
    ],
  }),
};

/** What happened to orders-db in the mixed scene. Oldest first, as main keeps it. */
export function pastOf(forwardId: string): readonly AppEvent[] {
  let id = 0;
  const event = <T extends EventType>(agoMs: number, type: T, payload: Omit<EventPayloads[T], 'forwardId'>): AppEvent =>
    ({ id: (id += 1), time: pictureTime - agoMs, type, forwardId, ...payload }) as unknown as AppEvent;
  const lost: Problem = { ...unreachable, code: 'pod-gone', message: 'The pod orders-db-0 was deleted.' };
  return [
    event(22 * 60 * minute, 'forward.starting', { phase: 'binding' }),
    event(22 * 60 * minute, 'forward.connected', { pod: 'orders-db-0', transport: 'websocket', tookMs: 312 }),
    event(184 * minute, 'forward.disconnected', { cause: lost }),
    event(184 * minute, 'forward.reconnecting', { cause: lost, attempt: 1, retryAt: pictureTime - 184 * minute + 700 }),
    event(183.9 * minute, 'forward.connected', { pod: 'orders-db-0', transport: 'websocket', tookMs: 1_240 }),
    event(61 * minute, 'forward.error', {
      problem: { ...lost, message: 'A connection was reset by the pod.' },
      connection: true,
    }),
    event(22 * minute, 'watchdog.hung', { elapsedMs: 16_200, heartbeats: 1_012, phase: 'forwarding', suspect: 'pod' }),
    event(22 * minute - 400, 'watchdog.restarted', { step: 'reconnect', byUser: false }),
    event(22 * minute - 900, 'watchdog.recovered', { hungForMs: 17_100 }),
    event(9_000, 'health.stale', { ageMs: 11_200 }),
    event(2_000, 'watchdog.hung', { elapsedMs: 15_400, heartbeats: 1_290, phase: 'forwarding', suspect: 'api-server' }),
    event(1_900, 'watchdog.restarted', { step: 'reconnect', byUser: false }),
  ];
}
