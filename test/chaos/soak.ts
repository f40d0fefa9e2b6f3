import { Checker } from './checker';
import type { Clusters } from './clusters';
import { Executor } from './executor';
import { FairClock } from './fair-clock';
import { growthOf, type Growth, type Sample } from './growth';
import type { Place } from './layout';
import { Load } from './load';
import type { Observation, Violation } from './observation';
import type { Outcome } from './outcome';
import { calmMs, type PlannedFault } from './plan';
import { descriptorKinds, footprintOf, RunQueueDelays } from './processes';
import type { ChaosSettings } from './settings';
import { StalledClients } from './stalled-client';
import type { Subject } from './subject';

export interface SoakOptions {
  readonly plan: readonly PlannedFault[];
  readonly places: readonly Place[];
  readonly clusters: Clusters;
  readonly subject: Subject;
  readonly settings: ChaosSettings;
  readonly say: (line: string) => void;
  /** Hears everything that was observed, for who wants to know how it came to a violation. */
  readonly log: (line: string) => void;
}

export interface SoakResult {
  readonly outcomes: readonly Outcome[];
  readonly violations: readonly Violation[];
  readonly growth: readonly Growth[];
  /** Connections that were left hanging by faults that may do so. */
  readonly leftHanging: number;
  /** By how much bounds were extended in all, for want of a processor, in milliseconds. */
  readonly heldUpMs: number;
  readonly durationMs: number;
}

const sampleMs = 100;
const footprintMs = 1_000;

/** Load, faults and judge, from the first connection to the last. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { plan, places, clusters, subject, settings, say, log } = options;
  const now = () => performance.now();
  const clock = new FairClock(now);
  const delays = new RunQueueDelays(now, () => [...subject.pids, clusters.pid]);
  const checker = new Checker(places, settings, subject.lanes === 0);
  let told = 0;
  const observe = (observation: Observation) => {
    checker.take(observation, clock.moment);
    if (observation.type !== 'tick' && observation.type !== 'waiting') {
      log(JSON.stringify({ ...clock.moment, ...observation }));
    }
    for (; told < checker.violations.length; told += 1) {
      const violation = checker.violations[told];
      if (violation) say(`        ! ${violation.forward ?? 'the program'}: ${violation.rule}. ${violation.detail}`);
    }
  };
  for (const { alias } of places) observe({ type: 'said', event: { event: 'first look', alias, state: 'active' } });
  subject.onSaid((event) => observe({ type: 'said', event }));
  subject.onEnded((how) => checker.violated('program ended', how, clock.moment));
  const mustBeAsked = (alias: string) => checker.toBeAsked(clock.moment).has(alias);
  const load = new Load({ places, ports: subject.ports, observe, mustBeAsked });
  const stalled = new StalledClients(subject.ports, observe);
  const onPatienceEnded = ({ forwards }: PlannedFault) => {
    for (const alias of forwards) {
      if (!checker.recovering.has(alias) || !subject.mend(alias)) continue;
      observe({ type: 'mended', forward: alias });
    }
  };
  const executor = new Executor({ plan, world: { clusters, subject, stalled }, clock, observe, say, onPatienceEnded });
  const samples: Sample[] = [];
  const look = () => {
    const sum = subject.pids.flatMap((pid) => footprintOf(pid) ?? []);
    const total = (of: 'residentBytes' | 'descriptors' | 'threads') => sum.reduce((all, one) => all + one[of], 0);
    samples.push({
      atMs: clock.moment.real,
      residentBytes: total('residentBytes'),
      descriptors: total('descriptors'),
      threads: total('threads') - subject.lanes,
    });
  };
  const timers = [
    setInterval(() => {
      clock.sample(sampleMs, delays.take());
      executor.tick();
      observe({ type: 'tick' });
    }, sampleMs),
    setInterval(look, footprintMs),
  ];
  try {
    load.start();
    await executor.run();
    const end = clock.moment.real + calmMs;
    while (clock.moment.real < end) await new Promise((resolve) => setTimeout(resolve, sampleMs));
    observe({ type: 'end' });
  } finally {
    for (const timer of timers) clearInterval(timer);
    load.dispose();
  }
  const durationMs = clock.moment.real;
  const growth = growthOf(samples, durationMs, places.length);
  for (const { rule, grew } of growth) {
    const kinds = JSON.stringify(descriptorKinds(subject.pids[0] ?? 0));
    if (grew) checker.violated(rule, `more than is explained; descriptors: ${kinds}`, clock.moment);
  }
  return {
    outcomes: checker.outcomes,
    violations: checker.violations,
    growth,
    leftHanging: checker.leftHanging,
    heldUpMs: clock.heldUpMs,
    durationMs,
  };
}
