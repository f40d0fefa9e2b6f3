import { appRefuses } from '../../shared/ailments';
import type { Problem } from '../../shared/problem';
import type { ProbeSettings } from '../../shared/upkeep';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { flappingAilment, isLoss, type Losses, lossesAt, noLosses, withLoss } from './flapping';
import { type Health, judge, type Outcome, type Patience, well } from './judge';
import type { ResolvedTarget } from './resolved-target';
import type { Ticker } from './ticker';
import type { Testimony } from './witnessed-upstream';
import type { WorkerInput, WorkerState } from './worker-state';

/** What local connections meet is the truth: as soon as one is taken, the app takes connections. */
const witnessPatience: Patience = { failures: 3, successes: 1 };

export interface WellbeingOptions {
  readonly clock: Clock;
  readonly ticker: Ticker;
  /** `ailment` answers something else than before. */
  onDidChange(): void;
}

/** What is wrong with a forward besides its state: its app, as probes and connections find it, and how often it is lost. */
export class Wellbeing implements Disposable {
  #pod: string | null = null;
  #probed: Health = well;
  #witnessed: Health = well;
  #losses: Losses = noLosses;
  /** Counts an episode's losses down. */
  #countdown: Disposable | null = null;

  constructor(private readonly options: WellbeingOptions) {}

  /** What to say of a forward that has a tunnel, or has none. */
  ailment(hasTunnel: boolean): Problem | null {
    const ofApp = hasTunnel ? (this.#probed.ailment ?? this.#witnessed.ailment) : null;
    return ofApp ?? flappingAilment(this.#losses);
  }

  /** It leads to this pod from now on: what was held against another one does not count. */
  #leadTo({ podUid }: ResolvedTarget): void {
    if (podUid === this.#pod) return;
    this.#pod = podUid;
    this.#probed = well;
    this.#witnessed = well;
  }

  /** It is probed otherwise from now on, or not at all. */
  forgetProbes(): void {
    this.#update(() => (this.#probed = well));
  }

  /** A probe's connection that was taken shows what any other would. */
  noteProbe(outcome: Outcome, patience: ProbeSettings): void {
    const now = this.options.clock.now();
    this.#update(() => {
      this.#probed = judge(this.#probed, outcome, patience, now);
      if (outcome === null) this.#witnessed = judge(this.#witnessed, null, witnessPatience, now);
    });
  }

  noteTestimony(testimony: Testimony, { pod, podPort }: ResolvedTarget): void {
    const outcome = testimony === 'taken' ? null : appRefuses({ pod, port: podPort });
    this.#update(() => {
      this.#witnessed = judge(this.#witnessed, outcome, witnessPatience, this.options.clock.now());
    });
  }

  /** The worker's state is another. */
  follow(from: WorkerState, to: WorkerState, input: WorkerInput): void {
    if (from.kind === 'forwarding') this.#noteEnd(input);
    if (to.kind === 'forwarding') this.#leadTo(to.target);
    if (to.kind === 'idle') this.dispose();
  }

  /** This has happened to a tunnel that was up. Says nothing of it itself: the forward's state changes anyway. */
  #noteEnd(input: WorkerInput): void {
    if (input.type === 'trouble') this.#noteLoss(input.problem);
    else if (input.type === 'reconnect') this.#noteLoss(input.cause);
  }

  /** Nothing has happened yet. */
  dispose(): void {
    this.#pod = null;
    this.#probed = well;
    this.#witnessed = well;
    this.#losses = noLosses;
    this.#endCountdown();
  }

  #noteLoss(cause: Problem): void {
    if (!isLoss(cause)) return;
    this.#losses = withLoss(this.#losses, cause.suspect, this.options.clock.now());
    if (this.#losses.isEpisode) this.#countdown ??= this.options.ticker.onTick(() => this.#countDown());
  }

  #countDown(): void {
    this.#update(() => (this.#losses = lossesAt(this.#losses, this.options.clock.now())));
    if (!this.#losses.isEpisode) this.#endCountdown();
  }

  #endCountdown(): void {
    this.#countdown?.dispose();
    this.#countdown = null;
  }

  #update(change: () => void): void {
    const before = [this.#probed, this.#witnessed, this.#losses];
    change();
    const after = [this.#probed, this.#witnessed, this.#losses];
    if (after.some((value, index) => value !== before[index])) this.options.onDidChange();
  }
}
