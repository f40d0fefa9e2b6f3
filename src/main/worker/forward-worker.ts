import type net from 'node:net';
import { type ForwardSpec, mayRest } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import { type Disposable, none, toDisposable } from '../base/disposable';
import { admit } from './admission';
import { AnnouncedState } from './announced-state';
import { verificationProblem } from './attempt-problem';
import { Attempts } from './attempts';
import type { ConnectionFailure } from './connection-set';
import { enterState } from './enter-state';
import { keepForwarding } from './forwarding';
import { LocalSide } from './local-side';
import { MachineDriver } from './machine-driver';
import type { Shock, WorkerReport } from './protocol';
import { progressOf } from './published';
import type { ResolvedTarget } from './resolved-target';
import { TunnelCare } from './tunnel-care';
import { connectionProblem, isPodGone, podGone } from './tunnel-problem';
import { verifyLife } from './verification';
import { Wellbeing } from './wellbeing';
import type { WitnessedUpstream } from './witnessed-upstream';
import type { WorkerHost } from './worker-host';
import { leadsTo, type WorkerInput, type WorkerState } from './worker-state';

/**
 * Owns one forward's life: runs what each state of the machine stands for, and feeds back what came of it. Leaving a
 * state lets go of all that it had started, so nothing late can speak for a state that is over.
 */
export class ForwardWorker implements Disposable {
  readonly #machine: MachineDriver;
  readonly #announced: AnnouncedState;
  /** Until a tunnel has proved that it is alive after all, or has not. */
  #verification: Disposable = none;
  #upstream: WitnessedUpstream | null = null;
  readonly #local: LocalSide;
  #attempts: Attempts;
  /** Of the tunnel that is up. */
  #care: Disposable = none;
  #spec: ForwardSpec;
  readonly #wellbeing: Wellbeing;

  constructor(
    spec: ForwardSpec,
    private readonly host: WorkerHost,
  ) {
    this.#spec = spec;
    this.#announced = new AnnouncedState(host);
    this.#machine = new MachineDriver({
      clock: host.clock,
      random: host.random,
      isNeeded: () => this.#spec.lazy !== true || this.#local.held.count > 0,
      onChange: (from, to, input) => this.#onChange(from, to, input),
      enter: (state) =>
        enterState(state, {
          clock: host.clock,
          local: this.#local,
          attempts: this.#attempts,
          apply: (input, from) => this.#apply(input, from),
          onOpen: (upstream) => (this.#upstream = upstream),
          forward: (forwarding) => this.#forward(forwarding),
        }),
    });
    this.#local = new LocalSide(spec, host, {
      onConnection: (socket) => this.#onConnection(socket),
      onConnectionFailure: (failure) => this.#onConnectionFailure(failure),
    });
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

  /** It is configured otherwise, on the same local port. `cause`: why it needs another tunnel; null when it does not. */
  change(spec: ForwardSpec, cause: Problem | null): void {
    this.#spec = spec;
    this.#attempts = new Attempts(spec, this.host);
    const state = this.#machine.state;
    // What is left finishes where it must not be any more.
    if (cause !== null) this.#local.left.dispose();
    if (cause !== null && state.kind === 'failed') this.restart();
    else if (cause !== null) this.reconnect(cause);
    else if (state.kind === 'forwarding' && this.#upstream) {
      this.#wellbeing.forgetProbes();
      this.#careFor(this.#upstream, state.target);
    }
    if (!mayRest(spec) && this.#machine.state.kind === 'listening') this.#apply({ type: 'wanted' });
  }

  /**
   * Looks for another pod, for all connections from now on; those that are open may finish. Means nothing when the forward
   * does not lead to this pod any more.
   */
  leave(podUid: string, cause: Problem): void {
    if (!leadsTo(this.#machine.state, podUid)) return;
    const upstream = this.#upstream;
    this.#upstream = null;
    if (upstream) this.#local.left.drain(upstream);
    this.#apply({ type: 'reconnect', cause });
  }

  /** Good news cuts waits short. */
  hurry(): void {
    this.#apply({ type: 'good-news' });
  }

  /** A tunnel that is up must show within `verifyMs` milliseconds that it is alive; a wait for the next attempt is cut short. */
  verify(shock: Shock, verifyMs: number): void {
    if (shock !== 'stood-still') this.hurry();
    const [upstream, state] = [this.#upstream, this.#machine.state];
    if (!upstream || state.kind !== 'forwarding') return;
    const { target } = state;
    this.#verification.dispose();
    this.#verification = verifyLife(upstream, this.host.clock, verifyMs, () =>
      this.reconnect(verificationProblem(shock, target)),
    );
  }

  /** The answer to a poll, and the cue to ask the tunnels for a sign of life. null: nothing is expected of it. */
  poll(): WorkerReport | null {
    const silentMs = this.#upstream?.silentMs() ?? 0;
    const roundTripMs = this.#upstream?.roundTripMs() ?? null;
    const progress = progressOf(this.#machine.state, this.host.clock.now(), this.#attempts.timings, silentMs);
    this.#upstream?.ping();
    this.#local.left.poll();
    if (!progress) return null;
    return { id: this.#spec.id, progress, traffic: this.#local.trafficReport(), roundTripMs };
  }

  dispose(): void {
    this.stop();
  }

  #onChange(from: WorkerState, to: WorkerState, input: WorkerInput): void {
    this.#verification.dispose();
    if (from.kind !== to.kind) this.#announced.begin();
    if (from.kind !== 'forwarding') this.#local.disuse.begin();
    this.#wellbeing.follow(from, to, input);
    this.#publish();
  }

  #publish(): void {
    this.#announced.tell(
      this.#spec,
      this.#machine.state,
      this.#wellbeing.ailment(this.#machine.state.kind === 'forwarding'),
    );
  }

  #forward(state: Extract<WorkerState, { kind: 'forwarding' }>): Disposable {
    const upstream = this.#upstream;
    if (!upstream) throw new Error('A forwarding worker has an upstream');
    const forwarding = keepForwarding({
      upstream,
      target: state.target,
      local: this.#local,
      wellbeing: this.#wellbeing,
      onLost: (problem) => this.#apply({ type: 'trouble', problem }, state),
      onConnection: (socket) => this.#onConnection(socket),
      release: () => {
        // It has been left to itself already when its pod is gone.
        if (this.#upstream !== upstream) return false;
        this.#upstream = null;
        return true;
      },
    });
    this.#careFor(upstream, state.target);
    return toDisposable(() => {
      this.#care.dispose();
      forwarding.dispose();
    });
  }

  #careFor(upstream: WitnessedUpstream, target: ResolvedTarget): void {
    this.#care.dispose();
    this.#care = new TunnelCare({
      spec: this.#spec,
      host: this.host,
      attempts: this.#attempts,
      upstream,
      target,
      wellbeing: this.#wellbeing,
      disuse: this.#local.disuse,
      onIdle: (idleMs) => this.#apply({ type: 'idle', idleMs }),
      onRenewed: (next, itsTarget) => {
        // The one before keeps what is open over it, and gets nothing new.
        this.#upstream = next;
        this.#local.left.drain(upstream);
        this.#apply({ type: 'renewed', target: itsTarget, transport: next.transport });
      },
    });
  }

  #onConnection(socket: net.Socket): void {
    if (admit(socket, this.#machine.state, this.#upstream, this.#local)) this.#apply({ type: 'wanted' });
  }

  /** A connection that its pod never saw waits for the replacement. */
  #onConnectionFailure({ error, upstream, handedBack, isNews }: ConnectionFailure): void {
    const state = this.#machine.state;
    if (state.kind === 'forwarding' && upstream === this.#upstream) {
      if (isNews) this.host.publishConnectionError(this.#spec, connectionProblem(error, state.target));
      if (isPodGone(error)) {
        this.#upstream = null;
        this.#local.left.expectEnd(upstream);
        this.#apply({ type: 'trouble', problem: podGone(this.#spec, state.target) }, state);
      }
    } else if (isPodGone(error)) {
      this.#local.left.hasGone(upstream);
    }
    if (handedBack) this.#onConnection(handedBack);
  }

  #apply(input: WorkerInput, from: WorkerState | null = null): void {
    this.#machine.apply(input, from);
  }
}
