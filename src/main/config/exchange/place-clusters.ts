import { type ClusterId, clusterIdOf, type ClusterRef } from '../../../shared/cluster-ref';
import type { Imported, ImportedDraft, ImportNote } from '../../../shared/import-plan';
import { clusterMeant } from '../cluster-meant';
import { shown } from './shown';

/** What was read, with every cluster as the config names it. `known`: the clusters that it names. `config`: its path. */
export function placeClusters({ drafts, notes }: Imported, known: readonly ClusterRef[], config: string): Imported {
  const placed = drafts.map((draft) => ({ ...draft, ...clusterMeant(known, draft, config) }));
  return { drafts: placed, notes: [...notes, ...filesTakenUp(drafts, placed)] };
}

/** A forward that names no file comes to a context that does: told once for each. */
function filesTakenUp(read: readonly ImportedDraft[], placed: readonly ImportedDraft[]): readonly ImportNote[] {
  const told = new Set<ClusterId>();
  return placed.flatMap((draft, at): readonly ImportNote[] => {
    const { context, kubeconfig, where } = draft;
    if (kubeconfig === undefined || read[at]?.kubeconfig !== undefined || told.has(clusterIdOf(draft))) return [];
    told.add(clusterIdOf(draft));
    const why = `the config looks this context up in ${shown(kubeconfig)}, and so are these forwards`;
    return [{ kind: 'changed', what: `kubeconfig of context ${context}`, why, where, costsForward: false }];
  });
}
