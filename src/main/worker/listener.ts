import net from 'node:net';
import { ProblemError, type Problem } from '../../shared/problem';
import { addressText } from '../../shared/forward';
import { isOutOfDescriptors, outOfDescriptors } from '../base/descriptors';
import type { Disposable } from '../base/disposable';
import { findPortOwner } from './port-owner';

/** A bound local port. Disposing frees it at once; connections already accepted are not its business. */
export interface Listener extends Disposable {
  readonly port: number;
  /** The descriptor of the listening socket, where the platform has one. */
  readonly descriptor: number | null;
}

export type OpenListener = (
  address: string,
  port: number,
  onConnection: (socket: net.Socket) => void,
) => Promise<Listener>;

/**
 * Binds a local port. Sockets arrive paused and half-open: nothing is read from them until a tunnel can take it.
 * Rejects with a `ProblemError` that names the owner of a taken port.
 */
export const openListener: OpenListener = async (address, port, onConnection) => {
  const server = net.createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, onConnection);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port, exclusive: true }, resolve);
    });
  } catch (error) {
    throw new ProblemError(await bindProblem(error as NodeJS.ErrnoException, address, port), { cause: error });
  }
  // Accepting can fail later (out of descriptors): the port stays bound and the next connection is tried anew.
  server.removeAllListeners('error');
  server.on('error', () => undefined);
  return {
    port: (server.address() as net.AddressInfo).port,
    descriptor: descriptorOf(server),
    dispose: () => void server.close(),
  };
};

async function bindProblem(error: NodeJS.ErrnoException, address: string, port: number): Promise<Problem> {
  const where = addressText(address, port);
  if (isOutOfDescriptors(error)) return outOfDescriptors(`open ${where}`);
  switch (error.code) {
    case 'EADDRINUSE': {
      const owner = await findPortOwner(port);
      return {
        code: 'port-taken',
        message: `${where} is taken${owner ? ` by ${owner.name} (pid ${String(owner.pid)})` : ''}.`,
        hint: `${owner ? `Stop ${owner.name}` : 'Free the port'} or choose another localPort, then restart the forward.`,
        suspect: 'local',
      };
    }
    case 'EACCES':
      return {
        code: 'port-forbidden',
        message: `${where} may not be opened: this system keeps ports below 1024 for the administrator.`,
        hint: 'Choose a localPort of 1024 or above.',
        suspect: 'local',
      };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        code: 'address-unavailable',
        message: `${where} cannot be opened: this machine has no address ${address}.`,
        hint: 'Portwatch opens it when the address is there. Otherwise correct bindAddress; 127.0.0.1 is always there.',
        suspect: 'local',
      };
    default:
      return {
        code: 'unexpected',
        message: `${where} cannot be opened: ${error.message}.`,
        hint: 'Portwatch keeps trying.',
        suspect: 'local',
      };
  }
}

/** Node does not publish the descriptor of a server; the handle that carries it has had this shape since 0.12. */
function descriptorOf(server: net.Server): number | null {
  const { _handle: handle } = server as unknown as { _handle?: { fd?: number } | null };
  return typeof handle?.fd === 'number' && handle.fd >= 0 ? handle.fd : null;
}
