import type { IncomingMessage } from 'node:http';
import { type ResourceDescription, resources } from './api-resources';
import { badRequest } from './api-status';
import { type Matcher, SelectorError, fieldMatcher, labelMatcher } from './model-selectors';

/** What a path of the API means. */
export type ApiTarget =
  | { readonly kind: 'collection'; readonly resource: ResourceDescription; readonly namespace: string | undefined }
  | {
      readonly kind: 'object';
      readonly resource: ResourceDescription;
      readonly namespace: string | undefined;
      readonly name: string;
    }
  | { readonly kind: 'port-forward'; readonly namespace: string; readonly pod: string }
  /** Anything that is not about stored objects: discovery, health, reviews. */
  | { readonly kind: 'other'; readonly path: string };

const objectPath = /^\/(?:api|apis\/(apps))\/v1(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/;

/** Reads a path as the API's conventions have it; a namespace's own path is an object, too. */
export function parseTarget(path: string): ApiTarget {
  const own = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(path);
  if (own) return objectTarget(path, 'namespaces', '', undefined, own[1]);
  const match = objectPath.exec(path);
  if (!match) return { kind: 'other', path };
  const [, group = '', namespace, plural = '', name, subresource] = match;
  if (subresource === undefined) return objectTarget(path, plural, group, namespace, name);
  if (plural !== 'pods' || subresource !== 'portforward' || namespace === undefined || name === undefined) {
    return { kind: 'other', path };
  }
  return { kind: 'port-forward', namespace: decodeURIComponent(namespace), pod: decodeURIComponent(name) };
}

function objectTarget(
  path: string,
  plural: string,
  group: string,
  namespace: string | undefined,
  name: string | undefined,
): ApiTarget {
  const resource = resources.find((description) => description.plural === plural && description.group === group);
  if (!resource) return { kind: 'other', path };
  const where = namespace === undefined ? undefined : decodeURIComponent(namespace);
  if (name === undefined) return { kind: 'collection', resource, namespace: where };
  return { kind: 'object', resource, namespace: where, name: decodeURIComponent(name) };
}

/** The query of a list or a watch. */
export interface ListOptions {
  readonly matches: Matcher;
  readonly watch: boolean;
  /** null: from the present, all objects first. */
  readonly resourceVersion: number | null;
  readonly bookmarks: boolean;
  /** Begin with all objects and mark their end (the "watch list"). */
  readonly sendInitialEvents: boolean;
  /** null: as the server pleases. */
  readonly timeoutMs: number | null;
}

/** Throws a 400 `ApiError` for selectors and versions that cannot be read. */
export function parseListOptions(query: URLSearchParams): ListOptions {
  const isSet = (name: string) => ['true', '1'].includes(query.get(name) ?? '');
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version)) throw badRequest(`invalid resource version ${JSON.stringify(version)}`);
  const timeout = Number(query.get('timeoutSeconds') ?? '0');
  return {
    matches: matcherOf(query),
    watch: isSet('watch'),
    resourceVersion: version === '' || version === '0' ? null : Number(version),
    bookmarks: isSet('allowWatchBookmarks'),
    sendInitialEvents: isSet('sendInitialEvents'),
    timeoutMs: timeout > 0 ? timeout * 1000 : null,
  };
}

function matcherOf(query: URLSearchParams): Matcher {
  try {
    const byLabel = labelMatcher(query.get('labelSelector') ?? '');
    const byField = fieldMatcher(query.get('fieldSelector') ?? '');
    return (object) => byLabel(object) && byField(object);
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

/** How the client wants objects: as they are, or as the rows of a table. */
export type Representation = 'object' | { readonly include: 'None' | 'Metadata' | 'Object' };

export function representationOf(request: IncomingMessage, query: URLSearchParams): Representation {
  const [first = ''] = (request.headers.accept ?? '').split(',');
  if (!/;as=Table(;|$)/.test(first) || !/;v=v1(;|$)/.test(first)) return 'object';
  const include = query.get('includeObject');
  return { include: include === 'None' || include === 'Object' ? include : 'Metadata' };
}
