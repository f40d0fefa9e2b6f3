import { tookText } from '../../shared/durations-text';
import type { ForwardSpec, Transport } from '../../shared/forward';
import { transportText } from '../../shared/phrases';
import type { Problem } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { openTunnel } from '../tunnel/connect';
import { openChannelTunnel } from '../tunnel/connect-channels';
import { type Tunnel, TunnelError, type TunnelErrorKind } from '../tunnel/tunnel';
import { mostTelling } from '../tunnel/verdict';
import type { ResolvedTarget } from '../worker/resolved-target';
import { tunnelProblem } from '../worker/tunnel-problem';
import { failed, type Found, ok, warning } from './finding';

/** All transports get their time, in milliseconds. */
export const tunnelMs = 20_000;

/** How often it is looked whether the ping has been answered, in milliseconds. */
const lookMs = 5;
/** Who has just answered answers again; a ping without an answer is told as such after this, in milliseconds. */
const pingMs = 2_000;

/** Other transports may fare better with these. */
const worthAnotherTry: readonly TunnelErrorKind[] = ['forbidden', 'busy', 'refused', 'silent'];

/** Opens a tunnel of its own to the pod, by each transport in order until one is taken. The caller disposes it. */
export class TunnelStep {
  #opened: Tunnel | null = null;

  constructor(
    private readonly spec: ForwardSpec,
    private readonly target: ResolvedTarget,
    private readonly clock: Clock,
  ) {}

  readonly run = async (signal: AbortSignal): Promise<Found<Tunnel>> => {
    const failures: { transport: Transport; error: TunnelError }[] = [];
    for (const transport of ['websocket', 'spdy', 'v4'] as const) {
      if (transport === 'v4' && !leavesHope(failures.map(({ error }) => error.kind))) break;
      const startedAt = this.clock.now();
      try {
        const tunnel = await this.#open(transport, signal);
        const took = tookText(this.clock.now() - startedAt);
        const roundTripMs = await this.#roundTrip(tunnel, signal);
        const ping = roundTripMs === null ? 'no answer to a ping' : `a ping comes back in ${tookText(roundTripMs)}`;
        const others = failures.map(({ error }) => `. ${error.message}`).join('');
        const detail = `${transportText(transport)} in ${took}, ${ping}${others}`;
        const isWell = roundTripMs !== null && transport !== 'v4';
        return { finding: isWell ? ok(detail) : warning(detail), gained: tunnel };
      } catch (error) {
        if (!(error instanceof TunnelError) || signal.aborted) throw error;
        failures.push({ transport, error });
        if (!worthAnotherTry.includes(error.kind)) break;
      }
    }
    return { finding: failed(this.#problemOf(failures.map(({ error }) => error))), gained: null };
  };

  readonly explain = (error: unknown): Problem => tunnelProblem(error, this.spec, this.target);

  /** Whatever became of the step. */
  dispose(): void {
    this.#opened?.dispose();
  }

  async #open(transport: Transport, signal: AbortSignal): Promise<Tunnel> {
    const { endpoint } = this.target;
    const options = { signal, clock: this.clock };
    const opening =
      transport === 'v4'
        ? openChannelTunnel(endpoint, options)
        : openTunnel(endpoint, { ...options, transports: [transport] });
    const tunnel = await opening;
    // Given up while it opened: nobody else would close it.
    if (signal.aborted) tunnel.dispose();
    this.#opened = tunnel;
    return tunnel;
  }

  /** Milliseconds from a ping to the next byte; null when there is none. */
  async #roundTrip(tunnel: Tunnel, signal: AbortSignal): Promise<number | null> {
    const startedAt = this.clock.now();
    tunnel.ping();
    while (!signal.aborted && !tunnel.closed && this.clock.now() - startedAt < pingMs) {
      await new Promise<void>((resolve) => this.clock.setTimeout(resolve, lookMs));
      const heardAt = this.clock.now() - tunnel.silentMs();
      if (heardAt > startedAt) return heardAt - startedAt;
    }
    return null;
  }

  #problemOf(errors: readonly TunnelError[]): Problem {
    const stopping = errors.find(({ kind }) => !worthAnotherTry.includes(kind));
    if (stopping) return this.explain(stopping);
    const message = errors.map((error) => error.message).join('; ');
    return this.explain(new TunnelError(mostTelling(errors.map(({ kind }) => kind)), message));
  }
}

/** As for forwards: the last resort needs the same permission, and a busy server should not be asked again. */
function leavesHope(kinds: readonly TunnelErrorKind[]): boolean {
  return ['refused', 'silent'].includes(mostTelling(kinds));
}
