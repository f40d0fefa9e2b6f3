import { noTraffic, type Beat, type ForwardView, type Snapshot } from '../../src/shared/view';
import type { ForwardState } from '../../src/shared/forward';
import type { Problem } from '../../src/shared/problem';

/** The moment at which the views below are looked at, in milliseconds since 1970. */
export const viewedAt = 1_700_000_000_000;

export const unreachable: Problem = {
  code: 'api-unreachable',
  message: 'The API server of prod cannot be reached.',
  hint: 'Check the VPN.',
  suspect: 'api-server',
};

export const active: Extract<ForwardState, { kind: 'active' }> = {
  kind: 'active',
  pod: 'orders-db-7f9c',
  since: viewedAt - 600_000,
  transport: 'websocket',
};

export const refusing: Problem = {
  code: 'app-refuses',
  message: 'Connected, but the app on port 5432 of orders-db-7f9c refuses connections.',
  hint: 'Look at the app in the pod.',
  suspect: 'app',
};

/** Active, and yet of no use. */
export const ailing: Extract<ForwardState, { kind: 'active' }> = { ...active, ailment: refusing };

export const hung: ForwardState = {
  kind: 'hung',
  phase: 'forwarding',
  since: viewedAt - 17_000,
  elapsedMs: 15_500,
  suspect: 'api-server',
};

export const failed: ForwardState = {
  kind: 'failed',
  problem: {
    code: 'port-taken',
    message: 'Port 5432 is taken by postgres (process 812).',
    hint: 'Stop it or choose another port.',
    suspect: 'local',
  },
};

/** A forward as main would show it: active and well, unless told otherwise. */
export function someView(changes: Partial<ForwardView> = {}): ForwardView {
  return {
    id: changes.address ?? '127.0.0.1:5432',
    alias: 'orders-db',
    group: 'prod',
    context: 'prod',
    namespace: 'shop',
    target: 'service/orders-db',
    port: '5432',
    address: '127.0.0.1:5432',
    onHang: 'reconnect',
    state: active,
    stale: false,
    restarts: 0,
    beat: null,
    ...changes,
  };
}

export function someBeat(changes: Partial<Beat> = {}): Beat {
  return { id: '127.0.0.1:5432', at: viewedAt, ageMs: 0, count: 1, traffic: noTraffic, roundTripMs: 18, ...changes };
}

export function someSnapshot(forwards: readonly ForwardView[], changes: Partial<Snapshot> = {}): Snapshot {
  return {
    forwards,
    watching: true,
    source: { kind: 'file', path: '/home/me/portwatch.yaml' },
    problems: [],
    ...changes,
  };
}
