import type { Clock } from '../base/clock';
import { DeadlineError } from '../base/deadline';
import { Emitter } from '../base/emitter';
import type { ChannelEncoding } from './channel-encoding';
import { probe } from './channel-probe';
import { type ChannelHost, ChannelStream } from './channel-stream';
import type { Endpoint } from './endpoint';
import { messageOf } from './socket-errors';
import { type StreamHandler, type Tunnel, type TunnelClosed, TunnelError, type TunnelStream } from './tunnel';
import { upgradeToChannels, type UpgradeOptions } from './upgrade';

/**
 * For gateways that let nothing else through: every stream takes a connection of its own, and between streams there is
 * none. Whether the way is open is found out by asking (`probe`), as often as `ping` is called.
 */
export class ChannelTunnel implements Tunnel, ChannelHost {
  readonly transport = 'v4';
  /** Streams share nothing here, so that none can hold up another. */
  readonly isBlocked = false;
  readonly isDoubtful = false;
  readonly flow = null;
  readonly #streams = new Set<ChannelStream>();
  readonly #abort = new AbortController();
  readonly #didClose = new Emitter<TunnelClosed>();
  readonly #didIdle = new Emitter<void>();
  readonly #didHear = new Emitter<void>();
  #lastHeard: number;
  #isProbing = false;
  #closed = false;

  constructor(
    private readonly endpoint: Endpoint,
    readonly encoding: ChannelEncoding,
    readonly clock: Clock,
    private readonly answerMs: number,
  ) {
    this.#lastHeard = clock.now();
  }

  readonly onDidClose = this.#didClose.event;
  readonly onDidIdle = this.#didIdle.event;
  readonly onDidHear = this.#didHear.event;

  get closed(): boolean {
    return this.#closed;
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  openStream(port: number, handler: StreamHandler): TunnelStream {
    if (this.#closed) throw new TunnelError('network', 'The tunnel has ended');
    const stream = new ChannelStream(this, handler);
    this.#streams.add(stream);
    upgradeToChannels(this.endpoint, port, this.encoding, this.#options()).then(
      (result) => {
        if (result.kind === 'open') {
          this.heard();
          stream.connected(result.connection.socket, result.leftover);
          return;
        }
        stream.fail(new TunnelError(result.failure, `The API server answered ${result.message}`));
        if (result.kind === 'stop') this.#close(`the API server answered ${result.message}`, null);
      },
      (error: unknown) => stream.fail(error instanceof Error ? error : new Error(messageOf(error))),
    );
    return stream;
  }

  ping(): void {
    if (this.#closed || this.#isProbing) return;
    this.#isProbing = true;
    probe(this.endpoint, this.#options()).then(
      (refusal) => {
        this.#isProbing = false;
        if (refusal === null) {
          this.heard();
          this.#didHear.fire();
        } else this.#close(refusal, null);
      },
      (error: unknown) => {
        this.#isProbing = false;
        // No answer at all is for whoever watches `silentMs`.
        if (!(error instanceof DeadlineError)) this.#close(messageOf(error), error instanceof Error ? error : null);
      },
    );
  }

  silentMs(): number {
    return this.clock.now() - this.#lastHeard;
  }

  stalledMs(): number {
    return 0;
  }

  dispose(reason = 'it was closed on our side'): void {
    this.#close(reason, null);
  }

  heard(): void {
    this.#lastHeard = this.clock.now();
  }

  forget(stream: ChannelStream): void {
    if (this.#streams.delete(stream) && this.#streams.size === 0 && !this.#closed) this.#didIdle.fire();
  }

  #options(): UpgradeOptions {
    return { signal: this.#abort.signal, clock: this.clock, answerMs: this.answerMs };
  }

  #close(reason: string, error: Error | null): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#abort.abort(new Error(reason));
    for (const stream of [...this.#streams]) stream.fail(new TunnelError('network', `The tunnel ended: ${reason}`));
    this.#didClose.fire({ reason, error });
    this.#didClose.dispose();
    this.#didIdle.dispose();
    this.#didHear.dispose();
  }
}
