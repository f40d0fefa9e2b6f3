import type { ExportedForwards, PlannedImport } from '../../../src/shared/import-request';
import { listed } from '../fake-editing';
import type { FakeWindowApi } from '../fake-window-api';
import { lacks, long, lost, many, mixed, path } from './exchange-plans';
import { barren, nothingNew, ofKftray, ofKubeForwarder, ofKubectl, unknown } from './source-plans';

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
    lost('orders-db', 'statefulset/orders-db', 'kportal only forwards to services and pods'),
    lacks('api-gateway', 'onHang', 'kportal has nothing like it'),
  ],
};

/** The file that is chosen, and what it would add. */
function file(name: string, plan: PlannedImport) {
  return (api: FakeWindowApi): void => {
    api.exchange.chosen = `/home/mia/Downloads/${name}`;
    api.exchange.plan = plan;
  };
}

/** How main answers the windows for importing, picking and exporting, for pictures. */
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
  /** A cluster that does not answer in time. */
  silent(api: FakeWindowApi) {
    exchangeScenes.cluster(api);
    api.exchange.plan = {
      ok: false,
      message: 'The API server of prod-eu (10.20.30.40:6443) did not answer within 15 s',
      hint: 'Check the network and the VPN.',
    };
  },
  barren(api: FakeWindowApi) {
    exchangeScenes.cluster(api);
    api.exchange.plan = barren;
  },
  /** The kubeconfig cannot be read. */
  noContexts(api: FakeWindowApi) {
    api.editing.contexts = {
      kind: 'failed',
      problem: {
        code: 'kubeconfig-unreadable',
        message: 'The kubeconfig /home/mia/.kube/config is not valid YAML: line 12',
        hint: 'Mend it, or set KUBECONFIG.',
        suspect: 'local',
      },
    };
  },
  /** Nothing of it can be written. */
  refusing(api: FakeWindowApi) {
    exchangeScenes.usual(api);
    const refusal = {
      ok: false,
      message: `${path} cannot be written: EROFS: read-only file system`,
      hint: 'Check its permissions, and whether the disk is full.',
    } as const;
    api.exchange.addAnswer = refusal;
    api.exchange.exported = {
      ok: false,
      message: `${path} cannot be read: EACCES: permission denied`,
      hint: 'Check its permissions.',
    };
  },
  /** The chosen file cannot even be read. */
  unreadable(api: FakeWindowApi) {
    exchangeScenes.usual(api);
    api.exchange.found = [];
    api.exchange.plan = {
      ok: false,
      message: '/home/mia/work/shop/.kportal.yaml cannot be read: EACCES: permission denied',
      hint: 'Check its permissions.',
    };
  },
  /** Of what was imported, somebody has changed one meanwhile. */
  undone(api: FakeWindowApi) {
    exchangeScenes.usual(api);
    const [changed, ...others] = mixed.plan.adds;
    api.exchange.undoAnswer = { ok: true, path, removed: others, left: changed ? [changed] : [] };
  },
  nothingToExport(api: FakeWindowApi) {
    api.exchange.exported = { ...exported, count: 0, text: '', notes: [] };
  },
  kftray: file('kftray-export.json', ofKftray),
  kubeForwarder: file('prod-us.kpf-export.json', ofKubeForwarder),
  kubectl: (api: FakeWindowApi) => void (api.exchange.plan = ofKubectl),
  nothingNew: file('portwatch.yaml', nothingNew),
  long: (api: FakeWindowApi) => void (api.exchange.plan = long),
  many: (api: FakeWindowApi) => void (api.exchange.plan = many(500)),
  unknown: file('holiday.json', unknown),
} as const;
