import type net from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { assertNever } from '../../shared/assert-never';
import { stopped, type ForwardSpec, type ForwardState } from '../../shared/forward';
import { problemOf, type Problem } from '../../shared/problem';
import { noTraffic } from '../../shared/view';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import { Attempts } from './attempts';
import { type ConnectionFailure, ConnectionSet } from './connection-set';
import { isLoss } from './flapping';
import { HeldConnections } from './held-connections';
import { LeftUpstreams } from './left-upstreams';
import type { Listener } from './listener';
import { transition } from './machine';
import type { GoodNews, WorkerReport } from './protocol';
import { progressOf, publicState } from './published';
import type { ResolvedTarget } from './resolved-target';
import { TunnelCare } from './tunnel-care';
import { connectionProblem, isPodGone, lossProblem, podGone } from './tunnel-problem';
import { verifyLife } from './verification';
import { Wellbeing } from './wellbeing';
import type { WitnessedUpstream } from './witnessed-upstream';
import type { WorkerHost } from './worker-host';
import type { WorkerInput, WorkerState } from './worker-state';

/**
 * Owns one forward's life: runs what each state of the machine stands for, and feeds back what came of it. Leaving a
 * state lets go of all that it had started, so nothing late can speak for a state that is over.
 */
export class ForwardWorker implements Disposable {
  #state: WorkerState = { kind: 'idle' };
  #published: ForwardState = stopped;
  #activity: Disposable = none;
  /** Until a tunnel has proved that it is alive after all, or has not. */
  #verification: Disposable = none;
  readonly #inputs: { readonly input: WorkerInput; readonly from: WorkerState | null }[] = [];
  #listener: Listener | null = null;
  #upstream: WitnessedUpstream | null = null;
  readonly #held: HeldConnections;
  readonly #connections: ConnectionSet;
  readonly #left: LeftUpstreams;
  readonly #attempts: Attempts;
  readonly #wellbeing: Wellbeing;

  constructor(
    readonly spec: ForwardSpec,
    private readonly host: WorkerHost,
  ) {
    this.#held = new HeldConnections(host.clock, host.timings.holdMs);
    this.#connections = new ConnectionSet({
      clock: host.clock,
      slabs: host.slabs,
      isUndelivered: isPodGone,
      onFailure: (failure) => this.#onConnectionFailure(failure),
      onEnd: (upstream) => this.#left.noteEnd(upstream),
    });
    this.#left = new LeftUpstreams(host.clock, this.#connections);
    this.#attempts = new Attempts(spec, host);
    this.#wellbeing = new Wellbeing({ clock: host.clock, ticker: host.ticker, onDidChange: () => this.#publish() });
  }

  start(): void {
    this.#apply({ type: 'start' });
  }

  /** Frees the port and ends every connection before it returns. */
  stop(): void {
    this.#apply({ type: 'stop' });
  }

  /** From any state, and twice is the same as once. */
  restart(): void {
    this.stop();
    this.start();
  }

  reconnect(cause: Problem): void {
    this.#apply({ type: 'reconnect', cause });
  }

  /**
   * Looks for another pod, for all connections from now on; those that are open may finish. Means nothing when the forward
   * does not lead to this pod any more.
   */
  leave(podUid: string, cause: Problem): void {
    const state = this.#state;
    if (state.kind !== 'forwarding' && state.kind !== 'connecting') return;
    if (state.target.podUid !== podUid) return;
    const upstream = this.#upstream;
    this.#upstream = null;
    if (upstream) this.#left.drain(upstream);
    this.#apply({ type: 'reconnect', cause });
  }

  /** Good news cuts waits short. A tunnel that is up must prove it: after a sleep it may be dead without knowing. */
  hear(news: GoodNews): void {
    if (news !== 'stood-still') this.#apply({ type: 'good-news' });
    // It says nothing of a tunnel that is up.
    if (news === 'pod-ready' || news === 'access-changed') return;
    const upstream = this.#upstream;
    if (!upstream || this.#state.kind !== 'forwarding') return;
    const { target } = this.#state;
    this.#verification.dispose();
    this.#verification = verifyLife(upstream, this.host, { news, target }, (problem) => this.reconnect(problem));
  }

  /** The answer to a poll, and the cue to ask the tunnels for a sign of life. null: nothing is expected of it. */
  poll(): WorkerReport | null {
    const silentMs = this.#upstream?.silentMs() ?? 0;
    const progress = progressOf(this.#state, this.host.clock.now(), this.#attempts.timings, silentMs);
    this.#upstream?.ping();
    this.#left.poll();
    if (!progress) return null;
    const traffic = { ...noTraffic, ...this.#connections.traffic(), heldConnections: this.#held.count };
    return { id: this.spec.id, progress, traffic };
  }

  dispose(): void {
    this.stop();
  }

  /**
   * Takes inputs one at a time: what a state starts may answer at once, before the state is fully entered. `from`
   * is the state that the input speaks for; when that is over, so is the input.
   */
  #apply(input: WorkerInput, from: WorkerState | null = null): void {
    this.#inputs.push({ input, from });
    if (this.#inputs.length > 1) return;
    for (let entry = this.#inputs[0]; entry; this.#inputs.shift(), entry = this.#inputs[0]) {
      if (entry.from === null || entry.from === this.#state) this.#step(entry.input);
    }
  }

  #step(input: WorkerInput): void {
    const next = transition(this.#state, input, this.host.clock.now(), this.host.random());
    if (next === this.#state) return;
    this.#verification.dispose();
    this.#activity.dispose();
    if (this.#state.kind === 'forwarding') this.#noteLoss(input);
    this.#state = next;
    if (next.kind === 'forwarding') this.#wellbeing.leadTo(next.target);
    if (next.kind === 'idle') this.#wellbeing.dispose();
    this.#publish();
    this.#activity = this.#enter(next);
  }

  #publish(): void {
    const { clock } = this.host;
    const ailment = this.#wellbeing.ailment(this.#state.kind === 'forwarding');
    const state = publicState(this.#state, clock.wallTime() - clock.now(), ailment);
    if (isDeepStrictEqual(state, this.#published)) return;
    this.#published = state;
    this.host.publishState(this.spec, state, this.#state.kind === 'forwarding' ? this.#state.connectMs : null);
  }

  #enter(state: WorkerState): Disposable {
    switch (state.kind) {
      case 'idle':
        this.#release();
        return none;
      case 'failed':
        // The port stays ours, but nobody should wait for a tunnel that will not come.
        this.#held.dispose();
        return none;
      case 'binding':
        return this.#bind(state);
      case 'resolving':
        return this.#resolve(state);
      case 'connecting':
        return this.#connect(state);
      case 'waiting':
        if (this.#held.count > 0) this.#apply({ type: 'wanted' }, state);
        return this.host.clock.setTimeout(() => this.#apply({ type: 'waited' }), state.until - state.since);
      case 'forwarding':
        return this.#forward(state);
      default:
        return assertNever(state);
    }
  }

  #bind(state: WorkerState): Disposable {
    const { bindAddress, localPort } = this.spec;
    this.host
      .openListener(bindAddress, localPort, (socket) => this.#onConnection(socket))
      .then(
        (listener) => {
          if (this.#state !== state) {
            listener.dispose();
            return;
          }
          this.#listener = listener;
          this.host.publishListening(this.spec, listener.descriptor);
          this.#apply({ type: 'bound' });
        },
        (error: unknown) => this.#troubleIn(state, problemOf(error)),
      );
    return none;
  }

  #resolve(state: Extract<WorkerState, { kind: 'resolving' }>): Disposable {
    const abort = new AbortController();
    this.#attempts.resolve(state.cause !== null, abort.signal).then(
      (target) => this.#apply({ type: 'resolved', target }, state),
      (error: unknown) => this.#troubleIn(state, problemOf(error)),
    );
    return toDisposable(() => abort.abort());
  }

  #connect(state: Extract<WorkerState, { kind: 'connecting' }>): Disposable {
    const abort = new AbortController();
    void this.#attempts.open(state.target, abort.signal).then((opened) => {
      if (this.#state !== state) {
        if (opened.kind === 'open') opened.upstream.dispose();
      } else if (opened.kind === 'open') {
        this.#upstream = opened.upstream;
        this.#apply({ type: 'connected', transport: opened.upstream.transport });
      } else if (opened.kind === 'unauthorized') {
        this.host.credentialsRefused(this.spec);
        this.#apply({ type: 'unauthorized' });
      } else {
        this.#troubleIn(state, opened.problem);
      }
    });
    return toDisposable(() => abort.abort());
  }

  #forward(state: Extract<WorkerState, { kind: 'forwarding' }>): Disposable {
    const upstream = this.#upstream;
    if (!upstream) throw new Error('A forwarding worker has an upstream');
    const store = new DisposableStore();
    store.add(
      toDisposable(() => {
        // It has been left to itself already when its pod is gone.
        if (this.#upstream !== upstream) return;
        this.#upstream = null;
        upstream.dispose();
        this.#connections.reset(upstream);
      }),
    );
    store.add(upstream.onDidLose((closed) => this.#troubleIn(state, lossProblem(closed, state.target))));
    store.add(upstream.onDidTestify((testimony) => this.#wellbeing.noteTestimony(testimony, state.target)));
    store.add(this.#careFor(upstream, state.target));
    const admitHeld = () => {
      for (const socket of this.#held.takeAll()) this.#onConnection(socket);
    };
    store.add(upstream.onDidGrow(admitHeld));
    admitHeld();
    return store;
  }

  #careFor(upstream: WitnessedUpstream, target: ResolvedTarget): Disposable {
    return new TunnelCare({
      spec: this.spec,
      host: this.host,
      attempts: this.#attempts,
      upstream,
      target,
      wellbeing: this.#wellbeing,
      onRenewed: (next, itsTarget) => {
        // The one before keeps what is open over it, and gets nothing new.
        this.#upstream = next;
        this.#left.drain(upstream);
        this.#apply({ type: 'renewed', target: itsTarget, transport: next.transport });
      },
    });
  }

  #noteLoss(input: WorkerInput): void {
    if (input.type === 'trouble' && isLoss(input.problem)) this.#wellbeing.noteLoss(input.problem);
    if (input.type === 'reconnect' && isLoss(input.cause)) this.#wellbeing.noteLoss(input.cause);
  }

  #onConnection(socket: net.Socket): void {
    const state = this.#state;
    if (state.kind === 'failed' || state.kind === 'idle') socket.resetAndDestroy();
    else if (state.kind !== 'forwarding' || !this.#admit(socket, state.target.podPort)) this.#hold(socket);
  }

  #hold(socket: net.Socket): void {
    this.#held.hold(socket);
    this.#apply({ type: 'wanted' });
  }

  #admit(socket: net.Socket, podPort: number): boolean {
    return this.#upstream !== null && this.#connections.add(socket, this.#upstream, podPort);
  }

  /** A connection that its pod never saw waits for the replacement. */
  #onConnectionFailure({ error, upstream, handedBack, isNews }: ConnectionFailure): void {
    const state = this.#state;
    if (state.kind === 'forwarding' && upstream === this.#upstream) {
      if (isNews) this.host.publishConnectionError(this.spec, connectionProblem(error, state.target));
      if (isPodGone(error)) {
        this.#upstream = null;
        this.#left.expectEnd(upstream);
        this.#troubleIn(state, podGone(this.spec, state.target));
      }
    } else if (isPodGone(error)) {
      this.#left.hasGone(upstream);
    }
    if (handedBack) this.#onConnection(handedBack);
  }

  #troubleIn(state: WorkerState, problem: Problem): void {
    this.#apply({ type: 'trouble', problem }, state);
  }

  #release(): void {
    if (this.#listener) {
      this.host.publishListening(this.spec, null);
      this.#listener.dispose();
      this.#listener = null;
    }
    this.#held.dispose();
    this.#left.dispose();
  }
}

const none: Disposable = { dispose: () => undefined };
