import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type ClusterId, clusterIdOf, clusterOf } from '../../shared/cluster-ref';
import type { ForwardDraft } from '../../shared/import-plan';
import { kubeconfigOf } from './config-way';
import {
  appendToList,
  applySplices,
  blockItems,
  columnOf,
  flowItem,
  endOfBlock,
  indented,
  type Splice,
  startOf,
  type YamlStyle,
} from './yaml-splices';
import { parseYaml } from './yaml-source';

/** The file cannot be changed without harm to it. The message is for people. */
export class UneditableError extends Error {
  override readonly name = 'UneditableError';
}

/** Lists of forwards by cluster, as the config names it, and namespace, in the order in which they are first named. */
type Wanted = ReadonlyMap<ClusterId, ReadonlyMap<string, readonly object[]>>;

/** A config that is to be edited. */
export interface ConfigText {
  readonly source: string;
  /** What it means. */
  readonly value: unknown;
  readonly document: Document.Parsed;
  readonly style: YamlStyle;
}

/** Where forwards of a context and a namespace belong: into a list that is there, or into a new entry of one. */
export type Place =
  | { readonly kind: 'forwards'; readonly list: YAMLSeq }
  | { readonly kind: 'new-namespace'; readonly list: YAMLSeq }
  | { readonly kind: 'new-context' };

/**
 * The config file's text with these forwards at the ends of their namespaces, and every other byte as it was. An empty
 * text becomes a file. Throws `UneditableError`.
 */
export function addForwards(text: string, drafts: readonly ForwardDraft[]): string {
  if (drafts.length === 0) return text;
  const config = openConfig(text);
  const wanted = grouped(drafts);
  const marked = new Set(drafts.flatMap((draft) => (draft.production === true ? [clusterIdOf(draft)] : [])));
  const result = applySplices(
    config.source,
    [...wanted]
      .flatMap(([cluster, namespaces]) => [...splicesInto(config, cluster, namespaces)])
      .concat(newContexts(config, wanted, marked)),
  );
  confirm(config.source, result, drafts);
  return result;
}

/** Parses a config for editing. Throws `UneditableError` when it is not one. */
export function openConfig(text: string): ConfigText {
  const source = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const parsed = parseYaml(source);
  if (!('value' in parsed)) {
    const [fault] = parsed;
    throw new UneditableError(`Line ${String(fault?.line)} is not valid YAML: ${fault?.message ?? ''}`);
  }
  const document = parseDocument(source, { merge: true, prettyErrors: false });
  const { contents } = document;
  if (!isMap(contents) && !(contents === null || (isScalar(contents) && contents.value === null))) {
    throw new UneditableError('It is not a block of keys');
  }
  return { source, value: parsed.value, document, style: styleOf(source, contents) };
}

/** Looks only at what nothing else in the file shares: what is added to an anchored list would appear at its aliases. */
export function findPlace({ document }: ConfigText, cluster: ClusterId, namespace: string): Place {
  const { context, kubeconfig } = clusterOf(cluster);
  const isThere = (entry: YAMLMap) => (entry.get('kubeconfig') ?? undefined) === kubeconfig;
  const namespaces = listIn(entryNamed(contextsOf(document), context, isThere), 'namespaces');
  if (!namespaces) return { kind: 'new-context' };
  const list = listIn(entryNamed(namespaces, namespace), 'forwards');
  return list ? { kind: 'forwards', list } : { kind: 'new-namespace', list: namespaces };
}

function splicesInto(
  config: ConfigText,
  cluster: ClusterId,
  namespaces: ReadonlyMap<string, readonly object[]>,
): readonly Splice[] {
  const { source, style } = config;
  const missing = new Map<YAMLSeq, object[]>();
  const splices: Splice[] = [];
  for (const [name, forwards] of namespaces) {
    const place = findPlace(config, cluster, name);
    if (place.kind === 'forwards') splices.push(...appendToList(source, place.list, forwards, style, 0));
    if (place.kind === 'new-namespace') {
      missing.set(place.list, [...(missing.get(place.list) ?? []), { name, forwards }]);
    }
  }
  return [...splices, ...[...missing].flatMap(([list, entries]) => appendToList(source, list, entries, style, 1))];
}

/** `marked`: those that are to be marked as production. */
function newContexts(config: ConfigText, wanted: Wanted, marked: ReadonlySet<ClusterId>): readonly Splice[] {
  const entries = [...wanted].flatMap(([cluster, namespaces]) => {
    const missing = [...namespaces].filter(
      ([namespace]) => findPlace(config, cluster, namespace).kind === 'new-context',
    );
    if (missing.length === 0) return [];
    const { context: name, ...file } = clusterOf(cluster);
    const mark = marked.has(cluster) ? { production: true } : {};
    return [
      { name, ...file, ...mark, namespaces: missing.map(([namespace, forwards]) => ({ name: namespace, forwards })) },
    ];
  });
  if (entries.length === 0) return [];
  const { source, document, style } = config;
  const list = contextsOf(document);
  if (list && list.items.length > 0) return appendToList(source, list, entries, style, 2);
  return [...beginContexts(config, entries)];
}

/** There is no list of contexts yet, or an empty one. */
function beginContexts({ source, document, style }: ConfigText, entries: readonly object[]): readonly Splice[] {
  const root = document.contents;
  if (!isMap(root)) return [insertion(source.length, stringified({ contexts: entries }, 0, style))];
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === 'contexts');
  const column = columnOf(source, startOf(root));
  if (!pair && root.flow !== true) {
    return [insertion(endOfBlock(source, root, column), stringified({ contexts: entries }, column, style))];
  }
  const value = pair?.value;
  const [from, to] = (isScalar(value) || isSeq(value) ? value.range : undefined) ?? [0, 0];
  const items = blockItems(entries, column + (style.indentSeq ? 2 : 0), style);
  if (isScalar(value) && value.value === null && root.flow !== true) {
    const at = from === to ? endOfBlock(source, pair?.key, column + 1) : endOfBlock(source, value, column + 1);
    return [{ from, to, text: '', rank: 0 }, insertion(at, items)];
  }
  if (!isSeq(value)) throw new UneditableError('Its contexts are not a list');
  if (root.flow === true || source.slice(from, to).includes('#')) {
    const isQuoted = root.flow === true && source[startOf(pair?.key)] === '"';
    return [insertion(to - 1, entries.map((entry) => flowItem(entry, isQuoted)).join(', '))];
  }
  return [{ from, to, text: '', rank: 0 }, insertion(endOfBlock(source, value, column + 1), items)];
}

function insertion(at: number, text: string): Splice {
  return { from: at, to: at, text, rank: 2 };
}

function stringified(value: unknown, column: number, style: YamlStyle): string {
  return indented(stringify(value, { lineWidth: 0, indentSeq: style.indentSeq }), column, style.newline);
}

function contextsOf({ contents }: Document.Parsed): YAMLSeq | null {
  const value = isMap(contents) ? contents.get('contexts', true) : undefined;
  return isSeq(value) ? value : null;
}

function entryNamed(list: YAMLSeq | null, name: string, isIt = (_: YAMLMap) => true): YAMLMap | null {
  const found = list?.items.find(
    (item) => isMap(item) && item.anchor === undefined && item.get('name') === name && isIt(item),
  );
  return isMap(found) ? found : null;
}

/** A list that is there and has items. */
function listIn(map: YAMLMap | null, key: string): YAMLSeq | null {
  const value = map?.get(key, true);
  return isSeq(value) && value.anchor === undefined && value.items.length > 0 ? value : null;
}

function styleOf(source: string, contents: unknown): YamlStyle {
  const newline = source.includes('\r\n') ? '\r\n' : '\n';
  const pairs: readonly Pair[] = isMap(contents) ? contents.items : [];
  const pair = pairs.find(({ key, value }) => isScalar(key) && key.value === 'contexts' && isSeq(value));
  const isBlock = pair && (pair.value as YAMLSeq).flow !== true;
  const indentSeq = !isBlock || columnOf(source, startOf(pair.value)) > columnOf(source, startOf(pair.key));
  return { newline, indentSeq };
}

function grouped(drafts: readonly ForwardDraft[]): Wanted {
  const clusters = new Map<ClusterId, Map<string, object[]>>();
  for (const { namespace, forward, ...cluster } of drafts) {
    const namespaces = clusters.get(clusterIdOf(cluster)) ?? new Map<string, object[]>();
    clusters.set(clusterIdOf(cluster), namespaces);
    namespaces.set(namespace, [...(namespaces.get(namespace) ?? []), forward]);
  }
  return clusters;
}

/** Whatever the file looked like: what is written means what was there and what was added, and nothing else. */
function confirm(before: string, after: string, drafts: readonly ForwardDraft[]): void {
  const [old, now] = [before, after].map((text) => parseYaml(text));
  const isRight =
    old &&
    now &&
    'value' in old &&
    'value' in now &&
    isDeepStrictEqual(settingsIn(old.value), settingsIn(now.value)) &&
    isDeepStrictEqual(
      [
        ...forwardsIn(old.value),
        ...drafts.map(({ context, kubeconfig, namespace, forward }) =>
          entryText(context, kubeconfig ?? null, namespace, forward),
        ),
      ].sort(),
      forwardsIn(now.value).sort(),
    );
  if (!isRight) throw new UneditableError('It is written in a way that nothing can be added to');
}

function settingsIn(config: unknown): object {
  return { ...(config as object | null), contexts: null };
}

/** Every forward as text, with where it belongs. */
function forwardsIn(config: unknown): string[] {
  const list = (holder: unknown, key: string): readonly unknown[] => {
    const value = (holder as Record<string, unknown> | null)?.[key];
    return Array.isArray(value) ? value : [];
  };
  const nameOf = (holder: unknown) => (holder as { name?: unknown } | null)?.name;
  return list(config, 'contexts').flatMap((context) =>
    list(context, 'namespaces').flatMap((namespace) =>
      list(namespace, 'forwards').map((forward) =>
        entryText(nameOf(context), kubeconfigOf(context).kubeconfig ?? null, nameOf(namespace), forward),
      ),
    ),
  );
}

function entryText(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}
