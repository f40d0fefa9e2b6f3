import type { Transport } from '../../shared/forward';
import type { Clock } from '../base/clock';
import { type Disposable, DisposableStore } from '../base/disposable';
import { Emitter } from '../base/emitter';
import {
  choose,
  dead,
  defaultPoolLimits,
  expendable,
  hopeless,
  isSpent,
  type Load,
  type PoolLimits,
  superfluous,
  suspicious,
  wantsAnother,
} from './pool-policy';
import type { AskPath } from './kernel-paths';
import { loadOf, type Member } from './pool-member';
import type { StreamHandler, Tunnel, TunnelClosed, TunnelStream } from './tunnel';

export interface TunnelPoolOptions {
  /** Opens one more tunnel to the pod. Obeys the signal and always settles. */
  readonly open: (signal: AbortSignal) => Promise<Tunnel>;
  readonly clock: Clock;
  /** What becomes of the bytes that a tunnel sends; unknown, unless given. */
  readonly askPath?: AskPath;
  readonly limits?: Partial<PoolLimits>;
}

/**
 * The tunnels to one pod. Streams are spread so that one that stalls harms few others; while any is open, one idle tunnel
 * is kept in reserve (a tunnel, never a connection into the app). It mends what fails in part; when everything is silent,
 * `silentMs` says so and the watchdog acts. It has no timer: `ping`, called at every poll, is also
 * when it looks after its tunnels.
 */
export class TunnelPool implements Disposable {
  readonly #open: TunnelPoolOptions['open'];
  readonly #clock: Clock;
  readonly #askPath: AskPath | null;
  readonly #limits: PoolLimits;
  readonly #members: Member[] = [];
  readonly #didLose = new Emitter<TunnelClosed>();
  readonly #didGrow = new Emitter<void>();
  readonly #abort = new AbortController();
  readonly #transport: Transport;
  #isOpening = false;
  #lastFailed = false;
  /** Somebody was sent away until a tunnel has answered. */
  #isAsked = false;
  #retryAt = -Infinity;
  #disposed = false;

  private constructor(options: TunnelPoolOptions, first: Tunnel) {
    this.#open = options.open;
    this.#clock = options.clock;
    this.#askPath = options.askPath ?? null;
    this.#limits = { ...defaultPoolLimits, ...options.limits };
    this.#transport = first.transport;
    this.#add(first);
  }

  /** A pool with its first tunnel open. Rejects as `open` does. */
  static async connect(options: TunnelPoolOptions, signal: AbortSignal): Promise<TunnelPool> {
    return new TunnelPool(options, await options.open(signal));
  }

  /** The last tunnel is gone, and with it the pool. Fires once, and not after `dispose()`. */
  readonly onDidLose = this.#didLose.event;

  /** One more tunnel is open, or has shown that it is: a stream that could not be opened a moment ago may be now. */
  readonly onDidGrow = this.#didGrow.event;

  /** By which the first tunnel was opened. */
  get transport(): Transport {
    return this.#transport;
  }

  get tunnelCount(): number {
    return this.#members.length;
  }

  get streamCount(): number {
    return this.#members.reduce((sum, { tunnel }) => sum + tunnel.streamCount, 0);
  }

  /**
   * Opens a stream at once; null when the pool has ended, or no tunnel takes streams at the moment: another is on its way,
   * or one that may be stuck has been asked.
   */
  openStream(port: number, handler: StreamHandler): TunnelStream | null {
    const loads = this.#quarantine();
    const index = choose(loads, this.#limits);
    const tunnel = index === null ? undefined : this.#members[index]?.tunnel;
    const stream = tunnel?.isDoubtful === false ? tunnel.openStream(port, handler) : null;
    if (index === null) this.#makeRoom(loads);
    else if (stream === null) this.#ask();
    this.#replenish();
    return stream;
  }

  /** Asks every tunnel for a sign of life, and lets go of those that are stalled or no longer needed. */
  ping(): void {
    const doomed = superfluous(this.#quarantine(), this.#limits).map((index) => this.#members[index]);
    for (const member of doomed) member?.tunnel.dispose();
    for (const { tunnel } of this.#members) tunnel.ping();
    for (const index of suspicious(this.#loads(), this.#limits)) void this.#inquire(this.#members[index]);
    this.#replenish();
  }

  /** Milliseconds since the freshest tunnel's last byte. */
  silentMs(): number {
    return Math.min(...this.#members.map(({ tunnel }) => tunnel.silentMs()));
  }

  /** Of the quickest tunnel, because that is what new connections get; null when none has answered its latest ping. */
  roundTripMs(): number | null {
    const known = this.#members.flatMap(({ tunnel }) => tunnel.roundTripMs() ?? []);
    return known.length === 0 ? null : Math.min(...known);
  }

  /** Ends every stream and tunnel, and any attempt to open one. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#didLose.dispose();
    this.#didGrow.dispose();
    this.#abort.abort(new Error('the forward no longer needs it'));
    for (const { tunnel, subscriptions } of this.#members.splice(0)) {
      subscriptions.dispose();
      tunnel.dispose();
    }
  }

  #loads(): Load[] {
    const now = this.#clock.now();
    return this.#members.map((member) => loadOf(member, now));
  }

  #add(tunnel: Tunnel): void {
    const subscriptions = new DisposableStore();
    const member: Member = { tunnel, subscriptions, quarantined: false, idleSince: this.#clock.now() };
    this.#members.push(member);
    subscriptions.add(tunnel.onDidClose((closed) => this.#remove(member, closed)));
    subscriptions.add(tunnel.onDidHear(() => this.#answered()));
    subscriptions.add(
      tunnel.onDidIdle(() => {
        member.idleSince = this.#clock.now();
        const loads = this.#loads();
        const own = loads[this.#members.indexOf(member)];
        if (own && isSpent(own, loads, this.#limits)) tunnel.dispose();
      }),
    );
  }

  #remove(member: Member, closed: TunnelClosed): void {
    const index = this.#members.indexOf(member);
    if (index < 0) return;
    this.#members.splice(index, 1);
    member.subscriptions.dispose();
    if (this.#members.length > 0 || this.#disposed) return;
    this.#disposed = true;
    this.#abort.abort(new Error('the last tunnel is gone'));
    this.#didLose.fire(closed);
    this.#didLose.dispose();
  }

  /** Ends what is dead, and from now on no new streams for what is beyond hope. Answers the loads after that. */
  #quarantine(): readonly Load[] {
    const loads = this.#loads();
    const silent = dead(loads, this.#limits).map((index) => this.#members[index]);
    for (const member of silent) {
      member?.tunnel.dispose(`the API server has been silent on it for ${String(this.#limits.deadMs / 1_000)} s`);
    }
    if (silent.length > 0) return this.#quarantine();
    const stalled = hopeless(loads, this.#limits).map((index) => this.#members[index]);
    if (stalled.length === 0) return loads;
    for (const member of stalled) {
      if (!member) continue;
      member.quarantined = true;
      if (member.tunnel.streamCount === 0) member.tunnel.dispose();
    }
    return this.#loads();
  }

  /** Ends a tunnel when the system says that nothing arrives any more, and it is still the only one to say anything. */
  async #inquire(member: Member | undefined): Promise<void> {
    const flow = member?.tunnel.flow;
    if (!member || !flow || !this.#askPath || (await this.#askPath(flow)) !== 'lost') return;
    const isSuspicious = suspicious(this.#loads(), this.#limits).includes(this.#members.indexOf(member));
    if (!isSuspicious) return;
    const seconds = Math.round(member.tunnel.silentMs() / 1_000);
    member.tunnel.dispose(`nothing that was sent on it has got through for ${String(seconds)} s`);
    this.#replenish();
  }

  /** Whoever answers first gets who was sent away. */
  #ask(): void {
    this.#isAsked = true;
    for (const { tunnel } of this.#members) tunnel.ping();
  }

  #answered(): void {
    if (!this.#isAsked) return;
    this.#isAsked = false;
    this.#didGrow.fire();
  }

  #makeRoom(loads: readonly Load[]): void {
    const index = expendable(loads, this.#limits);
    if (index !== null) this.#members[index]?.tunnel.dispose();
  }

  #replenish(): void {
    if (this.#disposed || this.#isOpening || this.#clock.now() < this.#retryAt) return;
    if (!wantsAnother(this.#loads(), this.#lastFailed, this.#limits)) return;
    this.#isOpening = true;
    this.#open(this.#abort.signal).then(
      (tunnel) => {
        this.#isOpening = false;
        this.#lastFailed = false;
        if (this.#disposed) tunnel.dispose();
        else if (!tunnel.closed) {
          this.#add(tunnel);
          this.#didGrow.fire();
        }
        this.#replenish();
      },
      () => {
        // The tunnels that exist go on. If none is left to go on, that is what gets reported, not this.
        this.#isOpening = false;
        this.#lastFailed = true;
        this.#retryAt = this.#clock.now() + this.#limits.retryMs;
      },
    );
  }
}
