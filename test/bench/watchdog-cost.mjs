/**
 * What the watchdog costs in the main thread, at 1, 100 and 1000 forwards on four lanes: CPU time of a poll with all its
 * answers and a check, as a share of one core at the default times, and the number of timers.
 *
 *     node test/bench/watchdog-cost.mjs
 */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const rounds = 2_000;
const lanes = 4;

async function load(path) {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return (await runnerImport(file, { configFile: false, logLevel: 'error' })).module;
}

const [{ Watchdog }, { EventBus }, { defaultWatchdogSettings }] = await Promise.all([
  load('src/main/engine/watchdog.ts'),
  load('src/main/engine/event-bus.ts'),
  load('src/shared/watchdog-settings.ts'),
]);

/** Time that passes at once: what is measured is the work, not the waiting. */
class QuickClock {
  time = 0;
  timers = new Set();

  now = () => this.time;
  wallTime = () => 1_700_000_000_000 + this.time;

  #add(timer) {
    this.timers.add(timer);
    return { dispose: () => this.timers.delete(timer) };
  }

  setTimeout = (callback, ms) => this.#add({ due: this.time + ms, every: null, callback });
  setInterval = (callback, ms) => this.#add({ due: this.time + ms, every: ms, callback });

  async step() {
    const [timer] = [...this.timers].sort((a, b) => a.due - b.due);
    this.time = timer.due;
    if (timer.every === null) this.timers.delete(timer);
    else timer.due += timer.every;
    timer.callback();
    // Only real turns of the event loop let every answer in.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function measure(forwards) {
  const clock = new QuickClock();
  const bus = new EventBus(clock);
  let beats = 0;
  let alarms = 0;
  bus.onDidPublish((event) => {
    if (event.type === 'watchdog.heartbeat') beats += event.beats.length;
    else alarms += 1;
  });
  const watchdog = new Watchdog({ clock, settings: defaultWatchdogSettings, bus });
  const aboard = Array.from({ length: lanes }, () => []);
  for (let index = 0; index < forwards; index += 1) aboard[index % lanes].push(`127.0.0.1:${8_000 + index}`);
  aboard.forEach((ids, lane) => {
    const host = `lane:${lane}`;
    const isAlive = async () => {
      for (const id of ids) watchdog.heartbeat(id, { ageMs: 1_200 });
      return true;
    };
    watchdog.register(host, { kind: 'lane', responder: { forwardId: host, isAlive } });
    for (const id of ids) watchdog.register(id, { host });
  });
  watchdog.start();
  const { timers } = clock;
  const timerCount = timers.size;

  for (let warmUp = 0; warmUp < 200; warmUp += 1) await clock.step();
  beats = 0;
  const simulatedFrom = clock.time;
  const before = process.cpuUsage();
  for (let tick = 0; tick < 2 * rounds; tick += 1) await clock.step();
  const { user, system } = process.cpuUsage(before);
  const simulatedMs = clock.time - simulatedFrom;
  watchdog.dispose();
  if (alarms > 0 || beats !== forwards * rounds)
    throw new Error(`Measured the wrong thing: ${alarms} alarms, ${beats} beats.`);
  const cpuMs = (user + system) / 1_000;
  return { forwards, timers: timerCount, cpuMsPerRound: cpuMs / rounds, percentOfACore: (100 * cpuMs) / simulatedMs };
}

const results = [];
for (const forwards of [1, 100, 1_000]) results.push(await measure(forwards));
console.table(results);
