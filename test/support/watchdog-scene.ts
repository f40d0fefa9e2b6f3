import type { AppEvent, EventOf, EventType } from '../../src/shared/events';
import type { Phase } from '../../src/shared/forward';
import type { Disposable } from '../../src/main/base/disposable';
import type { Rescuer } from '../../src/main/engine/escalation';
import { EventBus } from '../../src/main/engine/event-bus';
import { Watchdog } from '../../src/main/engine/watchdog';
import type { WatchdogOptions } from '../../src/main/engine/watchdog-contract';
import type { Responder } from '../../src/main/engine/watchdog-poller';
import { defaultWatchdogSettings } from '../../src/shared/watchdog-settings';
import { FakeClock, settle } from './fake-clock';

/** A watchdog with everything that it tells and does written down. Polls and checks every 5 s, threshold 15 s. */
export class WatchdogScene {
  readonly clock = new FakeClock();
  readonly bus: EventBus;
  readonly watchdog: Watchdog;
  readonly events: AppEvent[] = [];
  readonly errors: unknown[] = [];
  readonly rescues: string[] = [];
  /** Makes every rescue throw. */
  rescuerIsBroken = false;
  readonly #startedAt: number;

  constructor(options: Partial<WatchdogOptions> & { readonly rescued?: boolean } = {}) {
    const { rescued = false, ...given } = options;
    this.bus = new EventBus(this.clock, (error) => this.errors.push(error));
    this.bus.onDidPublish((event) => this.events.push(event));
    this.watchdog = new Watchdog({
      clock: this.clock,
      settings: defaultWatchdogSettings,
      bus: this.bus,
      onError: (error) => this.errors.push(error),
      ...(rescued ? { rescuer: this.#rescuer() } : {}),
      ...given,
    });
    this.#startedAt = this.clock.now();
    this.watchdog.start();
  }

  /** Seconds since the scene began. */
  get seconds(): number {
    return (this.clock.now() - this.#startedAt) / 1_000;
  }

  of<T extends EventType>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }

  /** Ids in the order in which their hangs were announced. */
  get hung(): string[] {
    return this.of('watchdog.hung').map((event) => event.forwardId);
  }

  get recovered(): string[] {
    return this.of('watchdog.recovered').map((event) => event.forwardId);
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1_000);
  }

  /** Beats now, and then every second. */
  keepBeating(id: string, phase: Phase = 'forwarding'): Disposable {
    this.watchdog.heartbeat(id, { phase });
    return this.clock.setInterval(() => this.watchdog.heartbeat(id, { phase }), 1_000);
  }

  #rescuer(): Rescuer {
    const note = (what: string) => {
      this.rescues.push(`${what} at ${String(this.seconds)}`);
      if (this.rescuerIsBroken) throw new Error(what);
    };
    return {
      reconnect: (id) => note(`reconnect ${id}`),
      restart: (id) => note(`restart ${id}`),
      replaceHost: (id) => note(`replace ${id}`),
      giveUp: (id, hardRestarts) => note(`give up ${id} after ${String(hardRestarts)}`),
    };
  }
}

/** Answers only when told to, question by question. */
export class SlowResponder implements Responder {
  readonly #owed: { answer(alive: boolean): void; fail(error: Error): void }[] = [];
  asked = 0;

  constructor(readonly forwardId: string) {}

  isAlive(): Promise<boolean> {
    this.asked += 1;
    return new Promise((answer, fail) => this.#owed.push({ answer, fail }));
  }

  /** Answers the oldest open question. */
  async answer(alive: boolean): Promise<void> {
    this.#owed.shift()?.answer(alive);
    await settle();
  }

  async fail(error: Error): Promise<void> {
    this.#owed.shift()?.fail(error);
    await settle();
  }
}

/** Answers at once; may be made to fall silent. */
export class SwitchedResponder implements Responder {
  asked = 0;

  constructor(
    readonly forwardId: string,
    public alive: boolean | 'silent' = true,
    private readonly onAsked: () => void = () => undefined,
  ) {}

  isAlive(): boolean | Promise<boolean> {
    this.asked += 1;
    if (this.alive === 'silent') return new Promise(() => undefined);
    this.onAsked();
    return this.alive;
  }
}
