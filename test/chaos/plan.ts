import type { AppName } from '../../src/main/demo/model-scene';
import { seededRandom } from '../support/seeded-random';
import { durationMs, lingerMs, servedBound } from './bounds';
import { faultKinds, traitsOf, type FaultKind } from './kinds';
import { layoutOf, type ContextName, type Place } from './layout';
import { chaosSettings, type ChaosSettings } from './settings';

/** A fault at its time, in milliseconds since the start. */
export interface PlannedFault {
  readonly id: number;
  readonly kind: FaultKind;
  /** Null for what hits the program itself. */
  readonly context: ContextName | null;
  readonly app: AppName | null;
  /** Aliases of the forwards that it may hit. */
  readonly forwards: readonly string[];
  readonly beginMs: number;
  readonly overMs: number;
  /** When nothing of it is left, if everything keeps its bound. */
  readonly settledMs: number;
  /** In [0, 1): which of several, where that is only known on the spot. */
  readonly pick: number;
}

/** Everybody connects, and the first figures of memory are taken. */
export const warmUpMs = 4_000;
/** Nothing is done at the end, for the last figures and the last word of every forward. */
export const calmMs = 8_000;
/**
 * After five hard restarts in ten minutes the product gives a forward up, and one whose lanes keep being lost it keeps
 * apart, waits for and in the end does not start again: fewer are provoked.
 */
const hardLimit = 4;
const hardWindowMs = 10 * 60_000;

const mayRestartHard: ReadonlySet<FaultKind> = new Set(['lane in a loop', 'lane frozen', 'lane crashed', 'pod silent']);

/** Tokens are shown to two of the clusters; the third knows its user by a certificate. */
const contextsOf: Partial<Readonly<Record<FaultKind, readonly ContextName[]>>> = {
  'token expired': ['north', 'east'],
  'client certificate renewed': ['south'],
};

/**
 * What is done when: the same for the same seed. Every kind that may be done again comes in each round, several at a time,
 * yet never two that could be taken for one another: while a forward suffers one fault, and until that is over and told, it
 * suffers no other.
 * `patienceMs` is how much longer than the bounds a program gets to recover.
 */
export function planOf(
  seed: number,
  minutes: number,
  forwards: number,
  kinds: readonly FaultKind[] = faultKinds,
  settings: ChaosSettings = chaosSettings,
  patienceMs = 0,
): readonly PlannedFault[] {
  const random = seededRandom(seed);
  const planner = new Planner(layoutOf(forwards), random, settings, patienceMs);
  const endMs = minutes * 60_000 - calmMs;
  for (;;) {
    const fitting = round(kinds, random).filter((kind) => planner.add(kind, endMs));
    if (fitting.length === 0) return [...planner.plan].sort((a, b) => a.beginMs - b.beginMs);
  }
}

/** All kinds once, those that hit the program spread among the others: nothing else can be done at their time. */
function round(kinds: readonly FaultKind[], random: () => number): FaultKind[] {
  const alone = shuffled(
    kinds.filter((kind) => traitsOf[kind].reach === 'program'),
    random,
  );
  const together = shuffled(
    kinds.filter((kind) => traitsOf[kind].reach !== 'program'),
    random,
  );
  const half = Math.ceil(alone.length / 2);
  return [...together, ...alone].length === 0
    ? []
    : [...together.slice(0, 7), ...alone.slice(0, half), ...together.slice(7), ...alone.slice(half)];
}

class Planner {
  readonly plan: PlannedFault[] = [];

  constructor(
    private readonly places: readonly Place[],
    private readonly random: () => number,
    private readonly settings: ChaosSettings,
    private readonly patienceMs: number,
  ) {}

  /** Puts a fault of this kind as early as possible; answers whether there was time for it, and it was not too much. */
  add(kind: FaultKind, endMs: number): boolean {
    const duration = this.#durationOf(kind);
    const afterMs = servedBound(kind, this.settings).ms + lingerMs(this.settings) + this.patienceMs;
    const lasts = traitsOf[kind].lasts;
    const spans = Math.max(duration, lasts ? duration + afterMs : afterMs);
    const gapMs = 100 + this.random() * 600;
    const pick = this.random();
    const options = this.#targets(kind)
      .map((target) => ({ ...target, beginMs: this.#freeAt(target) + gapMs }))
      .filter(({ forwards, beginMs }) => !mayRestartHard.has(kind) || this.#mayRestartHard(forwards, beginMs));
    const best = options.sort((a, b) => a.beginMs - b.beginMs)[0];
    if (!best || best.beginMs + spans > endMs) return false;
    this.plan.push({
      id: this.plan.length + 1,
      kind,
      ...best,
      overMs: best.beginMs + duration,
      settledMs: best.beginMs + spans,
      pick,
    });
    return true;
  }

  #durationOf(kind: FaultKind): number {
    const [least, most] = durationMs(kind, this.settings);
    return Math.round(least + this.random() * (most - least));
  }

  /** What the kind may hit, in an order of chance. */
  #targets(kind: FaultKind): Pick<PlannedFault, 'context' | 'app' | 'forwards'>[] {
    const { reach } = traitsOf[kind];
    const aliases = (is: (place: Place) => boolean) => this.places.filter(is).map(({ alias }) => alias);
    if (reach === 'program') return [{ context: null, app: null, forwards: aliases(() => true) }];
    if (reach === 'forward') {
      const busy = this.places.filter(({ role }) => role !== 'idle');
      return shuffled(busy, this.random).map(({ context, app, alias }) => ({ context, app, forwards: [alias] }));
    }
    const possible = contextsOf[kind];
    const chosen = possible ? this.places.filter(({ context: name }) => possible.includes(name)) : this.places;
    if (reach === 'context') {
      const names = [...new Set(chosen.map(({ context }) => context))];
      return shuffled(names, this.random).map((context) => {
        return { context, app: null, forwards: aliases((place) => place.context === context) };
      });
    }
    const pairs = [...new Map(chosen.map(({ context, app }) => [`${context} ${app}`, { context, app }])).values()];
    return shuffled(pairs, this.random).map(({ context, app }) => {
      return { context, app, forwards: aliases((place) => place.context === context && place.app === app) };
    });
  }

  /** When the target has nothing left of earlier faults. */
  #freeAt({ forwards, context, app }: Pick<PlannedFault, 'context' | 'app' | 'forwards'>): number {
    let free = warmUpMs;
    for (const earlier of this.plan) {
      const isShared = earlier.forwards.some((alias) => forwards.includes(alias));
      // One forward of an app that is hit is not hit by itself; its app is.
      const isSameApp = earlier.context === context && (app === null || earlier.app === null || earlier.app === app);
      if (isShared || isSameApp) free = Math.max(free, earlier.settledMs);
    }
    return free;
  }

  /** Waiting for it instead would leave everything else in peace for minutes. */
  #mayRestartHard(forwards: readonly string[], at: number): boolean {
    const recent = this.plan
      .filter((earlier) => mayRestartHard.has(earlier.kind) && earlier.beginMs > at - hardWindowMs)
      .map((earlier) => new Set(earlier.forwards));
    return forwards.every((alias) => recent.filter((hit) => hit.has(alias)).length < hardLimit);
  }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
