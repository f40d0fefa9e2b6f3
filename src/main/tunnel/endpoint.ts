/**
 * Where a tunnel leads and how to be let in. Plain data: it crosses to lane threads, and is never logged, because
 * `headers` and `tls` hold secrets.
 */
export interface Endpoint {
  /** The pod's port-forward subresource, without a query: `https://HOST/api/v1/namespaces/NS/pods/POD/portforward`. */
  readonly url: string;
  /** Authorization and impersonation headers, if any. One with several values is sent once for each. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly tls: TlsOptions;
  /** `http://`, `https://` or `socks5://[user:password@]host:port`. */
  readonly proxy?: string;
  /** Idle time before TCP keep-alive, in milliseconds; 0 for none. 30 s unless given. */
  readonly keepAliveMs?: number;
}

/** PEM texts and checks for the connection to the API server. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name to send (SNI) and to check the certificate against, when it is not the URL's host. */
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
}
