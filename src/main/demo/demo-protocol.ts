import type { DemoClusterOptions, PodsByApp } from './demo-cluster';
import type { DemoCommand } from './demo-commands';
import type { PodSelection } from './faults';
import type { LoggedRequest } from './request-log';

/** What the demo's thread is started with: everything but the clock, which cannot cross. */
export type DemoThreadOptions = Omit<DemoClusterOptions, 'clock'>;

/** Something asked of the cluster in the thread. */
export type DemoRequest =
  | { readonly type: 'command'; readonly command: DemoCommand }
  | { readonly type: 'pods' }
  | { readonly type: 'tunnels-to'; readonly pods: PodSelection }
  | { readonly type: 'connections-to'; readonly pods: PodSelection }
  | { readonly type: 'watches' }
  | { readonly type: 'requests' };

/** To the thread. */
export type DemoThreadCommand =
  { readonly type: 'ask'; readonly id: number; readonly request: DemoRequest } | { readonly type: 'shut-down' };

export type DemoAnswer =
  | { readonly type: 'command' }
  | { readonly type: 'pods'; readonly pods: PodsByApp }
  | { readonly type: 'count'; readonly count: number }
  | { readonly type: 'requests'; readonly requests: readonly LoggedRequest[] }
  | { readonly type: 'error'; readonly message: string };

/** How the cluster in the thread is reached. */
export interface DemoWhereabouts {
  readonly contextName: string;
  readonly url: string;
  readonly token: string;
  readonly kubeconfig: string;
}

/** From the thread. */
export type DemoThreadMessage =
  | { readonly type: 'started'; readonly whereabouts: DemoWhereabouts }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: DemoAnswer };
