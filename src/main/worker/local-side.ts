import type net from 'node:net';
import type { ForwardSpec } from '../../shared/forward';
import { noTraffic, type Traffic } from '../../shared/view';
import type { Disposable } from '../base/disposable';
import { type ConnectionFailure, ConnectionSet } from './connection-set';
import { Disuse } from './disuse';
import { HeldConnections } from './held-connections';
import { LeftUpstreams } from './left-upstreams';
import type { Listener } from './listener';
import { UnreadClients } from './unread-clients';
import { isPodGone } from './tunnel-problem';
import type { WorkerHost } from './worker-host';

export interface LocalSideListener {
  onConnection(socket: net.Socket): void;
  onConnectionFailure(failure: ConnectionFailure): void;
}

/** A forward's local end: its port, the connections that wait, those that are open, and the tunnels kept only for them. */
export class LocalSide implements Disposable {
  readonly held: HeldConnections;
  readonly connections: ConnectionSet;
  readonly left: LeftUpstreams;
  readonly disuse: Disuse;
  #listener: Listener | null = null;

  constructor(
    private readonly spec: ForwardSpec,
    private readonly host: WorkerHost,
    private readonly listener: LocalSideListener,
  ) {
    this.held = new HeldConnections(host.clock, host.timings.holdMs, new UnreadClients(host.ticker));
    this.connections = new ConnectionSet({
      clock: host.clock,
      ticker: host.ticker,
      slabs: host.slabs,
      isUndelivered: isPodGone,
      onFailure: (failure) => listener.onConnectionFailure(failure),
      onEnd: (upstream) => this.left.noteEnd(upstream),
    });
    this.left = new LeftUpstreams(host.clock, this.connections);
    this.disuse = new Disuse(host.clock, () => this.traffic());
  }

  /** Binds the port. When `isWanted` says so no more, it is closed again. Rejects with a `ProblemError`. */
  async bind(isWanted: () => boolean): Promise<void> {
    const { bindAddress, localPort } = this.spec;
    const listener = await this.host.openListener(bindAddress, localPort, (socket) =>
      this.listener.onConnection(socket),
    );
    if (!isWanted()) {
      listener.dispose();
      return;
    }
    this.#listener = listener;
    this.host.publishListening(this.spec, listener.descriptor);
  }

  traffic(): Traffic {
    return { ...noTraffic, ...this.connections.traffic(), heldConnections: this.held.count };
  }

  /** As `traffic`, and what is stuck of it. To be asked now and then: looks at each connection. */
  trafficReport(): Traffic {
    const stuck = this.connections.stuck();
    return stuck ? { ...this.traffic(), stuck } : this.traffic();
  }

  /** Frees the port, and ends what waits and what is left. It may be bound again. */
  dispose(): void {
    if (this.#listener) {
      this.host.publishListening(this.spec, null);
      this.#listener.dispose();
      this.#listener = null;
    }
    this.held.dispose();
    this.left.dispose();
  }
}
