import { isDeepStrictEqual } from 'node:util';
import type { BrokenForward, ForwardId, ForwardSpec, ForwardState } from '../../shared/forward';
import { isRunning, stopped } from '../../shared/forward';
import type { ActionResult } from '../../shared/ipc';
import type { Problem, ProblemCode } from '../../shared/problem';
import type { ForwardView } from '../../shared/view';
import type { Clock } from '../base/clock';
import { DisposableStore } from '../base/disposable';
import type { ResolvedTarget } from '../worker/resolved-target';
import { accessCommands } from './access-news';
import type { AccessChange } from './clusters';
import type { EventBus } from './event-bus';
import type { Lane, LaneEnd, StartLane } from './lane';
import { noteHealth } from './health-notes';
import { LaneLine, type WorkerListener } from './lane-line';
import { announceLoss, watchForward } from './lane-news';
import { LaneSet, type LaneListener, type LaneLossPlan } from './lane-set';
import { PendingStops } from './pending-stops';
import { gaveUp, laneCrashes, laneLost } from './engine-problems';
import { actOn, ForwardBook } from './forward-book';
import { goodNewsOf } from './good-news';
import { shiftedTimes } from './shifted-times';
import type { GoodNews } from '../worker/protocol';
import { hostIdOf, numberOf } from './host-id';
import { PodFollower } from './pod-follower';
import { announcements, isOnlyAilment, newRecord } from './record';
import type { Resolver } from './resolver';
import { inquireIntoSilence } from './silence-inquiry';
import type { Rescuer, Watchdog } from './watchdog';
import type { Excuse } from './watchdog-contract';
import { WorkerCommands } from './worker-commands';

export interface EngineOptions {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly watchdog: Watchdog;
  readonly resolver: Resolver;
  readonly startLane: StartLane;
  readonly laneLimit: number;
}

/**
 * Specs in, running workers out: places forwards on lanes, keeps what is known of each, and carries out what the user
 * and the watchdog ask for.
 */
export class Engine implements Rescuer, LaneListener, WorkerListener {
  readonly #book = new ForwardBook();
  readonly onDidChange = this.#book.onDidChange;
  /** Forwards that the user wants up, whether or not a worker exists at this moment. */
  readonly #wanted = new Set<ForwardId>();
  readonly #stops: PendingStops;
  readonly #lanes: LaneSet;
  readonly #commands: WorkerCommands;
  readonly #pods: PodFollower;
  readonly #store = new DisposableStore();

  constructor(private readonly options: EngineOptions) {
    this.#lanes = new LaneSet(options.clock, options.startLane, options.laneLimit, this);
    this.#commands = new WorkerCommands(this.#book, this.#lanes);
    const { bus, clock, watchdog, resolver } = options;
    this.#stops = this.#store.add(new PendingStops(clock));
    this.#pods = this.#store.add(new PodFollower(clock, resolver, this.#commands));
    this.#store.add(noteHealth(bus, watchdog, this.#book, clock));
    this.#store.add(inquireIntoSilence({ clock, bus, book: this.#book, watchdog, clusters: resolver }));
    const tellLanes = (excuse: Excuse) => this.#lanes.broadcast({ type: 'good-news', news: goodNewsOf(excuse) });
    this.#store.add(watchdog.onDidExcuse(tellLanes));
  }

  views(): readonly ForwardView[] {
    return this.#book.views();
  }

  /** As configured, and what it is doing; undefined when no forward that can run has this id. */
  find(id: ForwardId): { readonly spec: ForwardSpec; readonly state: ForwardState } | undefined {
    return this.#book.get(id);
  }

  findBroken(id: ForwardId): BrokenForward | undefined {
    return this.#book.broken(id);
  }

  /** Makes these the forwards. Only those whose spec changed are touched. */
  setForwards(specs: readonly ForwardSpec[], broken: readonly BrokenForward[]): void {
    const wanted = new Map(specs.map((spec) => [spec.id, spec]));
    for (const id of this.#book.ids()) if (!wanted.has(id)) this.#remove(id);
    this.#book.setBroken(broken);
    for (const spec of specs) this.#adopt(spec);
  }

  start(ids: readonly ForwardId[]): readonly ActionResult[] {
    return actOn(this.#book, ids, (id, { state }) => {
      // What runs already is left alone: a start would break its connections.
      if (this.#wanted.has(id) && isRunning(state)) return;
      this.#book.update(id, { restarts: 0 });
      this.#lanes.pardon(id);
      this.#start(id);
    });
  }

  stop(ids: readonly ForwardId[]): readonly ActionResult[] {
    return actOn(this.#book, ids, (id) => this.#stop(id));
  }

  /** The user's Restart: from any state, and twice is the same as once. */
  restartByUser(ids: readonly ForwardId[]): readonly ActionResult[] {
    return actOn(this.#book, ids, (id, record) => {
      this.options.bus.publish('watchdog.restarted', { forwardId: id, step: 'restart', byUser: true });
      this.#lanes.pardon(id);
      if (record.hung?.suspect === 'lane' && record.lane !== null) this.#lanes.terminate(record.lane);
      else if (!this.#wanted.has(id) || record.lane === null || !isRunning(record.state)) this.#start(id);
      else this.restart(id);
    });
  }

  reconnect(id: ForwardId): void {
    this.#commands.reconnect(id);
  }

  restart(id: ForwardId): void {
    this.#commands.restart(id);
  }

  replaceHost(hostId: string): void {
    this.#lanes.terminate(numberOf(hostId));
  }

  giveUp(id: ForwardId, hardRestarts: number): void {
    this.#stop(id, { kind: 'failed', problem: gaveUp(hardRestarts) });
  }

  /** The ways into these contexts are not what they were. Only forwards that it concerns are touched. */
  accessChanged(changes: readonly AccessChange[]): void {
    const records = this.#book.ids().flatMap((id) => this.#book.get(id) ?? []);
    for (const { id, command } of accessCommands(changes, records, (of) => this.#pods.podUidOf(of))) {
      this.#commands.send(id, command);
    }
  }

  tellWorkers(news: GoodNews): void {
    this.#lanes.broadcast({ type: 'good-news', news });
  }

  /** The wall clock was set: times that were told stay the same moments. */
  clockSet(byMs: number): void {
    for (const id of this.#book.ids()) {
      const record = this.#book.get(id);
      if (record) this.#book.set(shiftedTimes(record, byMs));
    }
  }

  /** What failed or waits because of this has reason to try again. */
  retryAfter(code: ProblemCode): void {
    for (const id of this.#book.ids()) {
      const state = this.#book.get(id)?.state;
      if (state?.kind === 'failed' && state.problem.code === code && this.#wanted.has(id)) this.restart(id);
      else if (state?.kind === 'reconnecting' && state.cause.code === code) this.#commands.onPodReady(id);
    }
  }

  onLaneStarted(lane: Lane): void {
    const hostId = hostIdOf(lane.number);
    const line = new LaneLine(lane, { ...this.options, book: this.#book }, this);
    this.options.watchdog.register(hostId, { kind: 'lane', responder: line.responder(hostId) });
  }

  onWorkerTarget(id: ForwardId, target: ResolvedTarget): void {
    this.#pods.noteTarget(id, target);
  }

  onWorkerState(id: ForwardId, state: ForwardState, connectMs: number | null): void {
    const { watchdog } = this.options;
    // A worker that restarts passes through `stopped`; only a stop that was asked for is one.
    if (state.kind === 'stopped' || this.#stops.has(id)) return;
    const before = this.#book.get(id)?.state;
    if (before && isOnlyAilment(before, state)) {
      this.#book.update(id, { state });
      this.#announce(id, before, state, null);
      return;
    }
    if (state.kind === 'failed') watchdog.unregister(id);
    else if (!watchdog.state(id)) this.#watch(id);
    this.#setState(id, state, connectMs);
    if (state.kind === 'active') watchdog.heartbeat(id, { phase: 'forwarding' });
  }

  onWorkerStopped(id: ForwardId): void {
    const outcome = this.#stops.settle(id);
    if (!outcome) return;
    this.#lanes.remove(id);
    this.#book.update(id, { lane: null });
    this.#setState(id, outcome, null);
    if (this.#wanted.has(id)) this.#place(id);
  }

  onLaneLost(lane: Lane, end: LaneEnd, forwardIds: readonly ForwardId[], plan: LaneLossPlan): void {
    const { clock, watchdog } = this.options;
    announceLoss(this.options, lane, end, forwardIds, plan, (id) => this.#lanes.losses(id));
    watchdog.unregister(hostIdOf(lane.number));
    for (const id of forwardIds) {
      this.#book.update(id, { lane: null });
      // After a crash it may be a while until they have a lane: until then nobody can be expected to make progress.
      if (end.kind === 'crashed') watchdog.unregister(id);
      if (this.#stops.has(id)) this.onWorkerStopped(id);
      else if (plan.convicted.includes(id)) this.#fail(id, (spec) => laneCrashes(spec, end, this.#lanes.losses(id)));
      else if (this.#wanted.has(id))
        this.#setState(id, laneLost(clock, end, this.#lanes.losses(id), plan.waitMs), null);
    }
  }

  onLaneRetired(lane: Lane): void {
    this.options.watchdog.unregister(hostIdOf(lane.number));
  }

  onForwardsHomeless(forwardIds: readonly ForwardId[]): void {
    // Some have been placed meanwhile: the user was faster, or their stop was over.
    for (const id of forwardIds) if (this.#wanted.has(id) && this.#book.get(id)?.lane === null) this.#place(id);
  }

  /** Settles within a few seconds, whatever the lanes do. Answers whether every thread is really gone. */
  async dispose(): Promise<boolean> {
    this.#store.dispose();
    this.options.resolver.dispose();
    const clean = await this.#lanes.end();
    this.#book.dispose();
    return clean;
  }

  #adopt(spec: ForwardSpec): void {
    const known = this.#book.get(spec.id);
    if (known && isDeepStrictEqual(known.spec, spec)) return;
    // Another spec is another promise: what was held against the old one does not count.
    this.options.watchdog.unregister(spec.id);
    this.#lanes.forget(spec.id);
    this.#book.set(known ? { ...known, spec } : newRecord(spec));
    if (known ? this.#wanted.has(spec.id) : spec.autostart) this.#start(spec.id);
  }

  /** Gives the forward a worker, or a new one if it has one. */
  #start(id: ForwardId): void {
    this.#wanted.add(id);
    const record = this.#book.get(id);
    // A stop that is under way is finished first; then the forward is placed anew.
    if (!record || this.#stops.has(id)) return;
    if (record.lane === null) {
      this.#place(id);
      return;
    }
    const lane = this.#lanes.get(record.lane);
    // A lane that is being ended hands its forwards back when their ports are free.
    if (!lane) return;
    lane.send({ type: 'start', spec: record.spec });
    this.#watch(id);
  }

  #place(id: ForwardId): void {
    const record = this.#book.get(id);
    if (!record) return;
    const lane = this.#lanes.place(id);
    this.#book.update(id, { lane: lane.number });
    lane.send({ type: 'start', spec: record.spec });
    this.#watch(id);
  }

  #watch(id: ForwardId): void {
    const record = this.#book.get(id);
    if (record) watchForward(this.options.watchdog, record);
  }

  #stop(id: ForwardId, outcome: ForwardState = stopped): void {
    this.#wanted.delete(id);
    this.options.watchdog.unregister(id);
    const record = this.#book.get(id);
    if (!record || this.#stops.has(id)) return;
    const lane = record.lane;
    if (lane === null) {
      this.#setState(id, outcome, null);
      return;
    }
    // The port must be free soon, also when the lane that holds it does not run.
    this.#stops.begin(id, outcome, () => this.#lanes.terminate(lane));
    this.#lanes.get(lane)?.send({ type: 'stop', id });
  }

  #fail(id: ForwardId, problemOf: (spec: ForwardSpec) => Problem): void {
    const record = this.#book.get(id);
    if (record) this.#stop(id, { kind: 'failed', problem: problemOf(record.spec) });
  }

  #remove(id: ForwardId): void {
    this.#stop(id);
    this.#lanes.forget(id);
    this.#pods.forget(id);
    this.#book.remove(id);
  }

  #setState(id: ForwardId, state: ForwardState, connectMs: number | null): void {
    const record = this.#book.get(id);
    if (!record) return;
    this.#book.update(id, { state, hung: null, stale: false });
    this.#pods.follow(record.spec, state);
    this.#announce(id, record.hung ?? record.state, state, connectMs);
  }

  #announce(id: ForwardId, from: ForwardState, to: ForwardState, connectMs: number | null): void {
    for (const { type, payload } of announcements(id, from, to, connectMs)) this.options.bus.publish(type, payload);
  }
}
