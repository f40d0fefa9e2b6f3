import { isDeepStrictEqual } from 'node:util';
import type { ForwardId, ForwardSpec } from '../../shared/forward';

/**
 * What a changed spec asks for, from the mildest: only other words for people; other care for the tunnel that is there;
 * another tunnel on the same local port; another local port.
 */
export const specEffects = ['relabel', 'care', 'reconnect', 'rebind'] as const;
export type SpecEffect = (typeof specEffects)[number];

export type SpecKey = Exclude<keyof ForwardSpec, 'id'>;

/** Every key is here, so that no new one goes without effect unnoticed. */
const effects: Record<SpecKey, SpecEffect> = {
  alias: 'relabel',
  group: 'relabel',
  openPath: 'relabel',
  notify: 'relabel',
  production: 'relabel',
  onHang: 'relabel',
  autostart: 'relabel',
  upkeep: 'care',
  lazy: 'care',
  idleMs: 'care',
  context: 'reconnect',
  kubeconfig: 'reconnect',
  namespace: 'reconnect',
  target: 'reconnect',
  port: 'reconnect',
  bindAddress: 'rebind',
  localPort: 'rebind',
};
const keys = Object.keys(effects) as readonly SpecKey[];

/** One forward before and after. Its id is another one when it has moved to another local address. */
export interface SpecChange {
  readonly before: ForwardSpec;
  readonly after: ForwardSpec;
  readonly keys: readonly SpecKey[];
  readonly effect: SpecEffect;
}

/** What makes one list of forwards the other. */
export interface ForwardsDiff {
  readonly added: readonly ForwardSpec[];
  readonly removed: readonly ForwardSpec[];
  readonly changed: readonly SpecChange[];
  /** How many are exactly what they were. */
  readonly untouched: number;
  /** All of them, in their new order. */
  readonly order: readonly ForwardId[];
  readonly isReordered: boolean;
}

/**
 * The least that leads from `before` to `after`. A forward is known again by what it leads to and is called, wherever it
 * listens; else by its local address. Ids are unique in either list.
 */
export function diffForwards(before: readonly ForwardSpec[], after: readonly ForwardSpec[]): ForwardsDiff {
  const old = new Map(before.map((spec) => [spec.id, spec]));
  const open = after.filter((spec) => !isSame(old.get(spec.id), spec));
  const order = after.map(({ id }) => id);
  const same = new Set(order);
  for (const { id } of open) same.delete(id);
  const left = before.filter(({ id }) => !same.has(id));
  const pairs = pairUp(left, open);
  const changed = open.flatMap((spec) => {
    const was = pairs.get(spec);
    return was ? [changeOf(was, spec)] : [];
  });
  const paired = new Set(pairs.values());
  const ids = new Set(order);
  const stayed = before.map(({ id }) => id).filter((id) => ids.has(id));
  return {
    added: open.filter((spec) => !pairs.has(spec)),
    removed: left.filter((spec) => !paired.has(spec)),
    changed,
    untouched: after.length - open.length,
    order,
    isReordered: order.filter((id) => old.has(id)).some((id, at) => id !== stayed[at]),
  };
}

/** All keys are compared, and only what is not plain is looked into: a file may have thousands that are as they were. */
function isSame(before: ForwardSpec | undefined, after: ForwardSpec): boolean {
  return before !== undefined && before.id === after.id && keys.every((key) => isSameValue(before[key], after[key]));
}

function isSameValue(before: unknown, after: unknown): boolean {
  return before === after || (typeof after === 'object' && isDeepStrictEqual(before, after));
}

/** Which of the old ones each of the new ones is. */
function pairUp(before: readonly ForwardSpec[], after: readonly ForwardSpec[]): ReadonlyMap<ForwardSpec, ForwardSpec> {
  const pairs = new Map<ForwardSpec, ForwardSpec>();
  const free = new Set(before);
  const pair = (spec: ForwardSpec, was: ForwardSpec | undefined) => {
    if (!was || !free.has(was) || pairs.has(spec)) return;
    pairs.set(spec, was);
    free.delete(was);
  };
  const oldById = new Map(before.map((spec) => [spec.id, spec]));
  for (const spec of after) {
    const was = oldById.get(spec.id);
    if (was && identityOf(was) === identityOf(spec)) pair(spec, was);
  }
  if (free.size === 0) return pairs;
  const byIdentity = unique([...free]);
  const wanted = unique(after.filter((spec) => !pairs.has(spec)));
  for (const [identity, spec] of wanted) if (spec) pair(spec, byIdentity.get(identity) ?? undefined);
  for (const spec of after) pair(spec, oldById.get(spec.id));
  return pairs;
}

/** By identity; null for those that several have. */
function unique(specs: readonly ForwardSpec[]): ReadonlyMap<string, ForwardSpec | null> {
  const found = new Map<string, ForwardSpec | null>();
  for (const spec of specs) {
    const identity = identityOf(spec);
    found.set(identity, found.has(identity) ? null : spec);
  }
  return found;
}

function identityOf({ alias, context, kubeconfig, namespace, target, port }: ForwardSpec): string {
  return JSON.stringify([alias, context, kubeconfig, namespace, target, port]);
}

function changeOf(before: ForwardSpec, after: ForwardSpec): SpecChange {
  const changed = keys.filter((key) => !isSameValue(before[key], after[key]));
  const worst = Math.max(...changed.map((key) => specEffects.indexOf(effects[key])));
  return { before, after, keys: changed, effect: specEffects[worst] ?? 'relabel' };
}
