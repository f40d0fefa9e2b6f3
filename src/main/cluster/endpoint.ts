import type { Endpoint, TlsOptions } from '../tunnel/endpoint';
import type { ClusterRef } from '../../shared/cluster-ref';
import type { Credentials } from './credentials';
import type { ClusterEntry } from './kubeconfig-parse';
import { proxyFromEnvironment } from './proxy';

/** The way to an API server and into it. Holds secrets: never logged. */
export interface ApiAccess extends ClusterRef {
  /** Without a trailing slash; may have a path, as behind Rancher. */
  readonly server: string;
  readonly headers: Endpoint['headers'];
  readonly tls: TlsOptions;
  readonly proxy?: string;
}

/** Puts together what the kubeconfig, the environment and the credentials say. `ca`: PEM text, null for the system's. */
export function apiAccess(
  context: string,
  cluster: ClusterEntry & { readonly server: string },
  credentials: Credentials,
  ca: string | null,
  environment: NodeJS.ProcessEnv,
): ApiAccess {
  const server = cluster.server.replace(/\/+$/, '');
  const proxy = cluster['proxy-url'] || proxyFromEnvironment(new URL(server), environment);
  const { cert, key } = credentials;
  const servername = cluster['tls-server-name'];
  return {
    context,
    server,
    headers: credentials.headers,
    tls: {
      ...(ca === null ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername ? { servername } : {}),
      rejectUnauthorized: cluster['insecure-skip-tls-verify'] !== true,
    },
    ...(proxy ? { proxy } : {}),
  };
}

/** The pod's port-forward subresource. */
export function podEndpoint(access: ApiAccess, namespace: string, pod: string): Endpoint {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/portforward`;
  return endpointAt(access, path);
}

/** Any path of the API server. */
export function endpointAt({ server, headers, tls, proxy }: ApiAccess, path: string): Endpoint {
  return { url: `${server}${path}`, headers, tls, ...(proxy === undefined ? {} : { proxy }) };
}

/** The same for all that goes over the same way to the same server, whoever asks. */
export function clusterKeyOf({ server, proxy }: ApiAccess): string {
  return proxy === undefined ? server : `${server} via ${new URL(proxy).host}`;
}
