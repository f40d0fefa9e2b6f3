import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import type { Endpoint } from '../tunnel/endpoint';
import { askingKernel } from '../tunnel/kernel-paths';
import { TunnelPool } from '../tunnel/pool';
import { TunnelError } from '../tunnel/tunnel';
import { openByAny } from './open-by-any';
import { TransportMemory } from './transport-memory';
import type { ConnectUpstream } from './upstream';

/**
 * Opens pools of tunnels, and remembers per API server which transport it takes. Each tunnel has to be up within
 * `connectMs`: those that a pool adds later have nobody else to give them up.
 */
export function connectUpstreamWith(clock: Clock, connectMs: number, earlyData = true): ConnectUpstream {
  const memory = new TransportMemory(clock);
  const askPath = askingKernel();
  return ({ endpoint, clusterKey }, signal, options) => {
    const budgetMs = options?.connectMs ?? connectMs;
    const keepAliveMs = options?.keepAliveMs ?? null;
    const openBy = async (way: Endpoint, attempt: AbortSignal) => {
      const order = memory.order(clusterKey);
      const kept = keepAliveMs === null ? way : { ...way, keepAliveMs };
      let busyTimes = 0;
      const onBusy = () => (busyTimes += 1);
      const tunnel = await openByAny(kept, { signal: attempt, clock, order, earlyData, budgetMs, onBusy });
      // Where the better one was only busy, the other one has not shown that it is needed.
      if (busyTimes === 0) memory.worked(clusterKey, tunnel.transport);
      return tunnel;
    };
    let isFirst = true;
    const openNext = async (attempt: AbortSignal) => {
      if (isFirst || !options) {
        isFirst = false;
        return openBy(endpoint, attempt);
      }
      try {
        return await openBy(await options.renewedEndpoint(attempt), attempt);
      } catch (error) {
        if (error instanceof TunnelError && error.kind === 'unauthorized') options.credentialsRefused();
        throw error;
      }
    };
    const open = (attempt: AbortSignal) => withDeadline(clock, 'Opening a tunnel', budgetMs, openNext, attempt);
    return TunnelPool.connect({ open, clock, askPath }, signal);
  };
}
