import type { FairClock } from './fair-clock';
import { inflict, type World } from './inflict';
import type { Observation } from './observation';
import type { PlannedFault } from './plan';

export interface ExecutorOptions {
  readonly plan: readonly PlannedFault[];
  readonly world: World;
  readonly clock: FairClock;
  readonly observe: (observation: Observation) => void;
  readonly say: (line: string) => void;
  /** Whoever has not helped himself is helped. */
  readonly onPatienceEnded: (fault: PlannedFault) => void;
}

/** What a program that was restarted by hand may take to serve again, in milliseconds. */
const helpMs = 8_000;

/** Carries out a plan, on fair time: what is held up holds up what comes after it. */
export class Executor {
  readonly #waiting: { readonly atMs: number; readonly act: () => void }[] = [];

  constructor(private readonly options: ExecutorOptions) {}

  /** To be called often: does what is due. */
  tick(): void {
    const { fair } = this.options.clock.moment;
    const due = this.#waiting.filter(({ atMs }) => atMs <= fair);
    for (const one of due) this.#waiting.splice(this.#waiting.indexOf(one), 1);
    for (const { act } of due) act();
  }

  /** Settles when every fault is over and settled; rejects when one could not be laid or taken back. */
  async run(): Promise<void> {
    await Promise.all(this.options.plan.map((fault) => this.#one(fault)));
  }

  async #one(fault: PlannedFault): Promise<void> {
    const { world, observe, say, clock } = this.options;
    await this.#until(fault.beginMs);
    const where = [fault.context, fault.app].filter((part) => part !== null).join(' ') || 'everything';
    say(`${seconds(clock.moment.real)} ${fault.kind}: ${fault.forwards.length === 1 ? fault.forwards[0] : where}`);
    observe({ type: 'fault-begun', fault });
    const takeBack = await inflict(fault, world);
    await this.#until(Math.max(fault.overMs, clock.moment.fair));
    await takeBack();
    observe({ type: 'fault-over', fault: fault.id });
    // Early enough for help to have come when the next fault does.
    await this.#until(fault.settledMs - helpMs);
    this.options.onPatienceEnded(fault);
    await this.#until(fault.settledMs);
  }

  #until(atMs: number): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ atMs, act: resolve }));
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1).padStart(7)} s`;
}
