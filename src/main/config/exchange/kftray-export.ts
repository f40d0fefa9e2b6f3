import { isAbsolute } from 'node:path';
import type { ForwardDraft } from '../../../shared/import-plan';
import { commonKeys, ExportBook, type Exported, specialAddress, targetOf } from './export-book';

/** kftray's JSON. Its targets are services, and pods by label. */
export function exportKftray(drafts: readonly ForwardDraft[]): Exported {
  const book = new ExportBook('kftray', commonKeys);
  const entries = drafts.flatMap((draft) => {
    const { port, localPort, alias, selector, httpLog, resource } = draft.forward;
    const { kind, name } = targetOf(draft.forward);
    const reason = reasonAgainst(draft);
    if (reason !== null) {
      book.cannot(draft, resource, reason);
      return [];
    }
    book.tellOfLost(draft);
    if (kind === 'service') {
      const why = `kftray takes it for the container's port, Portwatch for the service's: if they differ, write the container's`;
      book.changes(draft, `port ${String(port)} of ${resource}`, why);
    }
    if (draft.kubeconfig !== undefined && !isAbsolute(draft.kubeconfig)) {
      book.changes(draft, `kubeconfig ${draft.kubeconfig}`, 'kftray wants the whole path');
    }
    if (typeof httpLog === 'object') book.changes(draft, 'httpLog', 'only whether it is on is written');
    const isLogged = httpLog === true || (typeof httpLog === 'object' && httpLog.enabled === true);
    const address = specialAddress(draft.forward);
    return [
      {
        workload_type: kind,
        ...(kind === 'service' ? { service: name } : { target: selector }),
        namespace: draft.namespace,
        context: draft.context,
        ...(draft.kubeconfig === undefined ? {} : { kubeconfig: draft.kubeconfig }),
        local_port: localPort,
        remote_port: port,
        protocol: 'tcp',
        ...(alias === undefined ? {} : { alias }),
        ...(address === null ? {} : { local_address: address }),
        ...(isLogged ? { http_logs_enabled: true } : {}),
      },
    ];
  });
  return { text: `${JSON.stringify(entries, null, 2)}\n`, notes: book.notes };
}

function reasonAgainst({ forward }: ForwardDraft): string | null {
  const { kind, name } = targetOf(forward);
  if (kind === 'pod' && name !== null) return 'kftray finds pods by label, not by name';
  if (kind !== 'service' && kind !== 'pod') return `kftray forwards to services and pods only, not to a ${kind}`;
  return typeof forward.port === 'number' ? null : `kftray knows ports by number, not "${forward.port}"`;
}
