import type { Imported } from '../../../shared/import-plan';
import { foreignKubeconfig } from './foreign-kubeconfig';
import { podPortNote } from './kportal-import';
import { NoteBook } from './note-book';
import { blockOf } from './portwatch-import';
import { maxForwards, parseJsonSafely } from './safe-input';
import { shown } from './shown';
import { namespaceOf, type Surroundings } from './surroundings';

type Entry = Readonly<Record<string, unknown>>;

const exposeOnly = [
  'exposure_type',
  'cert_manager_enabled',
  'cert_issuer',
  'cert_issuer_kind',
  'ingress_class',
  'ingress_annotations',
] as const;

const logDetails = ['http_logs_max_file_size', 'http_logs_retention_days', 'http_logs_auto_cleanup'] as const;

const understood = new Set<string>([
  ...['id', 'namespace', 'workload_type', 'protocol', 'service', 'target', 'alias', 'local_port', 'remote_port'],
  ...['context', 'kubeconfig', 'local_address', 'auto_loopback_address', 'domain_enabled', 'remote_address'],
  ...['http_logs_enabled', ...logDetails, ...exposeOnly],
]);

/** kftray's export: a list, or one object. */
export function importKftray(text: string, surroundings: Surroundings): Imported {
  const book = new NoteBook();
  const parsed = parseJsonSafely(text);
  if (!('value' in parsed)) {
    book.refuses(parsed.where, 'the file', parsed.why);
    return book.result();
  }
  const entries: readonly unknown[] = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
  for (const [index, value] of entries.entries()) {
    const where = `entry ${String(index + 1)}`;
    if (index === maxForwards) {
      book.refuses(where, 'the rest of the file', `more than ${String(maxForwards)} forwards are not read`);
      break;
    }
    const entry = blockOf(value);
    if (entry) readEntry(where, withoutNulls(entry), book, surroundings);
    else book.refuses(where, shown(value), 'it is not an object');
  }
  return book.result();
}

/** Rust writes what is not there as null, too. */
function withoutNulls(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null));
}

function readEntry(where: string, entry: Entry, book: NoteBook, surroundings: Surroundings): void {
  const name = shown(entry['alias'] ?? entry['service'] ?? entry['target'] ?? 'forward');
  const kind = entry['workload_type'];
  const why = reasonAgainst(entry);
  if (why !== null) {
    book.cannot(where, `${name}, a ${shown(kind).replaceAll('"', '')}`, why);
    return;
  }
  const resource = kind === 'service' ? `service/${textOf(entry['service'])}` : kind === 'pod' ? 'pod' : null;
  if (resource === null) {
    book.refuses(where, `workload_type ${shown(kind)}`, 'must be service, pod, proxy or expose');
    return;
  }
  const file = foreignKubeconfig(where, kubeconfigOf(entry), book);
  const isOwn = file.kubeconfig === undefined;
  const context = entry['context'] ?? (isOwn ? surroundings.currentContext : null);
  if (typeof context !== 'string' || context === '') {
    const why = isOwn ? 'the kubeconfig has no current context' : 'only its kubeconfig knows the current one';
    book.refuses(where, `context of ${name}`, `it names none, and ${why}`);
    return;
  }
  const port = entry['remote_port'];
  if (typeof port !== 'number') {
    book.refuses(where, `remote_port ${shown(port)}`, 'must be a number');
    return;
  }
  if (entry['context'] === undefined) {
    book.changes(where, `context of ${name}`, `it names none: ${shown(context)} was the current one and is written`);
  }
  if (kind === 'service') {
    book.changes(
      where,
      `remote_port ${String(port)} of ${name}`,
      podPortNote('kftray', textOf(entry['service']), port),
    );
  }
  const localPort = entry['local_port'];
  book.add(
    where,
    {
      context,
      ...file,
      namespace: typeof entry['namespace'] === 'string' ? entry['namespace'] : namespaceOf(surroundings, context),
    },
    {
      resource,
      selector: kind === 'pod' ? (entry['target'] ?? '') : undefined,
      port,
      localPort: localPort === undefined || localPort === 0 ? null : localPort,
      alias: entry['alias'],
      bindAddress: addressOf(where, entry, book),
      httpLog: yesOrNo(where, entry, 'http_logs_enabled', book) ? true : undefined,
    },
  );
  tellOfRest(where, entry, book);
}

/** Why it cannot be a forward of ours; null when it may. */
function reasonAgainst(entry: Entry): string | null {
  const kind = entry['workload_type'];
  if (kind === 'proxy')
    return `it goes through a relay pod to ${shown(entry['remote_address'])}, which Portwatch does not install`;
  if (kind === 'expose') return 'it publishes a local port in the cluster, which is no port-forward';
  if (typeof entry['protocol'] === 'string' && entry['protocol'].toLowerCase() === 'udp') {
    return 'it is UDP, which Kubernetes does not forward';
  }
  return null;
}

function addressOf(where: string, entry: Entry, book: NoteBook): unknown {
  const address = entry['local_address'];
  if (yesOrNo(where, entry, 'auto_loopback_address', book)) {
    const now = address ?? '127.0.0.1';
    book.lacks(
      where,
      'auto_loopback_address',
      `Portwatch gives out no loopback addresses: it listens on ${shown(now)}`,
    );
  }
  return address === '127.0.0.1' ? undefined : address;
}

function tellOfRest(where: string, entry: Entry, book: NoteBook): void {
  if (yesOrNo(where, entry, 'domain_enabled', book)) {
    book.lacks(where, 'domain_enabled', 'Portwatch does not write the hosts file: use the address');
  }
  for (const key of logDetails) {
    if (entry[key] !== undefined) book.lacks(where, key, 'HTTP logs of Portwatch have no such setting');
  }
  for (const key of [...exposeOnly, 'remote_address']) {
    if (entry[key] !== undefined) book.lacks(where, key, 'it means nothing for this kind of forward');
  }
  const protocol = entry['protocol'];
  if (protocol !== undefined && (typeof protocol !== 'string' || protocol.toLowerCase() !== 'tcp')) {
    book.lacks(where, `protocol ${shown(protocol)}`, 'it is forwarded as TCP');
  }
  for (const key of Object.keys(entry)) {
    if (!understood.has(key)) book.lacks(where, shown(key), 'no such field is known');
  }
}

/** kftray also takes them as text. */
function yesOrNo(where: string, entry: Entry, key: string, book: NoteBook): boolean {
  const value = entry[key];
  if (value === true || value === 'true') return true;
  if (value !== undefined && value !== false && value !== 'false') {
    book.lacks(where, `${key} ${shown(value)}`, 'it is neither true nor false, and taken for false');
  }
  return false;
}

/** Empty for the user's own. */
function kubeconfigOf({ kubeconfig }: { readonly kubeconfig?: unknown }): string {
  return typeof kubeconfig === 'string' && kubeconfig !== 'default' ? kubeconfig : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
