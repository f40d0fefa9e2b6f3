import { createServer, type Server, type Socket } from 'node:net';

/**
 * The app behind the benchmark's forwards, in the demo cluster; `peer/app.go` is the same for the lean peer. A client
 * sends nine bytes that say what to do and how much, again and again:
 *
 * - `D` n: n bytes come back
 * - `U` n: after n bytes one byte comes back
 * - `E` 0: everything comes back, until the end
 * - `C` 0: one byte comes back, and the end
 * - `S` n: nothing is read for n milliseconds
 */
export type Command = 'D' | 'U' | 'E' | 'C' | 'S';

/** The nine bytes of a command. */
export function commandBytes(command: Command, count: number): Buffer {
  const bytes = Buffer.alloc(9, command);
  bytes.writeBigUInt64BE(BigInt(count), 1);
  return bytes;
}

const block = Buffer.alloc(256 * 1024);

export function benchProgram(): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, serve);
}

function serve(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.end());
  let head = Buffer.alloc(0);
  /** Bytes of an upload that are still to come. */
  let left = 0;
  let isEchoing = false;
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (isEchoing) {
        if (!socket.write(rest)) pauseUntilDrained(socket);
        return;
      }
      if (left > 0) {
        const taken = Math.min(left, rest.length);
        left -= taken;
        rest = rest.subarray(taken);
        if (left === 0) socket.write('k');
        continue;
      }
      const missing = 9 - head.length;
      head = Buffer.concat([head, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (head.length < 9) return;
      const count = Number(head.readBigUInt64BE(1));
      const command = head.toString('latin1', 0, 1);
      head = Buffer.alloc(0);
      if (command === 'D') send(socket, count);
      else if (command === 'U') left = count;
      else if (command === 'E') isEchoing = true;
      else if (command === 'C') socket.end('c');
      else if (command !== 'S') socket.destroy();
      else {
        // What came with it is never looked at: nobody waits for the end of this.
        stopReading(socket, count);
        return;
      }
    }
  });
}

function send(socket: Socket, count: number): void {
  let left = count;
  const go = () => {
    while (left > 0) {
      const piece = block.subarray(0, Math.min(left, block.length));
      left -= piece.length;
      if (!socket.write(piece)) {
        socket.once('drain', go);
        return;
      }
    }
  };
  go();
}

function pauseUntilDrained(socket: Socket): void {
  socket.pause();
  socket.once('drain', () => socket.resume());
}

function stopReading(socket: Socket, ms: number): void {
  socket.pause();
  const timer = setTimeout(() => socket.resume(), ms);
  socket.on('close', () => clearTimeout(timer));
}
