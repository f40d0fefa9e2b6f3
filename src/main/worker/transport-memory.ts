import type { Transport } from '../../shared/forward';
import type { Clock } from '../base/clock';

/** How long a transport that is not the best is taken for granted, in milliseconds: gateways get mended and upgraded. */
export const rememberMs = 10 * 60_000;

const best: Transport = 'websocket';

/** Which transport each API server took the last time. */
export class TransportMemory {
  readonly #choices = new Map<string, { readonly transport: Transport; readonly since: number }>();

  constructor(private readonly clock: Clock) {}

  /** In the order to try them: what worked, unless it is time to look for better; then from the best to the last resort. */
  order(clusterKey: string): readonly Transport[] {
    const choice = this.#choices.get(clusterKey);
    const all: readonly Transport[] = [best, 'spdy', 'v4'];
    if (!choice || this.clock.now() - choice.since >= rememberMs) return all;
    return [choice.transport, ...all.filter((transport) => transport !== choice.transport)];
  }

  /** `transport` has just worked. A choice that is confirmed is not renewed: its time runs from when it was made. */
  worked(clusterKey: string, transport: Transport): void {
    const choice = this.#choices.get(clusterKey);
    const now = this.clock.now();
    const stands = choice?.transport === transport && now - choice.since < rememberMs;
    if (!stands) this.#choices.set(clusterKey, { transport, since: now });
  }
}
