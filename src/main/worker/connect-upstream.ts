import type { Transport } from '../../shared/forward';
import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import { openTunnel } from '../tunnel/connect';
import { TunnelPool } from '../tunnel/pool';
import type { ConnectUpstream } from './upstream';

const transports: readonly Transport[] = ['websocket', 'spdy'];

/** The order in which to try transports, given the one that worked the last time. */
export function transportOrder(worked: Transport | undefined): readonly Transport[] {
  return worked === undefined ? transports : [worked, ...transports.filter((transport) => transport !== worked)];
}

/**
 * Opens pools of tunnels, and remembers per API server which transport it takes. Each tunnel has to be up within
 * `connectMs`: those that a pool adds later have nobody else to give them up.
 */
export function connectUpstreamWith(clock: Clock, connectMs: number): ConnectUpstream {
  const worked = new Map<string, Transport>();
  return ({ endpoint, clusterKey }, signal) => {
    const openBy = async (attempt: AbortSignal) => {
      const order = transportOrder(worked.get(clusterKey));
      const tunnel = await openTunnel(endpoint, { signal: attempt, clock, transports: order });
      worked.set(clusterKey, tunnel.transport);
      return tunnel;
    };
    const open = (attempt: AbortSignal) => withDeadline(clock, 'Opening a tunnel', connectMs, openBy, attempt);
    return TunnelPool.connect({ open, clock }, signal);
  };
}
