import type { ForwardId } from '../../shared/forward';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { backoffMs, type BackoffPolicy } from '../base/backoff';
import type { Lane, LaneEnd, StartLane } from './lane';

/** What the engine is told about its lanes. */
export interface LaneListener {
  onLaneStarted(lane: Lane): void;
  /** The lane is gone and its ports are free. */
  onLaneEnded(lane: Lane, end: LaneEnd, forwardIds: readonly ForwardId[]): void;
  /** It is time to place these forwards anew: at once, or after a pause when lanes keep crashing. */
  onForwardsHomeless(forwardIds: readonly ForwardId[]): void;
}

interface Slot {
  readonly lane: Lane;
  readonly forwardIds: Set<ForwardId>;
  ending: boolean;
}

/** After the second crash in a minute, new lanes are started ever more slowly. */
const crashWindowMs = 60_000;
const crashBackoff: BackoffPolicy = { baseMs: 500, capMs: 10_000, resetAfterMs: crashWindowMs };

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
  readonly #crashes: number[] = [];
  readonly #delays = new Set<Disposable>();
  #nextNumber = 1;
  #disposed = false;
  /** A thread that could not be ended was left behind. */
  #abandoned = false;

  constructor(
    private readonly clock: Clock,
    private readonly startLane: StartLane,
    private readonly limit: number,
    private readonly listener: LaneListener,
  ) {}

  get(number: number): Lane | null {
    const slot = this.#slots.get(number);
    return slot && !slot.ending ? slot.lane : null;
  }

  /** The lane for one more forward. */
  place(forwardId: ForwardId): Lane {
    const usable = [...this.#slots.values()].filter((slot) => !slot.ending);
    const index =
      usable.length === 0
        ? null
        : placement(
            usable.map((slot) => slot.forwardIds.size),
            this.limit,
          );
    const slot = (index === null ? null : usable[index]) ?? this.#start();
    slot.forwardIds.add(forwardId);
    return slot.lane;
  }

  remove(forwardId: ForwardId): void {
    for (const slot of this.#slots.values()) slot.forwardIds.delete(forwardId);
  }

  broadcast(command: Parameters<Lane['send']>[0]): void {
    for (const { lane, ending } of this.#slots.values()) if (!ending) lane.send(command);
  }

  /** Ends a lane from outside. Its forwards are handed back when its ports are free. */
  terminate(number: number): readonly ForwardId[] {
    const slot = this.#slots.get(number);
    if (!slot || slot.ending) return [];
    slot.ending = true;
    void slot.lane.terminate();
    return [...slot.forwardIds];
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

  #start(): Slot {
    const lane = this.startLane(this.#nextNumber);
    this.#nextNumber += 1;
    const slot: Slot = { lane, forwardIds: new Set(), ending: false };
    this.#slots.set(lane.number, slot);
    lane.onDidEnd((end) => this.#onEnd(slot, end));
    this.listener.onLaneStarted(lane);
    return slot;
  }

  #onEnd(slot: Slot, end: LaneEnd): void {
    this.#slots.delete(slot.lane.number);
    this.#abandoned ||= end.kind === 'asked' && end.abandoned;
    if (this.#disposed) return;
    const forwardIds = [...slot.forwardIds];
    this.listener.onLaneEnded(slot.lane, end, forwardIds);
    const handBack = () => this.listener.onForwardsHomeless(forwardIds);
    const wait = end.kind === 'crashed' ? this.#crashWait() : 0;
    if (wait === 0) {
      handBack();
      return;
    }
    const delay = this.clock.setTimeout(() => {
      this.#delays.delete(delay);
      handBack();
    }, wait);
    this.#delays.add(delay);
  }

  /** The first crash is mended at once; crash loops are slowed down. */
  #crashWait(): number {
    const now = this.clock.now();
    this.#crashes.push(now);
    while ((this.#crashes[0] ?? now) < now - crashWindowMs) this.#crashes.shift();
    return this.#crashes.length <= 1 ? 0 : backoffMs(this.#crashes.length - 1, 1, crashBackoff);
  }
}
