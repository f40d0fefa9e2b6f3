import type { OfferedTarget } from '../../../src/shared/discovery';
import type { DiffLine, EditPreview, ForwardEntry } from '../../../src/shared/editing';
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

function lines(kind: DiffLine['kind'], ...texts: readonly string[]): readonly DiffLine[] {
  return texts.map((text) => ({ kind, text }));
}
const gap = lines('gap', '');

/** What main says of an edit: what it would write, or what is wrong with it. */
function preview(changes: Partial<EditPreview>): EditPreview {
  return { ok: true, path, isNewFile: false, defaults: {}, faults: [], lines: [], ...changes };
}

function isWhole({ forward }: ForwardEntry): boolean {
  return ['resource', 'port', 'localPort'].every((key) => key in forward);
}

/** The forward as an item of the file's list. */
function itemOf({ forward }: ForwardEntry): readonly string[] {
  return Object.entries(forward).map(
    ([key, value], index) => `          ${index === 0 ? '- ' : '  '}${key}: ${String(value)}`,
  );
}

const orders = { resource: 'service/orders', port: 8080, localPort: 8081, alias: 'orders' };

function usual({ editing }: FakeWindowApi): void {
  editing.contexts = listed([
    { name: 'staging', cluster: 'staging-eu-west', namespace: 'shop', isCurrent: true },
    { name: 'prod-eu', cluster: 'prod-eu', namespace: null, isCurrent: false },
    { name: 'kind-local', cluster: 'kind-local', namespace: null, isCurrent: false },
  ]);
  editing.namespaces = { staging: listed(['default', 'kube-system', 'observability', 'payments', 'shop']) };
  editing.targets = { 'staging/shop': listed(shop) };
  editing.suggested = 8081;
  editing.preview = ({ to }) =>
    preview({
      lines: isWhole(to)
        ? [
            ...gap,
            ...lines('same', '          - resource: service/checkout', '            port: 8080'),
            ...lines('same', '            localPort: 8090'),
            ...lines('added', ...itemOf(to)),
            ...lines('same', '  - name: prod-eu', '    namespaces:', '      - name: payments'),
            ...gap,
          ]
        : [],
    });
}

function edited(api: FakeWindowApi): void {
  usual(api);
  const { editing } = api;
  editing.entry = { ok: true, path, entry: { context: 'staging', namespace: 'shop', forward: orders } };
  editing.port = { kind: 'own' };
  editing.preview = preview({
    lines: [
      ...gap,
      ...lines('same', '        forwards:', '          # the one that everybody needs'),
      ...lines('same', '          - resource: service/orders'),
      ...lines('removed', '            port: 8080'),
      ...lines('added', '            port: 9000'),
      ...lines('same', '            localPort: 8081', '            alias: orders'),
      ...lines('same', '          - resource: service/checkout'),
      ...gap,
    ],
  });
}

/** How main answers the form of a forward, for pictures. */
export const formScenes = {
  usual,
  edited,
  /** A command that says it all, and more. */
  pasted(api) {
    usual(api);
    api.editing.command = {
      kind: 'one',
      entry: {
        context: 'staging',
        namespace: 'shop',
        forward: { resource: 'service/orders', port: 9000, localPort: 8081 },
      },
      notes: [{ what: 'flag --pod-running-timeout', why: 'Portwatch has deadlines of its own' }],
    };
  },
  several(api) {
    usual(api);
    api.editing.command = { kind: 'several', count: 2 };
  },
  /** Another program has the port that one would like. */
  taken(api) {
    usual(api);
    api.editing.busy = { 8081: { kind: 'taken', owner: 'java (pid 90211)' } };
  },
  /** Nothing is right: no permission, a port of another forward, a name that cannot be. */
  troubled(api) {
    usual(api);
    const { editing } = api;
    editing.contexts = listed([{ name: 'prod-eu', cluster: 'prod-eu', namespace: 'payments', isCurrent: true }]);
    editing.namespaces = { 'prod-eu': { kind: 'failed', problem: forbidden } };
    editing.targets = { 'prod-eu/payments': { kind: 'failed', problem: unreachable } };
    editing.busy = { 8080: { kind: 'forward', alias: 'api-gateway' } };
    editing.suggested = 8082;
    editing.preview = preview({
      faults: [
        {
          key: 'resource',
          message: 'It must be one of pod/NAME, service/NAME, deployment/NAME, or pod with a selector',
          hint: 'Did you mean service/ledger?',
        },
        { key: 'idleTimeout', message: 'It must be a time such as 30s, 5m or 2h', hint: '' },
      ],
    });
  },
  /** The kubeconfig names nothing. */
  bare({ editing }) {
    editing.contexts = listed([]);
    editing.suggested = null;
  },
  /** Main is slow to find out. */
  slow(api) {
    usual(api);
    api.editing.slow = true;
  },
  /** There is no config file yet. */
  first(api) {
    usual(api);
    api.editing.preview = ({ to }) =>
      preview({
        isNewFile: true,
        lines: isWhole(to)
          ? lines(
              'added',
              'contexts:',
              `  - name: ${to.context}`,
              '    namespaces:',
              `      - name: ${to.namespace}`,
              '        forwards:',
              ...itemOf(to),
            )
          : [],
      });
  },
  /** Somebody else has changed the forward meanwhile. */
  changed(api) {
    edited(api);
    api.editing.saved = {
      ok: false,
      message:
        'The config file has changed: orders is not there any more as it was shown. Look at it again to change it.',
      hint: '',
    };
  },
} satisfies Readonly<Record<string, (api: FakeWindowApi) => void>>;
