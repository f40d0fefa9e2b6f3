import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A TCP proxy to the port of its first argument that holds every chunk back for the milliseconds of its second, each
 * way: a network with twice that round trip time. Says its port in a line of JSON, and ends with its input.
 */
const [targetPort, delayMs] = process.argv.slice(2).map(Number);

/** What may be on its way, in bytes: the bandwidth-delay product of a fast network. */
const windowBytes = 16 * 1024 * 1024;

function carry(from: Socket, to: Socket): void {
  let underWay = 0;
  const later = (act: () => void) => setTimeout(act, delayMs);
  from.on('data', (chunk: Buffer) => {
    underWay += chunk.length;
    if (underWay > windowBytes) from.pause();
    later(() => {
      underWay -= chunk.length;
      if (!to.destroyed) to.write(chunk);
      if (underWay <= windowBytes) from.resume();
    });
  });
  from.on('end', () => later(() => to.end()));
  from.on('error', () => from.destroy());
  from.on('close', () => later(() => to.destroy()));
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const target = connect({ host: '127.0.0.1', port: targetPort ?? 0, allowHalfOpen: true, noDelay: true });
  carry(client, target);
  carry(target, client);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
