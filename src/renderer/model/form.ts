import type { ForwardEntry } from '../../shared/editing';
import { kindNames } from '../../shared/kind-names';

/** What the form of a forward holds, as it is typed or chosen. */
export interface Fields {
  readonly context: string;
  /** The file that the context is looked up in, as the config names it; empty for the user's own kubeconfig. */
  readonly kubeconfig: string;
  readonly namespace: string;
  /** `service/api`, `pod/orders-db`, or a selector such as `app=web`. */
  readonly target: string;
  readonly port: string;
  readonly localPort: string;
  readonly alias: string;
  readonly group: string;
  readonly bindAddress: string;
  readonly openPath: string;
  readonly autostart: boolean;
  readonly lazy: boolean;
  readonly idleTimeout: string;
  readonly onHang: string;
  readonly notify: boolean;
  readonly probe: Probe;
  readonly probePath: string;
}

export type FieldKey = keyof Fields;

/** How the app behind a forward is asked whether it works. `as-file`: as the file says for all, which may be not at all. */
export type Probe = 'as-file' | 'off' | 'tcp-dial' | 'data-transfer' | 'http';

/** What a key of a forward stands for when it is left out. */
export type Defaults = Readonly<Record<string, unknown>>;

const builtIn: Defaults = { autostart: true, lazy: false, onHang: 'reconnect', notify: true };

/** The keys of an entry that the form knows; what else stands there is left as it is. */
const textKeys = ['alias', 'group', 'bindAddress', 'openPath', 'idleTimeout'] as const;
const choiceKeys = ['autostart', 'lazy', 'onHang', 'notify'] as const;

export const emptyEntry: ForwardEntry = { context: '', namespace: '', forward: {} };

/** `given`: what the file says for all of its forwards. */
export function fieldsOf({ context, kubeconfig = '', namespace, forward }: ForwardEntry, given: Defaults = {}): Fields {
  const text = (key: string): string => {
    const value = forward[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const choice = (key: (typeof choiceKeys)[number]) => forward[key] ?? given[key] ?? builtIn[key];
  const selector = text('selector');
  return {
    context,
    kubeconfig,
    namespace,
    target: text('resource') === 'pod' && selector !== '' ? selector : text('resource'),
    port: text('port'),
    localPort: text('localPort'),
    alias: text('alias'),
    group: text('group'),
    bindAddress: text('bindAddress'),
    openPath: text('openPath'),
    idleTimeout: text('idleTimeout'),
    autostart: choice('autostart') === true,
    lazy: choice('lazy') === true,
    notify: choice('notify') !== false,
    onHang: choice('onHang') === 'notify' ? 'notify' : 'reconnect',
    ...probeFields(forward['probe']),
  };
}

/** The entry that the fields stand for: what says nothing new is left out, and what the form does not know stays. */
export function entryOf(fields: Fields, seen: ForwardEntry | null, given: Defaults = {}): ForwardEntry {
  const before = seen?.forward ?? {};
  const forward = new Map<string, unknown>();
  const put = (key: string, value: unknown) => {
    if (value === undefined || value === '') forward.delete(key);
    else forward.set(key, value);
  };
  for (const [key, value] of Object.entries(targetKeys(fields.target))) put(key, value);
  put('port', numberOrText(fields.port));
  put('localPort', numberOrText(fields.localPort));
  for (const [key, value] of Object.entries(before)) if (!forward.has(key) && key !== 'selector') put(key, value);
  for (const key of ['resource', 'port', 'localPort'] as const) {
    if (fields[key === 'resource' ? 'target' : key].trim() === '') forward.delete(key);
  }
  for (const key of textKeys) put(key, fields[key].trim());
  for (const key of choiceKeys) {
    const isSaid = before[key] !== undefined;
    if (isSaid || fields[key] !== (given[key] ?? builtIn[key])) put(key, fields[key]);
  }
  put('probe', probeValue(fields, before['probe']));
  const [context, namespace] = [fields.context.trim(), fields.namespace.trim()];
  const file = fields.kubeconfig === '' ? {} : { kubeconfig: fields.kubeconfig };
  return { context, ...file, namespace, forward: inOrder(forward, before) };
}

/** A key that stands in the file already keeps its place, so that only what is different is different. */
function inOrder(forward: ReadonlyMap<string, unknown>, before: ForwardEntry['forward']): ForwardEntry['forward'] {
  const kept = Object.keys(before).filter((key) => forward.has(key));
  const order = [...kept, ...[...forward.keys()].filter((key) => !kept.includes(key))];
  return Object.fromEntries(order.map((key) => [key, forward.get(key)]));
}

/** `svc/api` is meant as `service/api`; what has a sign of a label selector in it is one. */
function targetKeys(target: string): { readonly resource: string; readonly selector?: string } {
  const text = target.trim();
  if (/[=!,]| (in|notin) /.test(text)) return { resource: 'pod', selector: text };
  const [kind = '', name, ...more] = text.split('/');
  if (name === undefined || more.length > 0) return { resource: text };
  return { resource: `${kindNames.get(kind.toLowerCase()) ?? kind}/${name}` };
}

function numberOrText(text: string): number | string {
  const trimmed = text.trim();
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** The port that a text names; null when it is none that there can be. */
export function portIn(text: string): number | null {
  const port = numberOrText(text);
  return typeof port === 'number' && port >= 1 && port <= 65_535 ? port : null;
}

function probeFields(probe: unknown): Pick<Fields, 'probe' | 'probePath'> {
  if (probe === false) return { probe: 'off', probePath: '' };
  if (typeof probe !== 'object' || probe === null) return { probe: 'as-file', probePath: '' };
  const { method, path } = probe as { readonly method?: unknown; readonly path?: unknown };
  const probePath = typeof path === 'string' ? path : '';
  if (method === 'tcp-dial' || method === 'data-transfer' || method === 'http') return { probe: method, probePath };
  return { probe: probePath === '' ? 'tcp-dial' : 'http', probePath };
}

/** Times and counts that the file has for the probe stay; only what is asked is chosen here. */
function probeValue({ probe, probePath }: Fields, before: unknown): unknown {
  const was = probeFields(before);
  if (was.probe === probe && was.probePath === probePath.trim()) return before;
  if (probe === 'as-file') return undefined;
  if (probe === 'off') return false;
  const known = Object.entries(typeof before === 'object' && before !== null ? before : {});
  const kept = Object.fromEntries(known.filter(([key]) => key !== 'method' && key !== 'path'));
  return probe === 'http' ? { ...kept, path: probePath.trim() || '/' } : { ...kept, method: probe };
}

/** An entry without some of its keys. */
export function without(entry: ForwardEntry, keys: readonly string[]): ForwardEntry {
  const kept = Object.entries(entry.forward).filter(([key]) => !keys.includes(key));
  return { ...entry, forward: Object.fromEntries(kept) };
}

/** Which field a fault of the file's key belongs to; null when the form has none for it. */
export function fieldOf(key: string): FieldKey | null {
  if (key === 'resource' || key === 'selector') return 'target';
  const known: readonly string[] = [
    'context',
    'namespace',
    'port',
    'localPort',
    'probe',
    ...textKeys,
    ...choiceKeys,
  ] satisfies FieldKey[];
  return known.includes(key) ? (key as FieldKey) : null;
}

/** What somebody has typed since `first`, on top of what somebody else has made of it meanwhile. */
export function rebased(typed: Fields, first: Fields, theirs: Fields): Fields {
  const own = Object.entries(typed).filter(([key, value]) => value !== first[key as FieldKey]);
  return { ...theirs, ...Object.fromEntries(own) };
}

/** The name that the forward goes by when it is given none. */
export function nameOf({ target }: Pick<Fields, 'target'>): string {
  const text = target.trim();
  return /[=!,]/.test(text) ? text : text.slice(text.indexOf('/') + 1);
}

/** Fields behind "More" that say something. */
export function saysMore(fields: Fields): boolean {
  const empty = fieldsOf(emptyEntry);
  const more: readonly FieldKey[] = ['group', 'openPath', 'probe', ...choiceKeys, 'bindAddress', 'idleTimeout'];
  return more.some((key) => fields[key] !== empty[key]);
}
