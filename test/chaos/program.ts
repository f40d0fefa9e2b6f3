import { createServer, type Server, type Socket } from 'node:net';
import type { DemoContent } from '../../src/main/demo/demo-content';

/**
 * What runs in the pods. A client sends a line that says what to do:
 *
 * - `name`: the pod's name comes back in a line, and the end
 * - `echo`: whatever follows comes back
 * - `send COUNT PIECE EVERY`: COUNT bytes of the content come, PIECE bytes every EVERY milliseconds, and the end
 */
export function chaosProgram(content: DemoContent): (pod: string) => Server {
  return (pod) =>
    createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('end', () => socket.end());
      let head = '';
      const onHead = (chunk: Buffer) => {
        head += chunk.toString('latin1');
        const end = head.indexOf('\n');
        if (end === -1) return;
        socket.off('data', onHead);
        obey(socket, pod, content, head.slice(0, end), Buffer.from(head.slice(end + 1), 'latin1'));
      };
      socket.on('data', onHead);
    });
}

function obey(socket: Socket, pod: string, content: DemoContent, line: string, rest: Buffer): void {
  const [command, ...figures] = line.split(' ');
  if (command === 'name') socket.end(`${pod}\n`);
  else if (command === 'echo') echo(socket, rest);
  else if (command === 'send') send(socket, content, figures.map(Number));
  else socket.destroy();
}

function echo(socket: Socket, rest: Buffer): void {
  const back = (chunk: Buffer) => {
    if (socket.write(chunk)) return;
    socket.pause();
    socket.once('drain', () => socket.resume());
  };
  if (rest.length > 0) back(rest);
  socket.on('data', back);
}

function send(socket: Socket, content: DemoContent, [count = 0, piece = 0, everyMs = 0]: readonly number[]): void {
  let offset = 0;
  let timer: NodeJS.Timeout | undefined;
  socket.on('close', () => clearTimeout(timer));
  const next = () => {
    if (socket.destroyed) return;
    const bytes = content.piece(offset, Math.min(piece, count - offset));
    offset += bytes.length;
    const isRoom = socket.write(bytes);
    if (offset >= count) socket.end();
    else if (isRoom) timer = setTimeout(next, everyMs);
    else socket.once('drain', next);
  };
  next();
}
