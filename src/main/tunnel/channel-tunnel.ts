import type { Clock } from '../base/clock';
import { DeadlineError } from '../base/deadline';
import { Emitter } from '../base/emitter';
import type { ChannelEncoding } from './channel-encoding';
import { probe } from './channel-probe';
import { type ChannelHost, ChannelStream } from './channel-stream';
import type { Endpoint } from './endpoint';
import { RoundTrip } from './round-trip';
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
  /** Each with what ends its attempt to connect. */
  readonly #streams = new Map<ChannelStream, AbortController>();
  readonly #abort = new AbortController();
  readonly #didClose = new Emitter<TunnelClosed>();
  readonly #didIdle = new Emitter<void>();
  readonly #didHear = new Emitter<void>();
  #lastHeard: number;
  readonly #roundTrip: RoundTrip;
  #probes = 0;
  #isProbing = false;
  #closed = false;

  constructor(
    private readonly endpoint: Endpoint,
    readonly encoding: ChannelEncoding,
    readonly clock: Clock,
    private readonly answerMs: number,
  ) {
    this.#lastHeard = clock.now();
    this.#roundTrip = new RoundTrip(clock);
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
    const abort = new AbortController();
    this.#streams.set(stream, abort);
    upgradeToChannels(this.endpoint, port, this.encoding, this.#options(abort.signal)).then(
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
    const number = (this.#probes += 1);
    this.#roundTrip.sent(number);
    probe(this.endpoint, this.#options(this.#abort.signal)).then(
      (refusal) => {
        this.#isProbing = false;
        if (refusal === null) {
          this.#roundTrip.answered(number);
          this.heard();
          this.#didHear.fire();
        } else this.#close(refusal, null);
      },
      (error: unknown) => {
        this.#isProbing = false;
        this.#roundTrip.forget();
        // No answer at all is for whoever watches `silentMs`.
        if (!(error instanceof DeadlineError)) this.#close(messageOf(error), error instanceof Error ? error : null);
      },
    );
  }

  silentMs(): number {
    return this.clock.now() - this.#lastHeard;
  }

  roundTripMs(): number | null {
    return this.#roundTrip.latestMs();
  }

  stalledMs(): number {
    return 0;
  }

  unansweredMs(): number {
    return 0;
  }

  dispose(reason = 'it was closed on our side'): void {
    this.#close(reason, null);
  }

  heard(): void {
    this.#lastHeard = this.clock.now();
  }

  forget(stream: ChannelStream): void {
    const abort = this.#streams.get(stream);
    if (!abort) return;
    this.#streams.delete(stream);
    abort.abort(new Error('the connection is over'));
    if (this.#streams.size === 0 && !this.#closed) this.#didIdle.fire();
  }

  #options(signal: AbortSignal): UpgradeOptions {
    return { signal, clock: this.clock, answerMs: this.answerMs };
  }

  #close(reason: string, error: Error | null): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#abort.abort(new Error(reason));
    for (const stream of [...this.#streams.keys()])
      stream.fail(new TunnelError('network', `The tunnel ended: ${reason}`));
    this.#didClose.fire({ reason, error });
    this.#didClose.dispose();
    this.#didIdle.dispose();
    this.#didHear.dispose();
  }
}
