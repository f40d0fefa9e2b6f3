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
  return ({ endpoint, clusterKey }, signal, options) => {
    const budgetMs = options?.connectMs ?? connectMs;
    const keepAliveMs = options?.keepAliveMs ?? null;
    const way = keepAliveMs === null ? endpoint : { ...endpoint, keepAliveMs };
    const openBy = async (attempt: AbortSignal) => {
      const order = memory.order(clusterKey);
      const tunnel = await openByAny(way, { signal: attempt, clock, order, earlyData, budgetMs });
      memory.worked(clusterKey, tunnel.transport);
      return tunnel;
    };
    const open = (attempt: AbortSignal) => withDeadline(clock, 'Opening a tunnel', budgetMs, openBy, attempt);
    return TunnelPool.connect({ open, clock }, signal);
  };
}
