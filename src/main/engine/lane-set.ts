import type { ForwardId } from '../../shared/forward';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Lane, LaneEnd, StartLane } from './lane';
import {
  blameFor,
  crashWaitMs,
  forgotten,
  type LaneBlame,
  lossesOf,
  noBlame,
  pardoned,
  spareLanes,
  suspectsOf,
} from './lane-blame';

/** What becomes of the forwards of a lane that was lost. */
export interface LaneLossPlan {
  /** How long they wait for another lane, in milliseconds. */
  readonly waitMs: number;
  /** These wait for none: they crash whatever lane they are on. */
  readonly convicted: readonly ForwardId[];
  /** Groups that ran together and get a lane each from now on, to find out which forward its lanes die of. */
  readonly parted: readonly (readonly ForwardId[])[];
}

/** What the engine is told about its lanes. */
export interface LaneListener {
  onLaneStarted(lane: Lane): void;
  /** The lane is gone and its ports are free. */
  onLaneLost(lane: Lane, end: LaneEnd, forwardIds: readonly ForwardId[], plan: LaneLossPlan): void;
  /** It is time to place these forwards anew: at once, or after a pause when lanes keep crashing. */
  onForwardsHomeless(forwardIds: readonly ForwardId[]): void;
  /** A lane that nobody needed any more has been ended. */
  onLaneRetired(lane: Lane): void;
}

interface Slot {
  readonly lane: Lane;
  readonly forwardIds: Set<ForwardId>;
  /** Why nothing can be placed on it any more. */
  ending: 'silent' | 'retired' | 'gone' | null;
}

/** Forwards that are to be placed on one fresh lane. */
interface Group {
  slot: Slot | null;
}

/** How many lanes a machine of that many cores gets, unless configured. */
export function defaultLaneCount(cores: number): number {
  return Math.max(1, Math.min(4, cores - 1));
}

/** Which lane the next forward goes to: the index of the least loaded; null when a new one should be started. */
export function placement(loads: readonly number[], limit: number): number | null {
  const least = Math.min(...loads);
  if (loads.length < limit && least > 0) return null;
  return loads.indexOf(least);
}

/** The lane threads: starts them as needed, places forwards on them, and hands back the forwards of those that end. */
export class LaneSet implements Disposable {
  readonly #slots = new Map<number, Slot>();
  readonly #groups = new Map<ForwardId, Group>();
  readonly #delays = new Set<Disposable>();
  #blame: LaneBlame = noBlame;
  /** Lanes in a row that ended before they ran. */
  #failedStarts = 0;
  #nextNumber = 1;
  #disposed = false;
  /** A thread that could not be ended was left behind. */
  #abandoned = false;

  constructor(
    private readonly clock: Clock,
    private readonly startLane: StartLane,
    private limit: number,
    private readonly listener: LaneListener,
  ) {}

  get(number: number): Lane | null {
    const slot = this.#slots.get(number);
    return slot?.ending === null ? slot.lane : null;
  }

  /** The lane for one more forward. */
  place(forwardId: ForwardId): Lane {
    const slot = this.#slotFor(forwardId);
    slot.forwardIds.add(forwardId);
    return slot.lane;
  }

  remove(forwardId: ForwardId): void {
    this.#groups.delete(forwardId);
    for (const slot of this.#slots.values()) {
      if (!slot.forwardIds.delete(forwardId)) continue;
      if (slot.forwardIds.size === 0 && this.#slots.size > this.limit) this.#end(slot, 'retired');
    }
  }

  /** What was held against a forward does not count any more: the user has started it again. */
  pardon(forwardId: ForwardId): void {
    this.#blame = pardoned(this.#blame, forwardId);
  }

  /** There is no such forward any more, or it is another one by now. */
  forget(forwardId: ForwardId): void {
    this.#blame = forgotten(this.#blame, forwardId);
  }

  /** Times that a lane with this forward on it was lost in the last ten minutes. */
  losses(forwardId: ForwardId): number {
    return lossesOf(this.#blame, forwardId, this.clock.now());
  }

  /** How many there may be. Forwards that run stay where they are: it counts for those that are placed from now on. */
  setLimit(limit: number): void {
    this.limit = limit;
  }

  broadcast(command: Parameters<Lane['send']>[0]): void {
    for (const { lane } of this.#usable()) lane.send(command);
  }

  /** Ends a lane that does not answer. Its forwards are handed back when its ports are free. */
  terminate(number: number): void {
    const slot = this.#slots.get(number);
    if (slot?.ending === null) this.#end(slot, 'silent');
  }

  /** Ends every lane; settles within the lanes' own deadlines. Answers whether all threads ever started are gone. */
  async end(): Promise<boolean> {
    this.dispose();
    await Promise.all([...this.#slots.values()].map(({ lane }) => lane.terminate()));
    return !this.#abandoned;
  }

  dispose(): void {
    this.#disposed = true;
    for (const delay of this.#delays) delay.dispose();
    this.#delays.clear();
  }

  #usable(): Slot[] {
    return [...this.#slots.values()].filter(({ ending }) => ending === null);
  }

  #slotFor(forwardId: ForwardId): Slot {
    const group = this.#groups.get(forwardId);
    if (group) {
      if (group.slot?.ending !== null) group.slot = this.#start();
      return group.slot;
    }
    // Seldom any, where a lane may have thousands of forwards.
    const suspects = suspectsOf(this.#blame, this.clock.now());
    const isApart = suspects.includes(forwardId);
    const alike = this.#usable().filter((slot) => suspects.some((id) => slot.forwardIds.has(id)) === isApart);
    if (isApart && this.#room() > 0) return this.#start();
    const loads = alike.map((slot) => slot.forwardIds.size);
    const index = alike.length === 0 ? null : placement(loads, isApart ? 1 : this.limit);
    return (index === null ? null : alike[index]) ?? this.#start();
  }

  #room(): number {
    return this.limit + spareLanes - this.#slots.size;
  }

  #start(): Slot {
    const lane = this.startLane(this.#nextNumber);
    this.#nextNumber += 1;
    const slot: Slot = { lane, forwardIds: new Set(), ending: null };
    this.#slots.set(lane.number, slot);
    lane.onDidEnd((end) => this.#onEnd(slot, end));
    lane.onDidSend(({ type }) => {
      if (type === 'ready') this.#failedStarts = 0;
    });
    this.listener.onLaneStarted(lane);
    return slot;
  }

  #end(slot: Slot, why: 'silent' | 'retired'): void {
    slot.ending = why;
    void slot.lane.terminate();
  }

  #onEnd(slot: Slot, end: LaneEnd): void {
    this.#slots.delete(slot.lane.number);
    slot.ending ??= 'gone';
    this.#abandoned ||= end.kind === 'asked' && end.abandoned;
    if (this.#disposed) return;
    const forwardIds = [...slot.forwardIds];
    if (slot.ending === 'retired' && forwardIds.length === 0) {
      this.listener.onLaneRetired(slot.lane);
      return;
    }
    const plan = this.#planFor(end, forwardIds);
    this.listener.onLaneLost(slot.lane, end, forwardIds, plan);
    const homeless = forwardIds.filter((id) => !plan.convicted.includes(id));
    const handBack = () => this.listener.onForwardsHomeless(homeless);
    if (plan.waitMs === 0) {
      handBack();
      return;
    }
    const delay = this.clock.setTimeout(() => {
      this.#delays.delete(delay);
      handBack();
    }, plan.waitMs);
    this.#delays.add(delay);
  }

  #planFor(end: LaneEnd, aboard: readonly ForwardId[]): LaneLossPlan {
    const crashed = end.kind === 'crashed';
    if (crashed && !end.hasRun) {
      this.#failedStarts += 1;
      // It has not come to run any of them: nothing can be said of the forwards.
      this.#group(aboard);
      return { waitMs: crashWaitMs(this.#failedStarts + 1), convicted: [], parted: [] };
    }
    const { blame, groups, ...plan } = blameFor(this.#blame, {
      aboard,
      crashed,
      now: this.clock.now(),
      room: this.#room(),
    });
    this.#blame = blame;
    for (const id of plan.convicted) this.#groups.delete(id);
    for (const group of groups) this.#group(group);
    return plan;
  }

  #group(forwardIds: readonly ForwardId[]): void {
    const group: Group = { slot: null };
    for (const id of forwardIds) this.#groups.set(id, group);
  }
}
