import type { Endpoint } from '../tunnel/endpoint';

/** A ready pod and the way to it. Plain data: it crosses to lane threads. */
export interface ResolvedTarget {
  readonly pod: string;
  readonly podUid: string;
  /** The container port, after a Service's targetPort and port names have been looked up. */
  readonly podPort: number;
  readonly endpoint: Endpoint;
  /** For the transport cache: one entry per API server. */
  readonly clusterKey: string;
}
