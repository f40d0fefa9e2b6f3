import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import { TunnelPool } from '../tunnel/pool';
import { openByAny } from './open-by-any';
import { TransportMemory } from './transport-memory';
import type { ConnectUpstream } from './upstream';

/**
 * Opens pools of tunnels, and remembers per API server which transport it takes. Each tunnel has to be up within
 * `connectMs`: those that a pool adds later have nobody else to give them up.
 */
export function connectUpstreamWith(clock: Clock, connectMs: number, earlyData = true): ConnectUpstream {
  const memory = new TransportMemory(clock);
  return ({ endpoint, clusterKey }, signal) => {
    const openBy = async (attempt: AbortSignal) => {
      const tunnel = await openByAny(endpoint, { signal: attempt, clock, order: memory.order(clusterKey), earlyData });
      memory.worked(clusterKey, tunnel.transport);
      return tunnel;
    };
    const open = (attempt: AbortSignal) => withDeadline(clock, 'Opening a tunnel', connectMs, openBy, attempt);
    return TunnelPool.connect({ open, clock }, signal);
  };
}
