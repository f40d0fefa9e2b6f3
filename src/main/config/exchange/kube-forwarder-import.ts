import type { Imported } from '../../../shared/import-plan';
import { NoteBook } from './note-book';
import { blockOf } from './portwatch-import';
import { maxForwards, parseJsonSafely } from './safe-input';
import { shown } from './shown';
import type { Surroundings } from './surroundings';

type Block = Readonly<Record<string, unknown>>;

const clusterKeys = new Set(['id', 'name', 'config', 'folded', '_services']);
const serviceKeys = new Set([
  'id',
  'clusterId',
  'alias',
  'namespace',
  'workloadType',
  'workloadName',
  'forwards',
  'localAddress',
]);
const forwardKeys = new Set(['id', 'localPort', 'remotePort']);

/** A `*.kpf-export.json`. A kubeconfig in it is never copied: its cluster has to be a context of the user's own. */
export function importKubeForwarder(text: string, surroundings: Surroundings): Imported {
  const book = new NoteBook();
  const parsed = parseJsonSafely(text);
  if (!('value' in parsed)) {
    book.refuses(parsed.where, 'the file', parsed.why);
    return book.result();
  }
  const clusters = blockOf(parsed.value)?.['clusters'];
  if (!Array.isArray(clusters)) {
    book.refuses('the file', 'the file', 'it has no list named clusters');
    return book.result();
  }
  let count = 0;
  for (const [index, cluster] of listOf(clusters, 'clusters', book)) {
    const context = contextFor(index, cluster, book, surroundings);
    for (const [where, service] of listOf(cluster['_services'], `${index}._services`, book)) {
      const forwards = listOf(service['forwards'], `${where}.forwards`, book);
      count += forwards.length;
      if (count > maxForwards) {
        book.refuses(where, 'the rest of the file', `more than ${String(maxForwards)} forwards are not read`);
        return book.result();
      }
      readService(where, service, forwards, context, cluster, book);
    }
  }
  return book.result();
}

/** The context of the cluster's name, else the only one that leads to a cluster of that name; null when there is none. */
function contextFor(where: string, cluster: Block, book: NoteBook, { contexts }: Surroundings): string | null {
  const { name } = cluster as { name?: unknown };
  const config = blockOf(cluster['config']);
  if (config) {
    const why = 'the kubeconfig in it is not copied, since it may hold keys and tokens: log in to the cluster as usual';
    book.changes(where, `config of cluster ${shown(name)}`, why);
  }
  for (const key of Object.keys(cluster)) {
    if (!clusterKeys.has(key)) book.lacks(where, shown(key), 'no such field is known');
  }
  const names = [config?.['currentContext'], name].filter((one) => typeof one === 'string');
  const exact = names.find((one) => contexts.some((context) => context.name === one));
  if (exact !== undefined) return exact;
  const leading = contexts.filter((context) => context.cluster === name);
  return leading.length === 1 ? (leading[0]?.name ?? null) : null;
}

function readService(
  where: string,
  service: Block,
  forwards: readonly (readonly [string, Block])[],
  context: string | null,
  cluster: Block,
  book: NoteBook,
): void {
  const { namespace, workloadType, workloadName, alias, localAddress } = service;
  const what = `${shown(workloadType)} ${shown(workloadName)}`.replaceAll('"', '');
  if (context === null) {
    const why = `the kubeconfig has no context named ${shown(cluster['name'])}, and no single context of such a cluster`;
    for (const [place] of forwards) book.refuses(place, what, `${why}: add one, then import again`);
    return;
  }
  if (typeof workloadType !== 'string' || typeof workloadName !== 'string' || workloadName === '') {
    for (const [place] of forwards) book.refuses(place, what, 'it needs a workloadType and a workloadName');
    return;
  }
  for (const key of Object.keys(service)) {
    if (!serviceKeys.has(key)) book.lacks(where, shown(key), 'no such field is known');
  }
  const isOne = forwards.length === 1;
  for (const [place, forward] of forwards) {
    const { localPort, remotePort } = forward;
    const name = alias === '' || alias === undefined || alias === null ? undefined : alias;
    if (name !== undefined && !isOne) {
      book.changes(
        place,
        `alias ${shown(name)}`,
        `it has several ports, and an alias is for one: ${String(remotePort)} is appended`,
      );
    }
    for (const key of Object.keys(forward)) {
      if (!forwardKeys.has(key)) book.lacks(place, shown(key), 'no such field is known');
    }
    book.add(
      place,
      { context, namespace: typeof namespace === 'string' && namespace !== '' ? namespace : 'default' },
      {
        resource: `${workloadType.toLowerCase()}/${workloadName}`,
        port: remotePort,
        localPort: localPort === 0 || localPort === undefined ? null : localPort,
        alias: typeof name !== 'string' || isOne ? name : `${name}-${String(remotePort)}`,
        bindAddress:
          localAddress === '' || localAddress === null || localAddress === '127.0.0.1' ? undefined : localAddress,
      },
    );
  }
}

function listOf(value: unknown, path: string, book: NoteBook): readonly (readonly [string, Block])[] {
  if (!Array.isArray(value)) {
    book.refuses(path, path, 'it is not a list');
    return [];
  }
  return value.flatMap((item: unknown, index) => {
    const where = `${path}[${String(index)}]`;
    const block = blockOf(item);
    if (!block) book.refuses(where, shown(item), 'it is not an object');
    return block ? [[where, block] as const] : [];
  });
}
