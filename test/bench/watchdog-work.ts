import type { Clock } from '../../src/main/base/clock';
import type { Disposable } from '../../src/main/base/disposable';
import { EventBus } from '../../src/main/engine/event-bus';
import { Watchdog } from '../../src/main/engine/watchdog';
import { defaultWatchdogSettings } from '../../src/shared/watchdog-settings';

const lanes = 4;
const warmUpSteps = 200;

export interface WatchdogCost {
  readonly forwards: number;
  readonly timers: number;
  /** CPU time of a poll with all its answers and a check, in milliseconds. */
  readonly cpuMsPerRound: number;
  /** At the default times. */
  readonly percentOfACore: number;
}

interface Timer {
  due: number;
  readonly every: number | null;
  readonly callback: () => void;
}

/** Time that passes at once: what is measured is the work, not the waiting. */
class QuickClock implements Clock {
  time = 0;
  readonly timers = new Set<Timer>();

  readonly now = () => this.time;
  readonly wallTime = () => 1_700_000_000_000 + this.time;
  readonly setTimeout = (callback: () => void, ms: number) => this.#add({ due: this.time + ms, every: null, callback });
  readonly setInterval = (callback: () => void, ms: number) => this.#add({ due: this.time + ms, every: ms, callback });

  async step(): Promise<void> {
    const [timer] = [...this.timers].sort((a, b) => a.due - b.due);
    if (!timer) throw new Error('The watchdog has stopped its timers');
    this.time = timer.due;
    if (timer.every === null) this.timers.delete(timer);
    else timer.due += timer.every;
    timer.callback();
    // Only real turns of the event loop let every answer in.
    await new Promise((resolve) => setImmediate(resolve));
  }

  #add(timer: Timer): Disposable {
    this.timers.add(timer);
    return { dispose: () => void this.timers.delete(timer) };
  }
}

/**
 * What the watchdog costs in the main thread with so many forwards on four lanes. Nothing else may run in this process
 * meanwhile. Throws when a heartbeat is missing or somebody is taken for hung: then something else was measured.
 */
export async function watchdogCost(forwards: number, rounds: number): Promise<WatchdogCost> {
  const clock = new QuickClock();
  const bus = new EventBus(clock);
  let beats = 0;
  let alarms = 0;
  bus.onDidPublish((event) => {
    if (event.type === 'watchdog.heartbeat') beats += event.beats.length;
    else alarms += 1;
  });
  const watchdog = new Watchdog({ clock, settings: defaultWatchdogSettings, bus });
  register(watchdog, forwards);
  watchdog.start();
  const timers = clock.timers.size;

  for (let step = 0; step < warmUpSteps; step += 1) await clock.step();
  beats = 0;
  const simulatedFrom = clock.time;
  const before = process.cpuUsage();
  // A poll and a check.
  for (let step = 0; step < 2 * rounds; step += 1) await clock.step();
  const { user, system } = process.cpuUsage(before);
  const simulatedMs = clock.time - simulatedFrom;
  watchdog.dispose();
  if (alarms > 0 || beats !== forwards * rounds) {
    throw new Error(`Measured the wrong thing: ${String(alarms)} alarms, ${String(beats)} beats.`);
  }
  const cpuMs = (user + system) / 1_000;
  return { forwards, timers, cpuMsPerRound: cpuMs / rounds, percentOfACore: (100 * cpuMs) / simulatedMs };
}

function register(watchdog: Watchdog, forwards: number): void {
  for (let lane = 0; lane < lanes; lane += 1) {
    const ids: string[] = [];
    for (let index = lane; index < forwards; index += lanes) ids.push(`127.0.0.1:${String(8_000 + index)}`);
    const host = `lane:${String(lane)}`;
    const isAlive = () => {
      for (const id of ids) watchdog.heartbeat(id, { ageMs: 1_200 });
      return Promise.resolve(true);
    };
    watchdog.register(host, { kind: 'lane', responder: { forwardId: host, isAlive } });
    for (const id of ids) watchdog.register(id, { host });
  }
}
