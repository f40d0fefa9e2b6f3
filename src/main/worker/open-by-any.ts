import type { Transport } from '../../shared/forward';
import type { Clock } from '../base/clock';
import { openTunnel } from '../tunnel/connect';
import { openChannelTunnel } from '../tunnel/connect-channels';
import type { Endpoint } from '../tunnel/endpoint';
import { type Tunnel, TunnelError } from '../tunnel/tunnel';

export interface OpenByAnyOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** All of them, in the order to try. */
  readonly order: readonly Transport[];
  /** See `SessionLimits`. Default true. */
  readonly earlyData?: boolean;
  /** How long it may take in all, in milliseconds. Only the signal, unless given. */
  readonly budgetMs?: number;
  /** As in `OpenTunnelOptions`. */
  readonly onBusy?: () => void;
}

/**
 * Opens a tunnel by the first transport that serves. The one of a connection for each stream comes first only where it
 * worked before; else it is the last resort, and only after answers that leave hope: a permission is missing for it too,
 * and a server that is busy should not be asked again. Rejects with a `TunnelError` of the better transports.
 */
export async function openByAny(
  endpoint: Endpoint,
  { signal, clock, order, earlyData = true, budgetMs = Infinity, onBusy }: OpenByAnyOptions,
): Promise<Tunnel> {
  const endsAt = clock.now() + budgetMs;
  const isFirst = order[0] === 'v4';
  if (isFirst) {
    const tunnel = await openChannelTunnel(endpoint, { signal, clock }).catch(unlessHopeless);
    if (tunnel) return tunnel;
  }
  try {
    const leftMs = endsAt - clock.now();
    const tried = { transports: order, limits: { earlyData }, budgetMs: leftMs, ...(onBusy ? { onBusy } : {}) };
    return await openTunnel(endpoint, { signal, clock, ...tried });
  } catch (error) {
    if (isFirst) throw error;
    unlessHopeless(error);
    const tunnel = await openChannelTunnel(endpoint, { signal, clock }).catch(unlessHopeless);
    if (tunnel) return tunnel;
    throw error;
  }
}

/** For what other transports might fare better with. */
function unlessHopeless(error: unknown): null {
  if (error instanceof TunnelError && (error.kind === 'refused' || error.kind === 'silent')) return null;
  throw error;
}
