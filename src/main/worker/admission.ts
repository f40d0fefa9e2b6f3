import type net from 'node:net';
import type { LocalSide } from './local-side';
import type { Upstream } from './upstream';
import type { WorkerState } from './worker-state';

/**
 * What becomes of a local connection: it goes through `upstream`, which is the present one if there is one, or is held until
 * there is one, or is reset when none will come. Answers whether it was held.
 */
export function admit(
  socket: net.Socket,
  state: WorkerState,
  upstream: Upstream | null,
  { connections, held }: Pick<LocalSide, 'connections' | 'held'>,
): boolean {
  if (state.kind === 'failed' || state.kind === 'idle') {
    socket.resetAndDestroy();
    return false;
  }
  if (state.kind === 'forwarding' && upstream && connections.add(socket, upstream, state.target.podPort)) return false;
  held.hold(socket);
  return true;
}
