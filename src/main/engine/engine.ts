import { isDeepStrictEqual } from 'node:util';
import type { BrokenForward, ForwardId, ForwardSpec, ForwardState } from '../../shared/forward';
import { isRunning, stopped } from '../../shared/forward';
import type { ActionResult } from '../../shared/ipc';
import type { Problem } from '../../shared/problem';
import type { ForwardView } from '../../shared/view';
import type { Clock } from '../base/clock';
import { type Disposable, DisposableStore } from '../base/disposable';
import type { ResolvedTarget } from '../worker/resolved-target';
import type { EventBus } from './event-bus';
import type { Lane, LaneEnd, StartLane } from './lane';
import { noteHealth } from './health-notes';
import { LaneLine, type WorkerListener } from './lane-line';
import { LaneSet, type LaneListener } from './lane-set';
import { gaveUp, hungCause, laneLost, neverRan } from './engine-problems';
import { ForwardBook } from './forward-book';
import { goodNewsOf } from './good-news';
import { hostIdOf, numberOf } from './host-id';
import { PodFollower, type PodListener } from './pod-follower';
import { announcements, newRecord, type ForwardRecord } from './record';
import type { Resolver } from './resolver';
import { inquireIntoSilence } from './silence-inquiry';
import type { Rescuer, Watchdog } from './watchdog';
import type { Excuse } from './watchdog-contract';

export interface EngineOptions {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly watchdog: Watchdog;
  readonly resolver: Resolver;
  readonly startLane: StartLane;
  readonly laneLimit: number;
}

/**
 * How long a lane may take to confirm that a forward is stopped, in milliseconds, before the lane is replaced. With the
 * time that ending a thread may take, a port is free within a second in any case.
 */
const stopMs = 400;
/** A late timer of ours is no lane's fault: what it has answered meanwhile is heard first. Milliseconds. */
const hearMs = 50;

/**
 * Specs in, running workers out: places forwards on lanes, keeps what is known of each, and carries out what the user
 * and the watchdog ask for.
 */
export class Engine implements Rescuer, LaneListener, WorkerListener, PodListener {
  readonly #book = new ForwardBook();
  readonly onDidChange = this.#book.onDidChange;
  /** Forwards that the user wants up, whether or not a worker exists at this moment. */
  readonly #wanted = new Set<ForwardId>();
  /** Stops that no lane has confirmed yet. */
  readonly #stopping = new Map<ForwardId, { readonly deadline: Disposable; readonly outcome: ForwardState }>();
  readonly #lanes: LaneSet;
  readonly #pods: PodFollower;
  readonly #store = new DisposableStore();

  constructor(private readonly options: EngineOptions) {
    this.#lanes = new LaneSet(options.clock, options.startLane, options.laneLimit, this);
    const { bus, clock, watchdog, resolver } = options;
    this.#pods = this.#store.add(new PodFollower(clock, resolver, this));
    this.#store.add(noteHealth(bus, watchdog, this.#book, clock));
    this.#store.add(inquireIntoSilence({ clock, bus, book: this.#book, watchdog, clusters: resolver }));
    const tellLanes = (excuse: Excuse) => this.#lanes.broadcast({ type: 'good-news', news: goodNewsOf(excuse) });
    this.#store.add(watchdog.onDidExcuse(tellLanes));
  }

  views(): readonly ForwardView[] {
    return this.#book.views();
  }

  /** Makes these the forwards. Only those whose spec changed are touched. */
  setForwards(specs: readonly ForwardSpec[], broken: readonly BrokenForward[]): void {
    const wanted = new Map(specs.map((spec) => [spec.id, spec]));
    for (const id of this.#book.ids()) if (!wanted.has(id)) this.#remove(id);
    this.#book.setBroken(broken);
    for (const spec of specs) this.#adopt(spec);
  }

  start(ids: readonly ForwardId[]): readonly ActionResult[] {
    return ids.map((id) =>
      this.#act(id, ({ state }) => {
        // What runs already is left alone: a start would break its connections.
        if (this.#wanted.has(id) && isRunning(state)) return;
        this.#book.update(id, { restarts: 0 });
        this.#start(id);
      }),
    );
  }

  stop(ids: readonly ForwardId[]): readonly ActionResult[] {
    return ids.map((id) => this.#act(id, () => this.#stop(id)));
  }

  /** The user's Restart: from any state, and twice is the same as once. */
  restartByUser(ids: readonly ForwardId[]): readonly ActionResult[] {
    return ids.map((id) =>
      this.#act(id, (record) => {
        this.options.bus.publish('watchdog.restarted', { forwardId: id, step: 'restart', byUser: true });
        if (record.hung?.suspect === 'lane' && record.lane !== null) this.#lanes.terminate(record.lane);
        else if (!this.#wanted.has(id) || record.lane === null || !isRunning(record.state)) this.#start(id);
        else this.restart(id);
      }),
    );
  }

  reconnect(id: ForwardId): void {
    const record = this.#book.get(id);
    if (!record || record.lane === null) return;
    this.#book.update(id, { restarts: record.restarts + 1 });
    this.#lanes.get(record.lane)?.send({ type: 'reconnect', id, cause: hungCause(record) });
  }

  restart(id: ForwardId): void {
    const record = this.#book.get(id);
    if (!record || record.lane === null) return;
    this.#book.update(id, { restarts: record.restarts + 1 });
    this.#lanes.get(record.lane)?.send({ type: 'restart', id });
  }

  replaceHost(hostId: string): void {
    this.#lanes.terminate(numberOf(hostId));
  }

  giveUp(id: ForwardId, hardRestarts: number): void {
    this.#stop(id, { kind: 'failed', problem: gaveUp(hardRestarts) });
  }

  onLaneStarted(lane: Lane): void {
    const hostId = hostIdOf(lane.number);
    const line = new LaneLine(lane, { ...this.options, book: this.#book }, this);
    this.options.watchdog.register(hostId, { kind: 'lane', responder: line.responder(hostId) });
  }

  onWorkerTarget(id: ForwardId, target: ResolvedTarget): void {
    this.#pods.noteTarget(id, target);
  }

  onPodLeft(id: ForwardId, podUid: string, cause: Problem): void {
    this.#laneOf(id)?.send({ type: 'leave', id, podUid, cause });
  }

  onPodReady(id: ForwardId): void {
    this.#laneOf(id)?.send({ type: 'good-news', news: 'pod-ready', ids: [id] });
  }

  onWorkerState(id: ForwardId, state: ForwardState, connectMs: number | null): void {
    const { watchdog } = this.options;
    // A worker that restarts passes through `stopped`; only a stop that was asked for is one.
    if (state.kind === 'stopped' || this.#stopping.has(id)) return;
    if (state.kind === 'failed') watchdog.unregister(id);
    else if (!watchdog.state(id)) this.#watch(id);
    this.#setState(id, state, connectMs);
    if (state.kind === 'active') watchdog.heartbeat(id, { phase: 'forwarding' });
  }

  onWorkerStopped(id: ForwardId): void {
    const stopping = this.#stopping.get(id);
    if (!stopping) return;
    stopping.deadline.dispose();
    this.#stopping.delete(id);
    this.#lanes.remove(id);
    this.#book.update(id, { lane: null });
    this.#setState(id, stopping.outcome, null);
    if (this.#wanted.has(id)) this.#place(id);
  }

  onLaneEnded(lane: Lane, end: LaneEnd, forwardIds: readonly ForwardId[]): void {
    const { bus, watchdog } = this.options;
    const silentMs = watchdog.state(hostIdOf(lane.number))?.ageMs ?? 0;
    watchdog.unregister(hostIdOf(lane.number));
    if (end.kind === 'crashed') bus.publish('lane.crashed', { lane: lane.number, message: end.message, forwardIds });
    else bus.publish('lane.terminated', { lane: lane.number, silentMs, forwardIds });
    for (const id of forwardIds) {
      this.#book.update(id, { lane: null });
      // After a crash it may be a while until they have a lane: until then nobody can be expected to make progress.
      if (end.kind === 'crashed') watchdog.unregister(id);
      if (this.#stopping.has(id)) this.onWorkerStopped(id);
      else if (this.#wanted.has(id)) this.#setState(id, laneLost(this.options.clock, end), null);
    }
  }

  onForwardsHomeless(forwardIds: readonly ForwardId[]): void {
    // Some have been placed meanwhile: the user was faster, or their stop was over.
    for (const id of forwardIds) if (this.#wanted.has(id) && this.#book.get(id)?.lane === null) this.#place(id);
  }

  /** Settles within a few seconds, whatever the lanes do. Answers whether every thread is really gone. */
  async dispose(): Promise<boolean> {
    this.#store.dispose();
    for (const { deadline } of this.#stopping.values()) deadline.dispose();
    this.options.resolver.dispose();
    const clean = await this.#lanes.end();
    this.#book.dispose();
    return clean;
  }

  #act(id: ForwardId, action: (record: ForwardRecord) => void): ActionResult {
    const record = this.#book.get(id);
    if (!record) return { id, ok: false, message: neverRan(this.#book.broken(id)) };
    action(record);
    return { id, ok: true, message: '' };
  }

  #adopt(spec: ForwardSpec): void {
    const known = this.#book.get(spec.id);
    if (known && isDeepStrictEqual(known.spec, spec)) return;
    // Another spec is another promise: what was held against the old one does not count.
    this.options.watchdog.unregister(spec.id);
    this.#book.set(known ? { ...known, spec } : newRecord(spec));
    if (known ? this.#wanted.has(spec.id) : spec.autostart) this.#start(spec.id);
  }

  /** Gives the forward a worker, or a new one if it has one. */
  #start(id: ForwardId): void {
    this.#wanted.add(id);
    const record = this.#book.get(id);
    // A stop that is under way is finished first; then the forward is placed anew.
    if (!record || this.#stopping.has(id)) return;
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

  /** A forward that is watched already keeps its episode: it is over when it forwards again, not before. */
  #watch(id: ForwardId): void {
    const { watchdog } = this.options;
    const record = this.#book.get(id);
    if (!record) return;
    const host = record.lane === null ? null : hostIdOf(record.lane);
    if (watchdog.state(id)) watchdog.setHost(id, host);
    else watchdog.register(id, { onHang: record.spec.onHang, ...(host === null ? {} : { host }) });
  }

  #stop(id: ForwardId, outcome: ForwardState = stopped): void {
    this.#wanted.delete(id);
    this.options.watchdog.unregister(id);
    const record = this.#book.get(id);
    if (!record || this.#stopping.has(id)) return;
    const lane = record.lane;
    if (lane === null) {
      this.#setState(id, outcome, null);
      return;
    }
    // The port must be free soon, also when the lane that holds it does not run.
    const { clock } = this.options;
    const deadline = new DisposableStore();
    const replace = () => this.#lanes.terminate(lane);
    deadline.add(clock.setTimeout(() => deadline.add(clock.setTimeout(replace, hearMs)), stopMs));
    this.#stopping.set(id, { deadline, outcome });
    this.#lanes.get(lane)?.send({ type: 'stop', id });
  }

  #remove(id: ForwardId): void {
    this.#stop(id);
    this.#pods.forget(id);
    this.#book.remove(id);
  }

  #laneOf(id: ForwardId): Lane | null {
    const number = this.#book.get(id)?.lane ?? null;
    return number === null ? null : this.#lanes.get(number);
  }

  #setState(id: ForwardId, state: ForwardState, connectMs: number | null): void {
    const record = this.#book.get(id);
    if (!record) return;
    this.#book.update(id, { state, hung: null, stale: false });
    this.#pods.follow(record.spec, state);
    for (const { type, payload } of announcements(id, record.hung ?? record.state, state, connectMs)) {
      this.options.bus.publish(type, payload);
    }
  }
}
