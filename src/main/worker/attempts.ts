import type { ForwardSpec } from '../../shared/forward';
import { type Problem, ProblemError } from '../../shared/problem';
import { defaultUpkeep, type Upkeep } from '../../shared/upkeep';
import { withDeadline } from '../base/deadline';
import type { Endpoint } from '../tunnel/endpoint';
import { TunnelError } from '../tunnel/tunnel';
import { resolveProblem } from './attempt-problem';
import type { WorkerTimings } from './protocol';
import type { ResolvedTarget } from './resolved-target';
import { tunnelProblem } from './tunnel-problem';
import { WitnessedUpstream } from './witnessed-upstream';
import type { WorkerHost } from './worker-host';

/** What an attempt to open a tunnel came to. */
export type Opened =
  | { readonly kind: 'open'; readonly upstream: WitnessedUpstream }
  /** New credentials might help. */
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'trouble'; readonly problem: Problem };

/** The two steps to a tunnel for one forward, each within its deadline. */
export class Attempts {
  readonly upkeep: Upkeep;
  readonly timings: WorkerTimings;

  constructor(
    private readonly spec: ForwardSpec,
    private readonly host: WorkerHost,
  ) {
    this.upkeep = spec.upkeep ?? defaultUpkeep;
    const { dialMs } = this.upkeep;
    this.timings = dialMs === null ? host.timings : { ...host.timings, connectMs: dialMs };
  }

  /** Rejects with a `ProblemError`. */
  async resolve(afresh: boolean, signal: AbortSignal): Promise<ResolvedTarget> {
    const work = (inner: AbortSignal) => this.host.resolve(this.spec, afresh, inner);
    try {
      return await withDeadline(this.host.clock, 'Looking for a pod', this.timings.resolveMs, work, signal);
    } catch (error) {
      throw new ProblemError(resolveProblem(error, this.spec), { cause: error });
    }
  }

  /** The API server did not take them: others are got before the next attempt. */
  credentialsRefused(): void {
    this.host.credentialsRefused(this.spec);
  }

  /** The way to the same pod with the credentials of now; the way that is known, when there are none. */
  async #renewed({ endpoint }: ResolvedTarget, signal: AbortSignal): Promise<Endpoint> {
    try {
      const now = await this.resolve(false, signal);
      return { ...now.endpoint, url: endpoint.url };
    } catch {
      return endpoint;
    }
  }

  /** Never rejects. A tunnel that opens when nobody waits for it any more is let go. */
  async open(target: ResolvedTarget, signal: AbortSignal): Promise<Opened> {
    const { clock, connectUpstream } = this.host;
    const { connectMs } = this.timings;
    const options = {
      connectMs,
      keepAliveMs: this.upkeep.keepAliveMs,
      renewedEndpoint: (inner: AbortSignal) => this.#renewed(target, inner),
      credentialsRefused: () => this.credentialsRefused(),
    };
    const work = async (inner: AbortSignal) => {
      const upstream = await connectUpstream(target, inner, options);
      if (!inner.aborted) return upstream;
      upstream.dispose();
      throw new TunnelError('aborted', 'The tunnel is not wanted any more.');
    };
    try {
      const upstream = await withDeadline(clock, 'Opening a tunnel', connectMs, work, signal);
      return { kind: 'open', upstream: new WitnessedUpstream(upstream, clock) };
    } catch (error) {
      if (error instanceof TunnelError && error.kind === 'unauthorized') return { kind: 'unauthorized' };
      return { kind: 'trouble', problem: tunnelProblem(error, this.spec, target) };
    }
  }
}
