import { clusterIdOf, type ClusterRef } from '../../../shared/cluster-ref';
import { addressText, forwardIdOf } from '../../../shared/forward';
import type { ImportConflict, Imported, ImportNote, ImportPlan, PlannedForward } from '../../../shared/import-plan';
import type { ExistingForward } from './existing';

/** What was read, with every local port chosen. */
export interface PlacedImport {
  readonly drafts: readonly PlannedForward[];
  readonly notes: Imported['notes'];
}

interface Holder {
  readonly place: ForwardDraftLike;
  readonly text: string;
}

type ForwardDraftLike = Pick<ExistingForward, 'context' | 'kubeconfig' | 'namespace' | 'forward'>;

/** What says where a forward leads. */
interface Leading extends ClusterRef {
  readonly namespace: string;
  readonly forward: Pick<ExistingForward['forward'], 'resource' | 'selector' | 'port'>;
}

const anyAddress = new Set(['0.0.0.0', '::']);

/**
 * What an import would do to a config that holds these forwards. Nothing is left out silently: each draft is added or in
 * conflict, and each note says what cannot be had or has changed.
 */
export function planImport(existing: readonly ExistingForward[], { drafts, notes }: PlacedImport): ImportPlan {
  const holders: Holder[] = existing.map((one) => ({ place: one, text: `${nameOf(one)}, line ${String(one.line)}` }));
  const byPort = new Map<number, Holder[]>();
  const byAlias = new Map<string, Holder>();
  const remember = (holder: Holder) => {
    const { localPort, alias } = holder.place.forward;
    if (localPort !== undefined) byPort.set(localPort, [...(byPort.get(localPort) ?? []), holder]);
    if (alias !== undefined && !byAlias.has(alias)) byAlias.set(alias, holder);
  };
  holders.forEach(remember);
  const adds: PlannedForward[] = [];
  const conflicts: ImportConflict[] = [];
  for (const draft of drafts) {
    const { localPort, alias } = draft.forward;
    const rival = (byPort.get(localPort) ?? []).find(({ place }) => collide(place.forward, draft.forward));
    const namesake = alias === undefined ? undefined : byAlias.get(alias);
    if (rival) {
      conflicts.push({ draft, kind: isSame(rival.place, draft) ? 'same' : 'port', holder: rival.text });
    } else if (namesake) {
      conflicts.push({ draft, kind: 'alias', holder: namesake.text });
    } else {
      adds.push(draft);
      remember({ place: draft, text: `${nameOf(draft)}, ${draft.where} of the import` });
    }
  }
  const isLoss = (note: ImportNote) => note.kind !== 'changed';
  const changes = [...notes.filter((note) => !isLoss(note)), ...unmarked(existing, adds)];
  return { adds, conflicts, cannot: notes.filter(isLoss), changes };
}

/** A context that is there stays as it is, so that it may be marked as production where the forwards come from, and not here. */
function unmarked(existing: readonly ExistingForward[], adds: readonly PlannedForward[]): readonly ImportNote[] {
  const there = new Map(existing.map((one) => [clusterIdOf(one), one.production === true]));
  const told = new Set<string>();
  return adds.flatMap((draft): readonly ImportNote[] => {
    const id = clusterIdOf(draft);
    if (draft.production !== true || there.get(id) !== false || told.has(id)) return [];
    told.add(id);
    const why = 'the config has this context without it: add it there if you want it';
    return [
      { kind: 'changed', what: `production of context ${draft.context}`, why, where: draft.where, costsForward: false },
    ];
  });
}

/** `orders-db (pod/orders-db)` */
function nameOf({ forward }: ForwardDraftLike): string {
  const { alias, resource = '', selector, bindAddress = '127.0.0.1', localPort = 0 } = forward;
  const target = resource === 'pod' ? (selector ?? '') : resource;
  return alias === undefined ? `${target} on ${addressText(bindAddress, localPort)}` : `${alias} (${target})`;
}

/** Whether both lead to the same, whatever else they are set to. */
export function leadsToSame(a: Leading, b: Leading): boolean {
  return (
    clusterIdOf(a) === clusterIdOf(b) &&
    a.namespace === b.namespace &&
    a.forward.resource === b.forward.resource &&
    (a.forward.selector ?? '') === (b.forward.selector ?? '') &&
    a.forward.port === b.forward.port
  );
}

function isSame(a: ForwardDraftLike, b: ForwardDraftLike): boolean {
  return leadsToSame(a, b) && addressOf(a) === addressOf(b);
}

function addressOf({ forward }: ForwardDraftLike): string {
  return forwardIdOf(boundTo(forward), forward.localPort ?? 0);
}

function boundTo({ bindAddress = '127.0.0.1' }: ForwardDraftLike['forward']): string {
  return bindAddress === 'localhost' ? '127.0.0.1' : bindAddress;
}

function collide(a: ForwardDraftLike['forward'], b: ForwardDraftLike['forward']): boolean {
  const [first, second] = [boundTo(a), boundTo(b)];
  return first === second || anyAddress.has(first) || anyAddress.has(second);
}
