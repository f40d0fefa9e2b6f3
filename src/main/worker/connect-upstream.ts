import type { Transport } from '../../shared/forward';
import type { Clock } from '../base/clock';
import { openTunnel } from '../tunnel/connect';
import { TunnelPool } from '../tunnel/pool';
import type { ConnectUpstream } from './upstream';

const transports: readonly Transport[] = ['websocket', 'spdy'];

/** The order in which to try transports, given the one that worked the last time. */
export function transportOrder(worked: Transport | undefined): readonly Transport[] {
  return worked === undefined ? transports : [worked, ...transports.filter((transport) => transport !== worked)];
}

/** Opens pools of tunnels, and remembers per API server which transport it takes. */
export function connectUpstreamWith(clock: Clock): ConnectUpstream {
  const worked = new Map<string, Transport>();
  return ({ endpoint, clusterKey }, signal) => {
    const open = async (attempt: AbortSignal) => {
      const order = transportOrder(worked.get(clusterKey));
      const tunnel = await openTunnel(endpoint, { signal: attempt, clock, transports: order });
      worked.set(clusterKey, tunnel.transport);
      return tunnel;
    };
    return TunnelPool.connect({ open, clock }, signal);
  };
}
