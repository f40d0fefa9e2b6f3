import type { OfferedTarget } from '../../../src/shared/discovery';
import type { DiffLine } from '../../../src/shared/editing';
import type { Problem } from '../../../src/shared/problem';
import { listed } from '../fake-editing';
import type { FakeWindowApi } from '../fake-window-api';

const path = '/home/mia/.config/portwatch/portwatch.yaml';

const forbidden: Problem = {
  code: 'forbidden',
  message: 'The user of prod-eu may not list namespaces',
  hint: 'Type the name of the namespace. Forwarding does not need that permission.',
  suspect: 'credentials',
};

const unreachable: Problem = {
  code: 'timed-out',
  message: 'The API server of prod-eu (10.20.30.40:6443) did not answer within 15 s',
  hint: 'Check the network and the VPN.',
  suspect: 'api-server',
};

function target(kind: OfferedTarget['kind'], name: string, ...ports: (readonly [number, string])[]): OfferedTarget {
  const offered = ports.map(([number, port]) => ({ number, name: port, protocol: port === 'dns' ? 'UDP' : 'TCP' }));
  return { kind, name, ports: offered, withoutPods: null };
}

const shop: readonly OfferedTarget[] = [
  target('service', 'api-gateway', [80, 'http'], [9090, 'metrics']),
  target('service', 'checkout', [8080, 'http']),
  target('service', 'orders', [8080, 'http'], [9000, 'grpc'], [9090, 'metrics']),
  target('service', 'orders-db', [5432, 'postgres']),
  target('service', 'resolver', [53, 'dns']),
  { ...target('service', 'payments-external'), withoutPods: 'it has no selector, so no pods are behind it' },
  target('deployment', 'api-gateway', [8080, 'http']),
  target('deployment', 'orders-projection-rebuild-worker-with-a-name-that-goes-on', [8080, 'http']),
  target('statefulset', 'orders-db', [5432, 'postgres']),
  target('pod', 'debug-mia', [8080, 'http']),
  target('selector', 'app=api-gateway', [8080, 'http']),
  target('selector', 'app.kubernetes.io/part-of=shop', [8080, 'http']),
];

function added(...lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ kind: 'added', text }));
}
function same(...lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ kind: 'same', text }));
}

const orders = { resource: 'service/orders', port: 8080, localPort: 8081, alias: 'orders' };

/** How main answers the form of a forward, for pictures. */
export const formScenes: Readonly<Record<string, (api: FakeWindowApi) => void>> = {
  usual({ editing }) {
    editing.contexts = listed([
      { name: 'staging', cluster: 'staging-eu-west', namespace: 'shop', isCurrent: true },
      { name: 'prod-eu', cluster: 'prod-eu', namespace: null, isCurrent: false },
      { name: 'kind-local', cluster: 'kind-local', namespace: null, isCurrent: false },
    ]);
    editing.namespaces = { staging: listed(['default', 'kube-system', 'observability', 'payments', 'shop']) };
    editing.targets = { 'staging/shop': listed(shop) };
    editing.suggested = 8081;
    editing.preview = {
      ok: true,
      path,
      isNewFile: false,
      defaults: {},
      faults: [],
      lines: [
        { kind: 'gap', text: '' },
        ...same('          - resource: service/checkout', '            port: 8080', '            localPort: 8090'),
        ...added('          - resource: service/orders', '            port: 8080', '            localPort: 8081'),
        ...same('  - name: prod-eu', '    namespaces:', '      - name: payments'),
        { kind: 'gap', text: '' },
      ],
    };
  },
  /** Nothing is right: no permission, a port that is taken, a name that cannot be. */
  troubled(api) {
    formScenes['usual']?.(api);
    const { editing } = api;
    editing.contexts = listed([{ name: 'prod-eu', cluster: 'prod-eu', namespace: 'payments', isCurrent: true }]);
    editing.namespaces = { 'prod-eu': { kind: 'failed', problem: forbidden } };
    editing.targets = { 'prod-eu/payments': { kind: 'failed', problem: unreachable } };
    editing.port = { kind: 'taken', owner: 'redis-server (pid 41822)' };
    editing.suggested = 6380;
    editing.preview = {
      ok: true,
      path,
      isNewFile: false,
      defaults: {},
      lines: [],
      faults: [
        {
          key: 'resource',
          message: 'It must be one of pod/NAME, service/NAME, deployment/NAME, or pod with a selector',
          hint: 'Did you mean service/ledger?',
        },
      ],
    };
  },
  /** Main is slow to find out. */
  slow(api) {
    formScenes['usual']?.(api);
    api.editing.slow = true;
  },
  edited(api) {
    formScenes['usual']?.(api);
    const { editing } = api;
    editing.entry = { ok: true, path, entry: { context: 'staging', namespace: 'shop', forward: orders } };
    editing.port = { kind: 'own' };
    editing.preview = {
      ok: true,
      path,
      isNewFile: false,
      defaults: {},
      faults: [],
      lines: [
        { kind: 'gap', text: '' },
        ...same(
          '        forwards:',
          '          # the one that everybody needs',
          '          - resource: service/orders',
        ),
        { kind: 'removed', text: '            port: 8080' },
        { kind: 'added', text: '            port: 9000' },
        ...same('            localPort: 8081', '            alias: orders', '          - resource: service/checkout'),
        { kind: 'gap', text: '' },
      ],
    };
  },
  /** Somebody else has changed the forward meanwhile. */
  changed(api) {
    formScenes['edited']?.(api);
    api.editing.saved = {
      ok: false,
      message:
        'The config file has changed: orders is not there any more as it was shown. Look at it again to change it.',
      hint: '',
    };
  },
};
