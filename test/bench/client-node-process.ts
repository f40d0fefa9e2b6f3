import { createServer, type AddressInfo } from 'node:net';
import { KubeConfig, PortForward } from '@kubernetes/client-node';

/**
 * What a program gets that forwards with client-node's own `PortForward`, written as its examples are. Arguments:
 * kubeconfig, context, namespace, pod, port. Says its local port in a line of JSON, and ends with its input.
 */
const [file = '', context = '', namespace = '', pod = '', port = ''] = process.argv.slice(2);

const config = new KubeConfig();
config.loadFromFile(file);
config.setCurrentContext(context);
const forward = new PortForward(config);
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  forward.portForward(namespace, pod, [Number(port)], socket, null, socket).catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    socket.destroy();
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));

/** What client-node rejects with is no `Error` but a WebSocket's event. */
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
