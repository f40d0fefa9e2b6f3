import type { Listing, OfferedContext, OfferedPort, OfferedTarget } from '../../shared/discovery';
import { optionWords } from '../../shared/words-form';

/** Something that can be chosen in a combobox. */
export interface Option {
  /** What is put into the field. */
  readonly value: string;
  /** What kind of thing it is; empty when all are of one kind. */
  readonly kind: string;
  readonly label: string;
  /** Said beside it. */
  readonly detail: string;
  /** Why it cannot be chosen; empty when it can. */
  readonly unusable: string;
  /** Where it is from, when that is not where others are from: two may have one name. */
  readonly source?: string;
}

export interface Found {
  readonly options: readonly Option[];
  /** How many more there are than anybody reads. */
  readonly more: number;
}

const mostShown = 80;

/**
 * Those that have all typed words in them: at the start of the name before the start of a part of it, before anywhere; else in
 * the order given.
 */
export function found(options: readonly Option[], typed: string): Found {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = options
    .map((option) => ({ option, rank: rankOf(option, words) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ option }) => option);
  return { options: ranked.slice(0, mostShown), more: Math.max(0, ranked.length - mostShown) };
}

function rankOf({ label, value, detail, unusable }: Option, words: readonly string[]): number {
  const [name, whole] = [label.toLowerCase(), `${value} ${detail}`.toLowerCase()];
  const ranks = words.map((word) => {
    if (name.startsWith(word)) return 0;
    if (new RegExp(`[^a-z0-9]${escaped(word)}`).test(name)) return 1;
    if (name.includes(word)) return 2;
    return whole.includes(word) ? 3 : Infinity;
  });
  return Math.max(0, ...ranks) + (unusable === '' ? 0 : 10);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** kubectl's own context first. */
export function contextOptions(contexts: readonly OfferedContext[]): readonly Option[] {
  return [...contexts]
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent))
    .map(({ name, cluster, isCurrent, kubeconfig }) => ({
      ...plain(name),
      detail: [isCurrent ? optionWords.currentContext : '', kubeconfig ?? '', cluster === name ? '' : cluster]
        .filter(Boolean)
        .join(' · '),
      ...(kubeconfig === undefined ? {} : { source: kubeconfig }),
    }));
}

export function namespaceOptions(namespaces: readonly string[]): readonly Option[] {
  return [...namespaces].sort().map(plain);
}

const kindOrder = ['service', 'deployment', 'statefulset', 'daemonset', 'replicaset', 'pod', 'selector'] as const;

/** By kind, then by name. */
export function targetOptions(targets: readonly OfferedTarget[]): readonly Option[] {
  return [...targets]
    .sort((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) || compare(a.name, b.name))
    .map(({ kind, name, ports, withoutPods }) => ({
      value: targetValue({ kind, name }),
      kind: optionWords.kinds[kind],
      label: name,
      detail: ports.map(portText).slice(0, 4).join(', '),
      unusable: withoutPods ?? '',
    }));
}

/** What stands in the field for a target. */
export function targetValue({ kind, name }: Pick<OfferedTarget, 'kind' | 'name'>): string {
  return kind === 'selector' ? name : `${kind}/${name}`;
}

export function portOptions(ports: readonly OfferedPort[]): readonly Option[] {
  return ports.map((port) => ({
    ...plain(String(port.number)),
    detail: port.name ?? '',
    unusable: port.protocol === 'TCP' ? '' : optionWords.notTcp(port.protocol),
  }));
}

/** The only port that can be forwarded; null when there are several, or none. */
export function onlyPort(ports: readonly OfferedPort[]): OfferedPort | null {
  const [port, ...others] = ports.filter(({ protocol }) => protocol === 'TCP');
  return port && others.length === 0 ? port : null;
}

/** What a listing found so far; nothing while it is asked for. */
export function itemsOf<T>(listing: Listing<T> | null): readonly T[] {
  return listing?.kind === 'listed' ? listing.items : [];
}

function portText({ name, number }: OfferedPort): string {
  return name === null ? String(number) : `${String(number)} ${name}`;
}

function plain(name: string): Option {
  return { value: name, kind: '', label: name, detail: '', unusable: '' };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
