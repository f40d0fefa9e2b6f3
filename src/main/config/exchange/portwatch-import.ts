import { contextSchema, defaultsSchema, forwardSchema, namespaceSchema } from '../../../shared/config-schema';
import type { Imported } from '../../../shared/import-plan';
import { productionOf } from './existing';
import { foreignKubeconfig } from './foreign-kubeconfig';
import { NoteBook } from './note-book';
import { maxForwards, parseYamlSafely } from './safe-input';
import { shown } from './shown';

type Block = Readonly<Record<string, unknown>>;

/** Hears of each forward of the file, before it is taken over; says whether it is. */
type Look = (where: string, forward: Block, book: NoteBook) => boolean;

/** The file's own settings, and whether that they are not taken over changes anything. */
const blocks: ReadonlyMap<string, string> = new Map([
  ['healthCheck', 'it is for a whole file: copy it by hand if you want it for all forwards'],
  ['reliability', 'it is for a whole file: copy it by hand if you want it for all forwards'],
  ['mdns', 'it is for a whole file: copy it by hand if you want it for all forwards'],
  ['watchdog', 'it is for a whole file: copy it by hand if you want it for all forwards'],
  ['lanes', 'it is for a whole file: copy it by hand if you want it'],
]);

/** Why a block of the file is not taken over; null for what is said of every file. */
type WhyLost = (key: string, value: unknown) => string | null;

/** A file of ours: only its forwards. */
export function importPortwatch(text: string): Imported {
  return importContexts(text, () => true);
}

/** Anything in the shape of contexts, namespaces and forwards. */
export function importContexts(text: string, look: Look, whyLost: WhyLost = () => null): Imported {
  const book = new NoteBook();
  const parsed = parseYamlSafely(text);
  if (!('value' in parsed)) {
    book.refuses(parsed.where, 'the file', parsed.why);
    return book.result();
  }
  const file = blockOf(parsed.value);
  if (!file || !Array.isArray(file['contexts'])) {
    book.refuses('the file', 'the file', 'it has no list named contexts');
    return book.result();
  }
  for (const [key, value] of Object.entries(file)) {
    if (key === 'contexts' || key === 'defaults') continue;
    const why = whyLost(key, value) ?? blocks.get(key);
    book.lacks('the file', why === undefined ? shown(key) : key, why ?? 'no such key is known');
  }
  readContexts(file, defaultsIn(file, book), book, look);
  return book.result();
}

/** What every forward of the file has that leaves it out. */
function defaultsIn(file: Block, book: NoteBook): Block {
  const given = file['defaults'];
  const block = blockOf(given);
  if (!block) {
    if (given !== undefined && given !== null) book.lacks('the file', 'defaults', 'they are not a block of keys');
    return {};
  }
  tellOfStrays('defaults', block, Object.keys(defaultsSchema.shape), book);
  book.changes('the file', 'defaults', 'they are written into each forward that leaves them out');
  return Object.fromEntries(Object.entries(block).filter(([key]) => key in defaultsSchema.shape));
}

function tellOfStrays(where: string, block: Block, known: readonly string[], book: NoteBook): void {
  for (const key of Object.keys(block)) {
    if (!known.includes(key)) book.lacks(where, shown(key), 'no such key is known');
  }
}

function readContexts(file: Block, defaults: Block, book: NoteBook, look: Look): void {
  let count = 0;
  for (const [contextPath, context] of childrenOf(file, '', 'contexts', book)) {
    tellOfStrays(contextPath, context, Object.keys(contextSchema.shape), book);
    for (const [namespacePath, namespace] of childrenOf(context, contextPath, 'namespaces', book)) {
      tellOfStrays(namespacePath, namespace, Object.keys(namespaceSchema.shape), book);
      for (const [where, forward] of childrenOf(namespace, namespacePath, 'forwards', book)) {
        count += 1;
        if (count > maxForwards) {
          book.refuses(where, 'the rest of the file', `more than ${String(maxForwards)} forwards are not read`);
          return;
        }
        readForward(where, { context, namespace, forward, defaults }, book, look);
      }
    }
  }
}

function readForward(
  where: string,
  { context, namespace, forward, defaults }: Readonly<Record<'context' | 'namespace' | 'forward' | 'defaults', Block>>,
  book: NoteBook,
  look: Look,
): void {
  const [contextName, namespaceName] = [context['name'], namespace['name']];
  if (typeof contextName !== 'string' || contextName === '') {
    book.refuses(where, `context ${shown(contextName)}`, 'must be the name of a context');
    return;
  }
  if (typeof namespaceName !== 'string' || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(namespaceName)) {
    book.refuses(where, `namespace ${shown(namespaceName)}`, 'must be a Kubernetes name');
    return;
  }
  if (!look(where, forward, book)) return;
  const known = Object.keys(forwardSchema.shape);
  tellOfStrays(where, forward, known, book);
  const keys = Object.fromEntries(Object.entries({ ...defaults, ...forward }).filter(([key]) => known.includes(key)));
  if (keys['localPort'] === undefined) {
    book.refuses(where, 'localPort is missing', 'it must be a whole number from 1 to 65535');
    return;
  }
  const file = typeof context['kubeconfig'] === 'string' ? context['kubeconfig'] : '';
  const cluster = { context: contextName, ...foreignKubeconfig(where, file, book), ...productionOf(context) };
  const place = { ...cluster, namespace: namespaceName };
  book.add(where, place, keys);
}

function childrenOf(holder: Block, path: string, key: string, book: NoteBook): readonly (readonly [string, Block])[] {
  const list = holder[key];
  const place = path === '' ? key : `${path}.${key}`;
  if (!Array.isArray(list)) {
    book.refuses(place, place, 'it is not a list');
    return [];
  }
  return list.flatMap((item: unknown, index) => {
    const where = `${place}[${String(index)}]`;
    const block = blockOf(item);
    if (!block) book.refuses(where, shown(item), 'it is not a block of keys');
    return block ? [[where, block] as const] : [];
  });
}

export function blockOf(value: unknown): Block | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Block) : null;
}
