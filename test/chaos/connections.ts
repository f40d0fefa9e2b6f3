import { connect, type Socket } from 'node:net';
import { DemoContent } from '../../src/main/demo/demo-content';

/** How a connection ended, and how much of what came was right. */
export type Ending =
  | { readonly kind: 'complete' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'wrong'; readonly detail: string };

/** Longer than this no connection is waited for, in milliseconds: the program resets those it holds long before. */
const patienceMs = 25_000;

const content = new DemoContent();

/** Asks who answers; complete when it is a pod of that app. */
export function ask(port: number, app: string): Promise<Ending> {
  return new Promise((resolve) => {
    const socket = opened(port);
    let said = '';
    const done = endOf(socket, resolve);
    socket.setTimeout(patienceMs, () => done({ kind: 'cut' }));
    socket.write('name\n');
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
      if (!said.includes('\n')) return;
      const isRight = new RegExp(`^${app}-[-a-z0-9]+\n$`).test(said);
      done(
        isRight
          ? { kind: 'complete' }
          : { kind: 'wrong', detail: `asked ${app} for its name: ${JSON.stringify(said)}` },
      );
    });
    onEnd(socket, () => done({ kind: 'ended' }));
  });
}

export interface Transfer {
  /** Milliseconds between pieces. */
  readonly everyMs: number;
  readonly bytes: number;
  readonly piece: number;
  /** Whether the app owes us something, each time that this changes. */
  readonly onWaiting: (waits: boolean) => void;
}

/** Receives so many bytes of the content, a piece every few milliseconds, and compares each. */
export function receive(port: number, transfer: Transfer, onSocket: (socket: Socket) => void): Promise<Ending> {
  const { bytes, piece, everyMs, onWaiting } = transfer;
  return new Promise((resolve) => {
    const socket = opened(port);
    onSocket(socket);
    let offset = 0;
    const done = endOf(socket, (ending) => {
      onWaiting(false);
      resolve(ending);
    });
    socket.write(`send ${String(bytes)} ${String(piece)} ${String(everyMs)}\n`);
    onWaiting(true);
    socket.on('data', (chunk: Buffer) => {
      onWaiting(false);
      onWaiting(true);
      const wrongAt = firstDifference(chunk, offset);
      if (wrongAt !== null) done({ kind: 'wrong', detail: `byte ${String(wrongAt)} of a download is wrong` });
      offset += chunk.length;
      if (offset > bytes) done({ kind: 'wrong', detail: `a download of ${String(bytes)} bytes has more` });
    });
    onEnd(socket, () => done({ kind: offset === bytes ? 'complete' : 'ended' }));
  });
}

/** Sends pieces of the content and compares what comes back, until the connection is lost or `stop` is called. */
export function converse(
  port: number,
  { piece, everyMs, onWaiting }: Omit<Transfer, 'bytes'>,
  onSocket: (socket: Socket) => void,
): Promise<Ending> {
  return new Promise((resolve) => {
    const socket = opened(port);
    onSocket(socket);
    let sent = 0;
    let received = 0;
    let timer: NodeJS.Timeout | undefined;
    const done = endOf(socket, (ending) => {
      clearTimeout(timer);
      onWaiting(false);
      resolve(ending);
    });
    const say = () => {
      onWaiting(true);
      // Sizes that never fit anything.
      const bytes = content.piece(sent, 1 + ((sent * 7919 + piece) % piece));
      sent += bytes.length;
      socket.write(bytes);
    };
    socket.write('echo\n');
    say();
    socket.on('data', (chunk: Buffer) => {
      const wrongAt = firstDifference(chunk, received);
      received += chunk.length;
      if (wrongAt !== null) done({ kind: 'wrong', detail: `byte ${String(wrongAt)} came back wrong` });
      else if (received > sent) done({ kind: 'wrong', detail: 'more came back than was sent' });
      else if (received === sent) {
        onWaiting(false);
        timer = setTimeout(say, everyMs);
      }
    });
    onEnd(socket, () => done({ kind: 'ended' }));
  });
}

/** The first byte of a chunk at this offset of the content that is not the content's; null when there is none. */
export function firstDifference(chunk: Buffer, offset: number): number | null {
  for (let at = 0; at < chunk.length;) {
    const expected = content.piece(offset + at, chunk.length - at);
    const actual = chunk.subarray(at, at + expected.length);
    if (!actual.equals(expected)) return offset + at + actual.findIndex((byte, index) => byte !== expected[index]);
    at += expected.length;
  }
  return null;
}

function opened(port: number): Socket {
  return connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
}

/**
 * Tells when the other side has ended, properly. libuv calls it an end, too, when a reset comes right after data
 * (`uv__stream_io`: a hang-up after a partial read). To write nothing sends nothing, and is an error after a reset.
 */
function onEnd(socket: Socket, tell: () => void): void {
  socket.on('end', () => {
    socket.write(Buffer.alloc(0), (error) => {
      if (!error) tell();
    });
  });
}

/** Settles once, and lets go of the socket. */
function endOf(socket: Socket, settle: (ending: Ending) => void): (ending: Ending) => void {
  let isDone = false;
  const done = (ending: Ending) => {
    if (isDone) return;
    isDone = true;
    settle(ending);
    socket.destroy();
  };
  socket.on('error', () => done({ kind: 'cut' }));
  socket.on('close', () => done({ kind: 'cut' }));
  return done;
}
