import type { Credential } from './credentials';
import type { EpochMs, ForwardId, ForwardState, OnHang } from './forward';

/** How much has gone through a forward since it was started. Bytes as the local side sees them. */
export interface Traffic {
  readonly openConnections: number;
  readonly totalConnections: number;
  /** Local connections waiting for a tunnel. */
  readonly heldConnections: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Absent while none is. */
  readonly stuck?: StuckConnections;
}

/**
 * Open local connections on which something has been due for minutes, and nothing has moved. That is no proof of a fault: an app
 * may be held by a debugger for as long as it likes.
 */
export interface StuckConnections {
  /** What their clients send gets nowhere: the app does not read, or the way to it is lost. From here both look the same. */
  readonly toApp: number;
  /** What the app has sent waits for a local client that does not read. */
  readonly toClient: number;
  /** For how long nothing has moved on the one that has waited longest, in milliseconds. */
  readonly longestMs: number;
}

export const noTraffic: Traffic = {
  openConnections: 0,
  totalConnections: 0,
  heldConnections: 0,
  bytesUp: 0,
  bytesDown: 0,
};

/** A forward's sign of life, as of one poll. `ageMs` is the time since the last *proof* of progress. */
export interface Beat {
  readonly id: ForwardId;
  readonly at: EpochMs;
  readonly ageMs: number;
  /** Heartbeats since the forward was registered with the watchdog. */
  readonly count: number;
  readonly traffic: Traffic;
  /**
   * How long the latest ping took to the cluster and back, in milliseconds to a tenth; null when its answer was still out, or
   * none has been sent over the present tunnels. Of several tunnels, the quickest one's.
   */
  readonly roundTripMs: number | null;
}

/** One forward, as every surface (window, tray, table) shows it. Main makes it; nobody else adds to it. */
export interface ForwardView {
  readonly id: ForwardId;
  readonly alias: string;
  readonly group: string;
  readonly context: string;
  /** As in `ClusterRef`. */
  readonly kubeconfig?: string;
  readonly namespace: string;
  readonly target: string;
  readonly port: string;
  readonly address: string;
  /** Whether the watchdog mends it when it hangs, or waits for the user: notifications say which. */
  readonly onHang: OnHang;
  /** As in `ForwardSpec`; absent where the config says nothing. */
  readonly openPath?: string;
  readonly notify?: false;
  /** It starts only by hand; absent where it starts with Portwatch. */
  readonly autostart?: false;
  readonly production?: true;
  readonly state: ForwardState;
  /** The last proof of life is older than it should be, but not old enough to be called hung. */
  readonly stale: boolean;
  /** Restarts and reconnects since the forward was started by the user. */
  readonly restarts: number;
  readonly beat: Beat | null;
  /** What its cluster was last asked with, nothing of it secret: empty for nothing at all; absent when it never was. */
  readonly credentials?: readonly Credential[];
}

/** All that a surface needs to draw itself from nothing. */
export interface Snapshot {
  readonly forwards: readonly ForwardView[];
  readonly watching: boolean;
  readonly source: ConfigSource;
  readonly problems: readonly ConfigProblem[];
}

/** Where the forwards come from. */
export type ConfigSource =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'demo';
      /** `tried`: begun from the window, where nothing was configured. */
      readonly reason: 'asked' | 'nothing-configured' | 'tried';
      /** The file that would be read instead, were it there. */
      readonly path?: string;
    }
  | { readonly kind: 'none'; readonly path: string };

/** What is wrong in a config file, and where. Lines and columns count from 1; 0 when the file as a whole is meant. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `contexts[0].namespaces[1].forwards[2].port`, empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
  /** It is not in a config file, but somewhere else on this computer. */
  readonly elsewhere?: true;
}
