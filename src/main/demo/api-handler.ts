import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock';
import { type ApiTarget, parseListOptions, parseTarget, representationOf } from './api-request';
import {
  type ResourceDescription,
  apiGroupList,
  apiResourceList,
  apiVersionOf,
  apiVersions,
  groupDiscoveryList,
  versionInfo,
} from './api-resources';
import { ApiError, noSuchPath, notFound, statusObject } from './api-status';
import { tableOf } from './api-table';
import type { WatchRequest } from './api-watch';
import type { Pod } from './model-objects';
import type { ObjectStore } from './model-store';

/** What the handler needs of the cluster behind it. */
export interface ApiBackend {
  readonly store: ObjectStore;
  readonly clock: Clock;
  /** Answers with changes until one side ends it. */
  watch(request: WatchRequest, response: ServerResponse): void;
  deletePod(pod: Pod): void;
}

/** The longest request body that is read, in bytes. */
const maxBodyBytes = 64 * 1024;

/** Answers one authenticated request that is not an upgrade. Every `ApiError` becomes its `Status`. */
export async function handleApiRequest(
  backend: ApiBackend,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'https://demo');
    await answer(backend, request, response, parseTarget(url.pathname), url.searchParams);
  } catch (error) {
    if (response.headersSent) return;
    sendStatus(response, error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error)));
  }
}

export function sendStatus(response: ServerResponse, error: ApiError): void {
  sendJson(response, statusObject(error), error.code);
}

async function answer(
  backend: ApiBackend,
  request: IncomingMessage,
  response: ServerResponse,
  target: ApiTarget,
  query: URLSearchParams,
): Promise<void> {
  switch (target.kind) {
    case 'collection':
      requireMethod(request, 'GET');
      {
        answerCollection(backend, request, response, target, query);
        return;
      }
    case 'object': {
      answerObject(backend, request, response, target, query);
      return;
    }
    case 'port-forward':
      if (!backend.store.get('pods', target.namespace, target.pod)) throw notFound('pods', target.pod);
      throw new ApiError(400, 'BadRequest', 'Upgrade request required');
    case 'other':
      return answerOther(request, response, target.path);
  }
}

function answerCollection(
  backend: ApiBackend,
  request: IncomingMessage,
  response: ServerResponse,
  { resource, namespace }: Extract<ApiTarget, { kind: 'collection' }>,
  query: URLSearchParams,
): void {
  const options = parseListOptions(query);
  const representation = representationOf(request, query);
  if (options.watch) {
    backend.watch({ resource, namespace, options, representation }, response);
    return;
  }
  const items = backend.store.list(resource.plural, namespace).filter(options.matches);
  const { version } = backend.store;
  if (representation !== 'object') {
    sendJson(response, tableOf(resource.kind, items, version, backend.clock.wallTime(), representation.include));
    return;
  }
  sendJson(response, {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource),
    metadata: { resourceVersion: String(version) },
    items,
  });
}

function answerObject(
  backend: ApiBackend,
  request: IncomingMessage,
  response: ServerResponse,
  { resource, namespace, name }: Extract<ApiTarget, { kind: 'object' }>,
  query: URLSearchParams,
): void {
  const { store } = backend;
  const object = store.get(resource.plural, namespace, name);
  if (!object) throw notFound(pluralOf(resource), name);
  if (request.method === 'DELETE' && object.kind === 'Pod') {
    backend.deletePod(object);
    sendJson(response, store.get('pods', namespace, name) ?? object);
    return;
  }
  requireMethod(request, 'GET');
  const representation = representationOf(request, query);
  if (representation === 'object') {
    sendJson(response, object);
    return;
  }
  sendJson(response, tableOf(resource.kind, [object], store.version, backend.clock.wallTime(), representation.include));
}

function pluralOf(resource: ResourceDescription): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

async function answerOther(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') {
    requireMethod(request, 'POST');
    sendJson(response, allowedReview(await readJson(request)), 201);
    return;
  }
  requireMethod(request, 'GET');
  if (path === '/readyz' || path === '/healthz' || path === '/livez') {
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.end('ok');
    return;
  }
  if (path === '/api' || path === '/apis') {
    sendDiscovery(request, response, path === '/api');
    return;
  }
  const document = documents[path] ?? apiResourceList(path.replace(/^\/apis?\//, ''));
  if (!document) throw noSuchPath();
  sendJson(response, document);
}

/** Documents that do not depend on what is stored. */
const documents: Readonly<Record<string, object | undefined>> = {
  '/version': versionInfo,
  // No schemas: the demo cluster takes no objects that could be checked against them.
  '/openapi/v3': { paths: {} },
};

const aggregated = /application\/json;g=apidiscovery\.k8s\.io;v=(v2|v2beta1);as=APIGroupDiscoveryList/;

function sendDiscovery(request: IncomingMessage, response: ServerResponse, core: boolean): void {
  const match = aggregated.exec(request.headers.accept ?? '');
  if (!match) {
    sendJson(response, core ? apiVersions : apiGroupList);
    return;
  }
  const document = groupDiscoveryList(match[1] === 'v2' ? 'v2' : 'v2beta1', core);
  sendJson(response, document, 200, match[0]);
}

/** The user may do everything, and is told so in the words of its own question. */
function allowedReview(review: object): object {
  return {
    ...review,
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    status: { allowed: true, reason: 'the demo cluster has one user, who may do everything' },
  };
}

async function readJson(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  let length = 0;
  const isJson = !/protobuf|cbor/.test(request.headers['content-type'] ?? '');
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) throw new ApiError(413, 'RequestEntityTooLarge', 'request body too large');
    chunks.push(chunk);
  }
  // kubectl's newer ones ask in protobuf. What they ask makes no difference here: it is always allowed.
  if (!isJson) return { spec: {} };
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Answered below, like every other body that is not an object.
  }
  throw new ApiError(400, 'BadRequest', 'the body is not a JSON object');
}

function requireMethod(request: IncomingMessage, method: 'GET' | 'POST'): void {
  if (request.method === method || (method === 'GET' && request.method === 'HEAD')) return;
  throw new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

function sendJson(response: ServerResponse, body: object, code = 200, contentType = 'application/json'): void {
  const text = JSON.stringify(body);
  response.writeHead(code, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}
