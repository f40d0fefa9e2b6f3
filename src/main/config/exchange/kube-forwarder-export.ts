import { clusterIdOf, clusterText } from '../../../shared/cluster-ref';
import type { ForwardDraft } from '../../../shared/import-plan';
import { ExportBook, type Exported, specialAddress, targetOf } from './export-book';

const expressed = new Set(['resource', 'protocol', 'port', 'localPort', 'alias', 'bindAddress'] as const);

/** The version that its last release writes and takes. */
const version = 2;

/** A `*.kpf-export.json`: one cluster, which kube-forwarder asks a kubeconfig for. */
export function exportKubeForwarder(drafts: readonly ForwardDraft[]): Exported {
  const book = new ExportBook('kube-forwarder', expressed);
  const first = drafts.find((draft) => reasonAgainst(draft) === null);
  const cluster = first?.context ?? '';
  const services = drafts.flatMap((draft, index) => {
    const { port, localPort, alias, resource } = draft.forward;
    const { kind, name } = targetOf(draft.forward);
    const reason = reasonAgainst(draft) ?? otherCluster(draft, first);
    if (reason !== null) {
      book.cannot(draft, resource, reason);
      return [];
    }
    book.tellOfLost(draft);
    book.tellOfKubeconfig(draft);
    const address = specialAddress(draft.forward);
    return [
      {
        ...(alias === undefined ? {} : { alias }),
        namespace: draft.namespace,
        workloadType: kind,
        workloadName: name,
        forwards: [{ id: `portwatch-${String(index + 1)}`, localPort, remotePort: port }],
        ...(address === null ? {} : { localAddress: address }),
      },
    ];
  });
  const clusters = cluster === '' ? [] : [{ name: cluster, _services: services }];
  return { text: `${JSON.stringify({ version, clusters }, null, 2)}\n`, notes: book.notes };
}

function otherCluster(draft: ForwardDraft, first: ForwardDraft | undefined): string | null {
  if (first === undefined || clusterIdOf(first) === clusterIdOf(draft)) return null;
  const only = `a file of kube-forwarder holds one cluster, this one ${clusterText(first)}`;
  return draft.context === first.context ? only : `${only}: use --context ${draft.context}`;
}

function reasonAgainst({ forward }: ForwardDraft): string | null {
  const { kind, name } = targetOf(forward);
  if (name === null) return 'kube-forwarder has no selectors';
  if (!['pod', 'service', 'deployment'].includes(kind)) return `kube-forwarder does not forward to a ${kind}`;
  return typeof forward.port === 'number' ? null : `kube-forwarder knows ports by number, not "${forward.port}"`;
}
