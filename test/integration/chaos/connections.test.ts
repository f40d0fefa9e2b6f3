import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { DemoContent } from '../../../src/main/demo/demo-content';
import { receive } from '../../chaos/connections';

const bytes = 100_000;
const content = new DemoContent();

/** What the checker's client says of a download that this app gives. */
async function endingOf(app: (socket: Socket) => void): Promise<string> {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => app(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const transfer = { bytes, piece: bytes, everyMs: 0, onWaiting: () => undefined };
  return (await receive(port, transfer, () => undefined)).kind;
}

let server: Server | null = null;
afterEach(() => server?.close());

describe('a download', () => {
  // In one turn, so that the client's event loop meets data and hang-up at once.
  it.each(Array.from({ length: 20 }, (_, time) => time))('that is reset right after data is cut off (%i)', async () => {
    const ending = await endingOf((socket) => {
      socket.write(content.piece(0, 30_000));
      socket.resetAndDestroy();
    });
    expect(ending).toBe('cut');
  });

  it('that ends too early has ended as if by the app', async () => {
    expect(await endingOf((socket) => socket.end(content.piece(0, 30_000)))).toBe('ended');
  });

  it('that ends after its last byte is complete', async () => {
    expect(await endingOf((socket) => socket.end(content.bytes(bytes)))).toBe('complete');
  });
});
