import { Emitter } from '../../src/main/base/emitter';
import type { Transport } from '../../src/shared/forward';
import type { TunnelClosed, TunnelStream } from '../../src/main/tunnel/tunnel';
import type { Upstream } from '../../src/main/worker/upstream';

/** Tunnels to a pod that do what the test says and count what they were asked. */
export class FakeUpstream implements Upstream {
  readonly transport: Transport = 'websocket';
  readonly #onDidLose = new Emitter<TunnelClosed>();
  readonly onDidLose = this.#onDidLose.event;
  readonly #onDidGrow = new Emitter<void>();
  readonly onDidGrow = this.#onDidGrow.event;
  silence = 0;
  roundTrip: number | null = null;
  pings = 0;
  disposed = false;

  openStream(): TunnelStream | null {
    return null;
  }

  ping(): void {
    this.pings += 1;
  }

  silentMs(): number {
    return this.silence;
  }

  roundTripMs(): number | null {
    return this.roundTrip;
  }

  lose(reason: string): void {
    this.#onDidLose.fire({ reason, error: null });
  }

  dispose(): void {
    this.disposed = true;
  }
}
