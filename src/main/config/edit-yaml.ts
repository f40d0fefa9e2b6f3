import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { type ClusterId, clusterIdOf, clusterOf } from '../../shared/cluster-ref';
import type { ForwardDraft } from '../../shared/import-plan';
import { kubeconfigOf } from './config-way';
import { keepsContexts } from './context-entries';
import { appendToList, applySplices, columnOf, type Splice, startOf, type YamlStyle } from './yaml-splices';
import { UneditableError } from './uneditable';
import { beginList, block } from './yaml-list-begin';
import { parseYaml } from './yaml-source';

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

/**
 * Where forwards of a context and a namespace belong: into a list that is there, or into a new entry of one. `holder` has the
 * list, which may have nothing in it yet.
 */
export type Place =
  | { readonly kind: 'forwards'; readonly holder: YAMLMap }
  | { readonly kind: 'new-namespace'; readonly holder: YAMLMap }
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
  const entry = entryNamed(contextsOf(document), context, isThere);
  if (!entry || !takesMore(entry, 'namespaces')) return { kind: 'new-context' };
  const found = entryNamed(listIn(entry, 'namespaces'), namespace);
  return found && takesMore(found, 'forwards')
    ? { kind: 'forwards', holder: found }
    : { kind: 'new-namespace', holder: entry };
}

function splicesInto(
  config: ConfigText,
  cluster: ClusterId,
  namespaces: ReadonlyMap<string, readonly object[]>,
): readonly Splice[] {
  const missing = new Map<YAMLMap, object[]>();
  const splices: Splice[] = [];
  for (const [name, forwards] of namespaces) {
    const place = findPlace(config, cluster, name);
    if (place.kind === 'forwards') splices.push(...splicesOf(config, place.holder, 'forwards', forwards, 0));
    if (place.kind === 'new-namespace') {
      missing.set(place.holder, [...(missing.get(place.holder) ?? []), { name, forwards }]);
    }
  }
  const begun = [...missing].flatMap(([entry, items]) => [...splicesOf(config, entry, 'namespaces', items, 1)]);
  return [...splices, ...begun];
}

function splicesOf(
  { source, style }: ConfigText,
  holder: YAMLMap,
  key: string,
  items: readonly object[],
  rank: number,
): readonly Splice[] {
  const list = listIn(holder, key);
  return list ? appendToList(source, list, items, style, rank) : beginList(source, holder, key, items, style, rank);
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
function beginContexts(config: ConfigText, entries: readonly object[]): readonly Splice[] {
  const { source, document, style } = config;
  const root = document.contents;
  if (isMap(root)) return beginList(source, root, 'contexts', entries, style, 2);
  return [{ from: source.length, to: source.length, text: block({ contexts: entries }, 0, style), rank: 2 }];
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

/** A list that nothing else shares, or nothing where one belongs. */
function takesMore(map: YAMLMap, key: string): boolean {
  const value = map.get(key, true);
  return (isSeq(value) && value.anchor === undefined) || (isScalar(value) && value.value === null);
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
    keepsContexts(old.value, now.value) &&
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
