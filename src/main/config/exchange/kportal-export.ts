import type { ForwardDraft } from '../../../shared/import-plan';
import { addForwards } from '../edit-yaml';
import { commonKeys, ExportBook, type Exported, specialAddress, targetOf } from './export-book';

/** A `.kportal.yaml`. Its local ports are unique, whatever the address, and its targets are services and pods. */
export function exportKportal(drafts: readonly ForwardDraft[]): Exported {
  const book = new ExportBook('kportal', commonKeys);
  const ports = new Set<number>();
  const kept = drafts.flatMap((draft): ForwardDraft[] => {
    const { resource, selector, protocol, port, localPort, alias, httpLog } = draft.forward;
    const { kind } = targetOf(draft.forward);
    const reason = reasonAgainst(draft, ports);
    if (reason !== null) {
      book.cannot(draft, resource, reason);
      return [];
    }
    ports.add(localPort);
    book.tellOfLost(draft);
    book.tellOfKubeconfig(draft);
    const address = specialAddress(draft.forward);
    if (address !== null) book.changes(draft, `bindAddress ${address}`, 'kportal listens on 127.0.0.1 only');
    if (kind === 'service') {
      const why = `kportal takes it for the pod's port, Portwatch for the service's: if they differ, write the pod's`;
      book.changes(draft, `port ${String(port)} of ${resource}`, why);
    }
    const keys = { selector, protocol: protocol ?? 'tcp', alias, httpLog };
    const set = Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
    const { context, namespace } = draft;
    return [{ context, namespace, forward: { resource, port, localPort, ...set } }];
  });
  return { text: kept.length === 0 ? 'contexts: []\n' : addForwards('', kept), notes: book.notes };
}

function reasonAgainst({ forward }: ForwardDraft, ports: ReadonlySet<number>): string | null {
  const { kind } = targetOf(forward);
  if (kind !== 'service' && kind !== 'pod') return `kportal forwards to services and pods only, not to a ${kind}`;
  if (typeof forward.port !== 'number') return `kportal knows ports by number, not "${forward.port}"`;
  return ports.has(forward.localPort)
    ? `kportal has local port ${String(forward.localPort)} once, whatever the address`
    : null;
}
