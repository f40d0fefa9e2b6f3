import { type ClusterId, clusterOf } from '../../../shared/cluster-ref';
import type { Imported } from '../../../shared/import-plan';
import { NoteBook } from './note-book';

/** A port that somebody could forward to, as the cluster tells of it. */
export interface OfferedPort {
  readonly name: string | null;
  readonly number: number;
  readonly protocol: string;
}

/** Something in a cluster that a forward may lead to. */
export interface OfferedTarget {
  readonly kind: 'service' | 'deployment' | 'statefulset' | 'daemonset';
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly OfferedPort[];
  /** Why no pod is behind it; null when some may be. */
  readonly withoutPods: string | null;
}

/** A forward for every TCP port, in the order of namespaces and names, so that the same cluster gives the same file. */
export function generateForwards(cluster: ClusterId, targets: readonly OfferedTarget[]): Imported {
  const book = new NoteBook();
  const ordered = [...targets].sort(
    (a, b) => compare(a.namespace, b.namespace) || compare(a.kind, b.kind) || compare(a.name, b.name),
  );
  const names = new Map<string, number>();
  for (const target of ordered) names.set(target.name, (names.get(target.name) ?? 0) + 1);
  for (const target of ordered) {
    const { kind, namespace, name, ports, withoutPods } = target;
    const where = `${namespace}/${kind}/${name}`;
    if (withoutPods !== null || ports.length === 0) {
      book.cannot(where, `${kind} ${name}`, withoutPods ?? 'it names no ports');
      continue;
    }
    const isAmbiguous = (names.get(name) ?? 0) > 1;
    const ownNames = new Set(ports.map((port) => port.name));
    for (const port of ports) {
      if (port.protocol !== 'TCP') {
        book.cannot(
          where,
          `port ${String(port.number)} of ${kind} ${name}`,
          `it is ${port.protocol}, which Kubernetes does not forward`,
        );
        continue;
      }
      // Two containers may give a port the same name.
      const isNamed = port.name !== null && ownNames.size === ports.length;
      const alias = [
        name,
        ...(ports.length > 1 ? [port.name ?? String(port.number)] : []),
        ...(isAmbiguous ? [kind, namespace] : []),
      ];
      book.add(
        where,
        { ...clusterOf(cluster), namespace },
        {
          resource: `${kind}/${name}`,
          port: isNamed ? port.name : port.number,
          localPort: null,
          alias: alias.join('-'),
        },
        port.number,
      );
    }
  }
  return book.result();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
