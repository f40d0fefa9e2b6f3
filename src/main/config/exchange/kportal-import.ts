import type { Imported } from '../../../shared/import-plan';
import { importContexts } from './portwatch-import';
import { shown } from './shown';

/** What `port` of a service means elsewhere. kftray says it of `remote_port` as well. */
export function podPortNote(tool: string, service: string, port: number): string {
  return (
    `${tool} takes it for the port of the pod; Portwatch, like kubectl, for the service's, which leads to its targetPort. ` +
    `Where they differ, write the service's own port in place of ${String(port)} (kubectl get service ${service} shows it)`
  );
}

/**
 * A `.kportal.yaml`. The shape is ours. Two readings differ: a service's port, and what a forward is known by, which is
 * the alias or path there and the local address here.
 */
export function importKportal(text: string): Imported {
  const aliases = new Set<string>();
  return importContexts(
    text,
    (where, forward, book) => {
      const { resource, port, alias } = forward;
      if (typeof resource === 'string' && resource.startsWith('service/') && typeof port === 'number') {
        const name = resource.slice('service/'.length);
        book.changes(where, `port ${String(port)} of ${shown(resource)}`, podPortNote('kportal', name, port));
      }
      if (typeof alias === 'string' && aliases.has(alias)) {
        const why = 'kportal tells forwards apart by alias and port together; here an alias names one forward';
        book.changes(where, `alias ${shown(alias)}, once more`, why);
      }
      if (typeof alias === 'string') aliases.add(alias);
      return true;
    },
    whyLost,
  );
}

/** Where a block that is copied by hand would mean something else. */
function whyLost(key: string, value: unknown): string | null {
  if (key !== 'reliability' || (typeof value === 'object' && value !== null && 'retryOnStale' in value)) return null;
  return (
    'it is for a whole file: copy it by hand if you want it for all forwards, with retryOnStale: false, ' +
    'which kportal takes for what is not written there, and Portwatch does not'
  );
}
