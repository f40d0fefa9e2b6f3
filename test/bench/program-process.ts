import type { AddressInfo } from 'node:net';
import { benchProgram } from './program';

/** The benchmark's app alone. Says its port in a line of JSON, and ends with its input. */
const server = benchProgram();
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
