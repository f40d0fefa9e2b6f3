import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { latenessLimitMs } from './watchdog-settings';
import type { WatchdogSettings } from '../../shared/watchdog-settings';

export interface TickListener {
  onPoll(): void;
  /** At the moment `now` of the clock: this thread stood still neither before it nor, as far as is known, until it. */
  onCheck(now: number): void;
  /** Comes instead of a poll or check: this thread, or the whole machine, stood still for about this long. */
  onStandstill(lateMs: number): void;
}

/** The watchdog's two timers, and the sense of time lost between their ticks. */
export class WatchdogTimers implements Disposable {
  readonly #poll: Ticker;
  readonly #check: Ticker;
  readonly #jumps: WallJumps;

  constructor(
    clock: Clock,
    private readonly settings: WatchdogSettings,
    private readonly listener: TickListener,
  ) {
    const { pollMs, checkMs } = settings;
    // Judged half-way between two polls where the periods allow it: when the answers are in, not just on their way.
    const firstCheckMs = Math.min(pollMs, checkMs) / 2;
    this.#jumps = new WallJumps(clock);
    this.#poll = new Ticker(clock, pollMs, pollMs, ({ lateMs }) => this.#tick(lateMs, pollMs, () => listener.onPoll()));
    this.#check = new Ticker(clock, checkMs, firstCheckMs, ({ lateMs, now }) =>
      this.#tick(lateMs, checkMs, () => listener.onCheck(now)),
    );
  }

  /** Time lost before now has been dealt with, and is not to be told again. */
  excuse(): void {
    this.#poll.excuse();
    this.#check.excuse();
    this.#jumps.take();
  }

  dispose(): void {
    this.#poll.dispose();
    this.#check.dispose();
  }

  #tick(lateMs: number, periodMs: number, work: () => void): void {
    const jumpMs = this.#jumps.take();
    if (lateMs > latenessLimitMs(periodMs, this.settings)) this.listener.onStandstill(lateMs);
    else if (jumpMs > this.settings.thresholdMs) this.listener.onStandstill(jumpMs);
    else work();
  }
}

interface Tick {
  readonly now: number;
  readonly lateMs: number;
}

/** A periodic timer that knows when it should have fired. */
class Ticker implements Disposable {
  #timer: Disposable;
  #dueAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly periodMs: number,
    firstMs: number,
    private readonly onTick: (tick: Tick) => void,
  ) {
    this.#dueAt = clock.now() + firstMs;
    this.#timer = clock.setTimeout(() => {
      this.#timer = clock.setInterval(() => this.#tick(), periodMs);
      this.#tick();
    }, firstMs);
  }

  excuse(): void {
    this.#dueAt = Math.max(this.#dueAt, this.clock.now());
  }

  dispose(): void {
    this.#timer.dispose();
  }

  #tick(): void {
    const now = this.clock.now();
    const lateMs = now - this.#dueAt;
    this.#dueAt = now + this.periodMs;
    this.onTick({ now, lateMs });
  }
}

/**
 * Measures by how much the wall clock runs ahead of the monotonic one, which stands still during suspend on some
 * systems. A clock that is set back counts as a negative jump.
 */
class WallJumps {
  #lead: number;

  constructor(private readonly clock: Clock) {
    this.#lead = clock.wallTime() - clock.now();
  }

  /** Milliseconds gained since the last call. */
  take(): number {
    const lead = this.clock.wallTime() - this.clock.now();
    const gained = lead - this.#lead;
    this.#lead = lead;
    return gained;
  }
}
