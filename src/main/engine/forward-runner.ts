import type { ForwardId, ForwardSpec, ForwardState } from '../../shared/forward';
import { stopped } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import type { Clock } from '../base/clock';
import type { LaneCommand } from '../worker/protocol';
import type { ResolvedTarget } from '../worker/resolved-target';
import { laneCrashes, laneLost } from './engine-problems';
import type { EventBus } from './event-bus';
import type { ForwardBook } from './forward-book';
import { hostIdOf } from './host-id';
import type { Lane, LaneEnd, StartLane } from './lane';
import { LaneLine, type WorkerListener } from './lane-line';
import { announceLoss, watchForward } from './lane-news';
import { LaneSet, type LaneListener, type LaneLossPlan } from './lane-set';
import { PendingStops } from './pending-stops';
import { PodFollower } from './pod-follower';
import { portOf, PortQueue } from './port-queue';
import { announcements, isOnlyAilment } from './record';
import type { Resolver } from './resolver';
import type { Watchdog } from './watchdog';
import { WorkerCommands } from './worker-commands';

/** What the engine's parts share. */
export interface RunnerOptions {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly watchdog: Watchdog;
  readonly resolver: Resolver;
  readonly startLane: StartLane;
  readonly laneLimit: number;
  readonly book: ForwardBook;
}

/**
 * Has the forwards run that are wanted: gives each a worker on a lane, hears what becomes of it, and gives it another when
 * its lane is lost.
 */
export class ForwardRunner implements LaneListener, WorkerListener {
  /** Forwards that the user wants up, whether or not a worker exists at this moment. */
  readonly #wanted = new Set<ForwardId>();
  readonly #stops: PendingStops;
  readonly #lanes: LaneSet;
  readonly #pods: PodFollower;
  readonly #queue = new PortQueue();
  readonly commands: WorkerCommands;

  constructor(private readonly options: RunnerOptions) {
    const { clock, startLane, laneLimit, book, resolver } = options;
    this.#lanes = new LaneSet(clock, startLane, laneLimit, this);
    this.#stops = new PendingStops(clock);
    this.commands = new WorkerCommands(book, this.#lanes);
    this.#pods = new PodFollower(clock, resolver, this.commands);
  }

  isWanted(id: ForwardId): boolean {
    return this.#wanted.has(id);
  }

  /** As `PodFollower.podUidOf`. */
  podUidOf(id: ForwardId): string | null {
    return this.#pods.podUidOf(id);
  }

  /** As `LaneSet.broadcast`. */
  broadcast(command: LaneCommand): void {
    this.#lanes.broadcast(command);
  }

  /** As `LaneSet.terminate`. */
  replaceLane(lane: number): void {
    this.#lanes.terminate(lane);
  }

  /** As `LaneSet.pardon`. */
  pardon(id: ForwardId): void {
    this.#lanes.pardon(id);
  }

  /** Another spec is another promise: what was held against the old one does not count. */
  forgive(id: ForwardId): void {
    this.options.watchdog.endEpisode(id);
    this.#lanes.forget(id);
  }

  /** Tells its worker of the spec that it has by now. `cause`: why it needs another tunnel; null when it does not. */
  change(id: ForwardId, cause: Problem | null): void {
    const record = this.options.book.get(id);
    if (!record) return;
    this.commands.send(id, { type: 'change', spec: record.spec, cause });
    this.noteOnHang(id);
  }

  /** What is to be done when it hangs may be another thing by now. */
  noteOnHang(id: ForwardId): void {
    const record = this.options.book.get(id);
    if (record) this.options.watchdog.setOnHang(id, record.spec.onHang);
  }

  /** As `LaneSet.setLimit`. */
  setLaneLimit(limit: number): void {
    this.#lanes.setLimit(limit);
  }

  /** Stops it for good: there is no such forward any more. */
  remove(id: ForwardId): void {
    this.stop(id);
    this.#lanes.forget(id);
    this.#pods.forget(id);
  }

  /** Settles within a few seconds, whatever the lanes do. Answers whether every thread is really gone. */
  end(): Promise<boolean> {
    this.#pods.dispose();
    this.#stops.dispose();
    return this.#lanes.end();
  }

  onLaneStarted(lane: Lane): void {
    const hostId = hostIdOf(lane.number);
    const line = new LaneLine(lane, this.options, this);
    this.options.watchdog.register(hostId, { kind: 'lane', responder: line.responder(hostId) });
  }

  onWorkerTarget(id: ForwardId, target: ResolvedTarget): void {
    this.#pods.noteTarget(id, target);
  }

  onWorkerState(id: ForwardId, state: ForwardState, connectMs: number | null): void {
    const { watchdog } = this.options;
    // A worker that restarts passes through `stopped`; only a stop that was asked for is one.
    if (state.kind === 'stopped' || this.#stops.has(id)) return;
    const before = this.options.book.get(id)?.state;
    if (before && isOnlyAilment(before, state)) {
      this.options.book.update(id, { state });
      this.#announce(id, before, state, null);
      return;
    }
    if (state.kind === 'failed') watchdog.unregister(id);
    else if (!watchdog.state(id)) this.#watch(id);
    this.#setState(id, state, connectMs);
    if (state.kind === 'active') watchdog.heartbeat(id, { phase: 'forwarding' });
    else if (state.kind === 'listening') watchdog.heartbeat(id, { phase: 'listening' });
  }

  onWorkerStopped(id: ForwardId): void {
    const outcome = this.#stops.settle(id);
    if (!outcome) return;
    this.#lanes.remove(id);
    this.options.book.update(id, { lane: null });
    this.#setState(id, outcome, null);
    if (this.#wanted.has(id)) this.start(id);
    for (const waiting of this.#queue.take(id)) if (this.#wanted.has(waiting)) this.start(waiting);
  }

  onLaneLost(lane: Lane, end: LaneEnd, forwardIds: readonly ForwardId[], plan: LaneLossPlan): void {
    const { clock, watchdog } = this.options;
    announceLoss(this.options, lane, end, forwardIds, plan, (id) => this.#lanes.losses(id));
    watchdog.unregister(hostIdOf(lane.number));
    for (const id of forwardIds) {
      this.options.book.update(id, { lane: null });
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
    for (const id of forwardIds) if (this.#wanted.has(id) && this.options.book.get(id)?.lane === null) this.#place(id);
  }

  /** Gives the forward a worker, or a new one if it has one. */
  start(id: ForwardId): void {
    this.#wanted.add(id);
    const record = this.options.book.get(id);
    // A stop that is under way is finished first; then the forward is placed anew.
    if (!record || this.#stops.has(id)) return;
    if (record.lane === null) {
      if (this.#stops.isFreeing(portOf(id))) this.#queue.wait(id);
      else this.#place(id);
      return;
    }
    const lane = this.#lanes.get(record.lane);
    // A lane that is being ended hands its forwards back when their ports are free.
    if (!lane) return;
    lane.send({ type: 'start', spec: record.spec });
    this.#watch(id);
  }

  #place(id: ForwardId): void {
    const record = this.options.book.get(id);
    if (!record) return;
    const lane = this.#lanes.place(id);
    this.options.book.update(id, { lane: lane.number });
    lane.send({ type: 'start', spec: record.spec });
    this.#watch(id);
  }

  #watch(id: ForwardId): void {
    const record = this.options.book.get(id);
    if (record) watchForward(this.options.watchdog, record);
  }

  /** Its port is free within a second. `outcome` is what it is shown as then. */
  stop(id: ForwardId, outcome: ForwardState = stopped): void {
    this.#wanted.delete(id);
    this.options.watchdog.unregister(id);
    const record = this.options.book.get(id);
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
    const record = this.options.book.get(id);
    if (record) this.stop(id, { kind: 'failed', problem: problemOf(record.spec) });
  }

  #setState(id: ForwardId, state: ForwardState, connectMs: number | null): void {
    const record = this.options.book.get(id);
    if (!record) return;
    this.options.book.update(id, { state, hung: null, stale: false });
    this.#pods.follow(record.spec, state);
    this.#announce(id, record.hung ?? record.state, state, connectMs);
  }

  #announce(id: ForwardId, from: ForwardState, to: ForwardState, connectMs: number | null): void {
    for (const { type, payload } of announcements(id, from, to, connectMs)) this.options.bus.publish(type, payload);
  }
}
