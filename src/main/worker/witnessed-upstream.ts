import type { Transport } from '../../shared/forward';
import type { Clock } from '../base/clock';
import { type Event, Emitter } from '../base/emitter';
import { type StreamHandler, type TunnelClosed, TunnelError, type TunnelStream } from '../tunnel/tunnel';
import type { Upstream } from './upstream';

/** What a local connection has shown of the app: it took the connection, or nothing listens on its port. */
export type Testimony = 'taken' | 'refused';

/** What runtimes say of a port on which nothing listens: socat and containerd alike pass on the system's words. */
const refusedPattern = /connection refused/i;

export function isRefused(error: Error): boolean {
  return !(error instanceof TunnelError) && refusedPattern.test(error.message);
}

/**
 * Tunnels to a pod as they are, and what the connections through them show of the app and of the tunnels' use. Nothing is
 * sent to find out.
 */
export class WitnessedUpstream implements Upstream {
  readonly #didTestify = new Emitter<Testimony>();
  readonly #openedAt: number;
  #streams = 0;
  #quietSince: number;

  constructor(
    private readonly inner: Upstream,
    private readonly clock: Clock,
  ) {
    this.#openedAt = clock.now();
    this.#quietSince = this.#openedAt;
  }

  /** Once for each connection that shows anything. */
  readonly onDidTestify = this.#didTestify.event;

  get transport(): Transport {
    return this.inner.transport;
  }

  get onDidLose(): Event<TunnelClosed> {
    return this.inner.onDidLose;
  }

  get onDidGrow(): Event<void> {
    return this.inner.onDidGrow;
  }

  /** Since the first of the tunnels was opened, in milliseconds. */
  ageMs(): number {
    return this.clock.now() - this.#openedAt;
  }

  /** For how long no local connection has been open, in milliseconds; 0 while one is. */
  idleMs(): number {
    return this.#streams > 0 ? 0 : this.clock.now() - this.#quietSince;
  }

  openStream(port: number, handler: StreamHandler): TunnelStream | null {
    let hasTestified = false;
    const testify = (testimony: Testimony) => {
      if (hasTestified) return;
      hasTestified = true;
      this.#didTestify.fire(testimony);
    };
    const stream = this.inner.openStream(port, {
      onData: (chunk) => {
        if (!hasTestified) testify('taken');
        handler.onData(chunk);
      },
      onEnd: () => {
        testify('taken');
        handler.onEnd();
      },
      onDrain: () => handler.onDrain(),
      onClose: (error) => {
        this.#streams -= 1;
        if (this.#streams === 0) this.#quietSince = this.clock.now();
        if (error && isRefused(error)) testify('refused');
        handler.onClose(error);
      },
    });
    if (stream) this.#streams += 1;
    return stream;
  }

  /** As `openStream`, for a connection that no local client asked for: it is neither use nor testimony. */
  openProbe(port: number, handler: StreamHandler): TunnelStream | null {
    return this.inner.openStream(port, handler);
  }

  ping(): void {
    this.inner.ping();
  }

  silentMs(): number {
    return this.inner.silentMs();
  }

  roundTripMs(): number | null {
    return this.inner.roundTripMs();
  }

  dispose(): void {
    this.inner.dispose();
    this.#didTestify.dispose();
  }
}
