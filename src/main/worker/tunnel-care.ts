import type { ForwardSpec } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import type { Disposable } from '../base/disposable';
import type { Attempts } from './attempts';
import type { Disuse } from './disuse';
import { Prober } from './prober';
import { Renewal } from './renewal';
import type { ResolvedTarget } from './resolved-target';
import { type Wear, wearOf } from './wear';
import type { Wellbeing } from './wellbeing';
import type { WitnessedUpstream } from './witnessed-upstream';
import type { WorkerHost } from './worker-host';

export interface TunnelCareOptions {
  readonly spec: ForwardSpec;
  readonly host: WorkerHost;
  readonly attempts: Attempts;
  readonly upstream: WitnessedUpstream;
  readonly target: ResolvedTarget;
  readonly wellbeing: Wellbeing;
  readonly disuse: Pick<Disuse, 'ms'>;
  /** Nobody has used it for as long as the forward keeps a tunnel for nobody. */
  onIdle(idleMs: number): void;
  /** The new tunnel is the listener's. */
  onRenewed(upstream: WitnessedUpstream, target: ResolvedTarget): void;
}

/**
 * Looks after a tunnel that is up, as the forward's spec asks for: probes the app through it, replaces it when it is worn,
 * and says when nobody uses it. Costs nothing when nothing is asked for.
 */
export class TunnelCare implements Disposable {
  readonly #prober: Prober | null;
  /** This tunnel's own, so that its limits stay the same while it lives. */
  readonly #chance: number;
  readonly #ticks: Disposable | null;
  #renewal: Renewal | null = null;
  #hasSpoken = false;

  constructor(private readonly options: TunnelCareOptions) {
    const { host, attempts, spec } = options;
    const { probe, maxAgeMs, maxIdleMs } = attempts.upkeep;
    this.#chance = host.random();
    this.#prober = probe && this.#proberFor(probe);
    const isNeeded = probe !== null || maxAgeMs !== null || maxIdleMs !== null || spec.idleMs !== undefined;
    this.#ticks = isNeeded ? host.ticker.onTick(() => this.#tick()) : null;
  }

  dispose(): void {
    this.#ticks?.dispose();
    this.#prober?.dispose();
    this.#renewal?.dispose();
  }

  #proberFor(settings: NonNullable<Attempts['upkeep']['probe']>): Prober {
    const { host, upstream, target, wellbeing } = this.options;
    return new Prober({
      clock: host.clock,
      random: host.random,
      upstream,
      app: { pod: target.pod, port: target.podPort },
      settings,
      onOutcome: (outcome) => wellbeing.noteProbe(outcome, settings),
    });
  }

  #tick(): void {
    const { upstream, attempts, spec, disuse } = this.options;
    const unusedMs = spec.idleMs === undefined ? 0 : disuse.ms();
    if (spec.idleMs !== undefined && unusedMs >= spec.idleMs) {
      this.options.onIdle(unusedMs);
      return;
    }
    this.#prober?.tick();
    const wear = wearOf({ ageMs: upstream.ageMs(), idleMs: upstream.idleMs() }, attempts.upkeep, this.#chance);
    if (wear === null) {
      this.#renewal?.dispose();
      this.#renewal = null;
      return;
    }
    if (!attempts.upkeep.renewsWorn) this.#speak(wear, null);
    else {
      this.#renewal ??= this.#renew(wear);
      this.#renewal.tick();
    }
  }

  #renew(wear: Wear): Renewal {
    const { host, spec, attempts } = this.options;
    return new Renewal({
      clock: host.clock,
      random: host.random,
      attempts,
      onTrouble: (problem) => this.#speak(wear, problem),
      onOpen: (upstream, target, tookMs) => {
        const { pod } = target;
        host.publishWear(spec, { kind: 'renewed', ...wear, pod, transport: upstream.transport, tookMs });
        this.options.onRenewed(upstream, target);
      },
    });
  }

  /** Once in a tunnel's life. */
  #speak(wear: Wear, problem: Problem | null): void {
    if (this.#hasSpoken) return;
    this.#hasSpoken = true;
    const { host, spec } = this.options;
    host.publishWear(spec, { kind: 'stays', ...wear, problem });
  }
}
