import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../src/shared/events';
import type { Phase } from '../../../src/shared/forward';
import { seededRandom } from '../../support/seeded-random';
import { SwitchedResponder, WatchdogScene } from '../../support/watchdog-scene';

const rounds = 150;
const stepsPerRound = 120;
const ids = ['a', 'b', 'c'];
const lanes = ['lane:1', 'lane:2'];
const phases: readonly Phase[] = ['forwarding', 'forwarding', 'forwarding', 'resolving', 'connecting', 'waiting'];

const ordinary = [
  ...['register', 'beat', 'beat', 'fall silent', 'fall silent', 'crash', 'replace', 'freeze'],
  ...['pass', 'pass', 'pass', 'pass', 'unregister'],
];
/** What makes everybody's silence be excused, or the watchdog itself stop. */
const disturbances = ['late', 'sleep', 'stop', 'start', 'start', 'settings'];

/** One thing after another that may happen to a watchdog, by chance; and what must be true whatever happens. */
class Trial {
  readonly scene = new WatchdogScene({ rescued: true });
  readonly steps: string[] = [];
  /** Of those that were told to be hung and not to have recovered since, the registration that it was said of. */
  readonly #hung = new Map<string, number>();
  readonly #registrations = new Map<string, number>();
  readonly #beating = new Set<string>();
  readonly #hosts = new Map<string, SwitchedResponder>();
  #running = true;
  #registered = 0;

  constructor(private readonly random: () => number) {
    this.scene.bus.onDidPublish((event) => this.#judge(event));
  }

  async run(): Promise<void> {
    for (let step = 0; step < stepsPerRound; step += 1) {
      await this.#step();
      // Two timers of its own, however many workers there are; none when it does not run.
      this.#must(this.scene.clock.timers === (this.#running ? 2 : 0), `${String(this.scene.clock.timers)} timers`);
      for (const id of ids) {
        const state = this.scene.watchdog.state(id);
        this.#must((state !== undefined) === this.#registrations.has(id), `${id} is known or not as it should be`);
        this.#must(
          (state?.hung ?? false) === this.#hung.has(id),
          `${id} is shown hung exactly while it was told to be`,
        );
      }
      this.#must(this.scene.errors.length === 0, `an error: ${String(this.scene.errors[0])}`);
    }
  }

  #judge(event: AppEvent): void {
    this.#must(this.#running, `${event.type} after stop`);
    if (event.type === 'watchdog.hung') {
      const { forwardId, elapsedMs } = event;
      this.#must(this.#registrations.has(forwardId), `${forwardId} is told hung and is not registered`);
      this.#must(!this.#hung.has(forwardId), `${forwardId} is told hung twice in one episode`);
      this.#must(elapsedMs > 15_000, `${forwardId} is told hung after ${String(elapsedMs)} ms`);
      this.#hung.set(forwardId, this.#registrations.get(forwardId) ?? 0);
    }
    if (event.type === 'watchdog.recovered') {
      const { forwardId } = event;
      this.#must(
        this.#hung.get(forwardId) === this.#registrations.get(forwardId),
        `${forwardId} recovered from nothing`,
      );
      this.#hung.delete(forwardId);
    }
    if (event.type === 'watchdog.restarted') {
      this.#must(this.#hung.has(event.forwardId), `${event.forwardId} is rescued and is not hung`);
    }
  }

  async #step(): Promise<void> {
    const { scene } = this;
    const id = this.#pick(ids);
    const lane = this.#pick(lanes);
    switch (this.#pick(this.random() < 0.15 ? disturbances : ordinary)) {
      case 'register':
        this.#note(`register ${id}`);
        this.#forget(id);
        this.#registrations.set(id, (this.#registered += 1));
        scene.watchdog.register(
          id,
          this.random() < 0.5 ? {} : { host: lane, onHang: this.#pick(['reconnect', 'notify']) },
        );
        return;
      case 'beat': {
        const ageMs = this.random() < 0.3 ? Math.floor(this.random() * 40_000) : 0;
        const phase = this.#pick(phases);
        this.#note(`${id} beats (${String(ageMs)} ms old, ${phase}), and goes on`);
        if (this.#registrations.has(id)) this.#beating.add(id);
        scene.watchdog.heartbeat(id, { ageMs, phase });
        return;
      }
      case 'fall silent':
        this.#note(`${id} falls silent`);
        this.#beating.delete(id);
        return;
      case 'pass':
        return this.#pass(Math.floor(this.random() * 25_000));
      case 'late':
        this.#note('a late tick');
        return scene.clock.sleep(Math.floor(this.random() * 20_000));
      case 'sleep':
        this.#note('a sleep that only the wall clock sees');
        scene.clock.jumpWall(3_600_000);
        return;
      case 'crash':
        this.#note(`${lane} crashes`);
        scene.watchdog.unregister(lane);
        this.#hosts.delete(lane);
        return;
      case 'replace':
        this.#note(`${lane} is started, ${id} lives there`);
        this.#openLane(lane);
        scene.watchdog.setHost(id, lane);
        return;
      case 'freeze': {
        this.#note(`${lane} freezes`);
        const host = this.#hosts.get(lane);
        if (host) host.alive = 'silent';
        return;
      }
      case 'stop':
        this.#note('stop');
        scene.watchdog.stop();
        this.#running = false;
        return;
      case 'start':
        this.#note('start');
        this.#running = true;
        scene.watchdog.start();
        return;
      case 'unregister':
        this.#note(`unregister ${id}`);
        this.#forget(id);
        scene.watchdog.unregister(id);
        return;
      case 'settings':
        this.#note('the same settings anew');
        scene.watchdog.configure({ pollMs: 5_000, checkMs: 5_000, thresholdMs: 15_000 });
        return;
    }
  }

  /** Second by second, those that beat beat. */
  async #pass(ms: number): Promise<void> {
    this.#note(`${String(ms)} ms pass`);
    for (let left = ms; left > 0; left -= 1_000) {
      await this.scene.clock.advance(Math.min(1_000, left));
      for (const id of this.#beating) this.scene.watchdog.heartbeat(id);
    }
  }

  #openLane(lane: string): void {
    const responder = new SwitchedResponder(lane);
    this.#hosts.set(lane, responder);
    this.scene.watchdog.register(lane, { kind: 'lane', responder });
  }

  /** Its episode ends without a word. */
  #forget(id: string): void {
    this.#registrations.delete(id);
    this.#hung.delete(id);
    this.#beating.delete(id);
  }

  #note(step: string): void {
    this.steps.push(step);
  }

  #must(holds: boolean, what: string): void {
    if (!holds) throw new Error(`${what}. After: ${this.steps.slice(-12).join('; ')}`);
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }

  get told(): { readonly hung: number; readonly recovered: number; readonly rescued: number } {
    const { scene } = this;
    return { hung: scene.hung.length, recovered: scene.recovered.length, rescued: scene.rescues.length };
  }
}

describe('Whatever happens to a watchdog', () => {
  it('it reports each hang once, never after stop, and no recovery without a hang; and it has two timers', async () => {
    const sum = { hung: 0, recovered: 0, rescued: 0 };
    for (let seed = 1; seed <= rounds; seed += 1) {
      const trial = new Trial(seededRandom(seed));
      await trial.run().catch((error: unknown) => {
        throw new Error(`Seed ${String(seed)}: ${error instanceof Error ? error.message : String(error)}`);
      });
      sum.hung += trial.told.hung;
      sum.recovered += trial.told.recovered;
      sum.rescued += trial.told.rescued;
    }
    // Chance has made all of it happen, many times.
    expect(sum.hung).toBeGreaterThan(rounds);
    expect(sum.recovered).toBeGreaterThan(rounds / 2);
    expect(sum.rescued).toBeGreaterThan(rounds);
  });
});
