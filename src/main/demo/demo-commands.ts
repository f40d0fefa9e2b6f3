import type { Fault, PodSelection } from './faults';

/** Everything that the demo cluster can be told to do. Plain data: it crosses to the demo's thread. */
export type DemoCommand =
  | Fault
  /** Ends faults that were laid on this selection; `*` ends all. */
  | { readonly type: 'heal'; readonly pods: PodSelection }
  /** Cuts every tunnel to these pods, now. */
  | { readonly type: 'reset'; readonly pods: PodSelection }
  /** The pods end after `terminatingMs`; their deployment makes others at once. */
  | { readonly type: 'delete-pod'; readonly pods: PodSelection; readonly terminatingMs?: number }
  /** From now on only this bearer token is let in; connections that are open stay so. */
  | { readonly type: 'change-token'; readonly token: string }
  /** From now on only client certificates of this authority (PEM) are let in; connections that are open stay so. */
  | { readonly type: 'trust-clients-of'; readonly authority: string }
  /** Watches from before now get "410 Gone", and those that are open end. */
  | { readonly type: 'expire-history' }
  /** The API server goes, with every connection to it. */
  | { readonly type: 'api-down' }
  /** It comes back on its port. */
  | { readonly type: 'api-up' };

/** The commands by name, for a cluster in this thread or another. */
export class DemoFaults {
  constructor(private readonly send: (command: DemoCommand) => Promise<void>) {}

  /** Existing tunnels fall silent and new ones get no answer, unless told to spare one of them. */
  blackHole(pods: PodSelection, which: { existing?: boolean; fresh?: boolean } = {}): Promise<void> {
    const { existing = true, fresh = true } = which;
    return this.send({ type: 'black-hole', pods, existing, fresh });
  }

  stall(pods: PodSelection): Promise<void> {
    return this.send({ type: 'stall', pods });
  }

  /** `status` is an HTTP status, such as 401, 403 or 503. */
  refuse(pods: PodSelection, status: number): Promise<void> {
    return this.send({ type: 'refuse', pods, status });
  }

  closePort(pods: PodSelection, port: number): Promise<void> {
    return this.send({ type: 'close-port', pods, port });
  }

  slow(pods: PodSelection, ms: number): Promise<void> {
    return this.send({ type: 'slow', pods, ms });
  }

  refuseApi(status: number): Promise<void> {
    return this.send({ type: 'refuse-api', status });
  }

  slowApi(ms: number): Promise<void> {
    return this.send({ type: 'slow-api', ms });
  }

  changeToken(token: string): Promise<void> {
    return this.send({ type: 'change-token', token });
  }

  heal(pods: PodSelection = '*'): Promise<void> {
    return this.send({ type: 'heal', pods });
  }

  reset(pods: PodSelection): Promise<void> {
    return this.send({ type: 'reset', pods });
  }

  /** With `terminatingMs`, the pods stay that long, terminating and still serving. */
  deletePod(pods: PodSelection, terminatingMs?: number): Promise<void> {
    return this.send({ type: 'delete-pod', pods, ...(terminatingMs === undefined ? {} : { terminatingMs }) });
  }

  expireHistory(): Promise<void> {
    return this.send({ type: 'expire-history' });
  }

  apiDown(): Promise<void> {
    return this.send({ type: 'api-down' });
  }

  apiUp(): Promise<void> {
    return this.send({ type: 'api-up' });
  }
}
