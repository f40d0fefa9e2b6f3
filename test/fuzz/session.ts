import type { Dice } from './dice';
import { turns } from './fake-socket';
import { check, checkSame, type Fuzzer } from './fuzzer';
import { checkHeld } from './held';
import { type CarriedBy, limits, Scene } from './session-scene';
import { dataFrame, spdyBytes } from './spdy-wire';
import { hostileWebSocket, inMessages } from './websocket-wire';

/** The most that a client writes at once, in bytes. */
const mostWritten = 100_000;

/** Everything at once: a hostile peer, clients that come, go, read and do not read, and time. */
const chaos: Fuzzer = {
  name: 'session',
  unitRounds: 120,
  async round(dice) {
    const scene = new Scene(dice.pick(['websocket', 'spdy']));
    const { session, socket, owners } = scene;
    const inbox: Buffer[] = [];
    for (let step = dice.upTo(60); step > 0 && !session.closed; step -= 1) {
      await takeStep(dice, scene, inbox);
      while (inbox.length > 0 && socket.isTaking) socket.receive(inbox.shift() ?? Buffer.alloc(0));
      if (dice.chance(0.3)) await turns(1);
    }
    await scene.finish(dice.pick(['dispose', 'destroy', 'fail', 'end']));
    const allowed = limits.outboundBytes + owners.length * (mostWritten + 1_024) + 64 * 1024;
    check(socket.mostWaiting <= allowed, `${String(socket.mostWaiting)} bytes waited for the peer to read`);
  },
};

const steps = [
  'open',
  'write',
  'write',
  'end',
  'pause',
  'resume',
  'destroy',
  'ping',
  'peer',
  'peer',
  'reads',
  'time',
] as const;

async function takeStep(dice: Dice, scene: Scene, inbox: Buffer[]): Promise<void> {
  const { session, socket, owners, clock } = scene;
  const owner = owners[dice.upTo(owners.length)];
  switch (dice.pick(steps)) {
    case 'open':
      if (owners.length < 8) scene.open();
      break;
    case 'write':
      if (owner?.mayWrite) owner.mayWrite = owner.stream.write(dice.bytes(dice.length(mostWritten)));
      break;
    case 'end':
      owner?.stream.end();
      break;
    case 'pause':
      owner?.stream.pause();
      break;
    case 'resume':
      owner?.stream.resume();
      break;
    case 'destroy':
      if (dice.chance(0.3)) owner?.stream.destroy();
      break;
    case 'ping':
      session.ping();
      break;
    case 'peer':
      inbox.push(...dice.cut(peerBytes(dice, scene.transport, owners.length)));
      break;
    case 'reads':
      socket.setReading(dice.chance(0.7));
      break;
    case 'time':
      await clock.advance(dice.upTo(2_500));
      break;
  }
}

/** The same bytes to the same streams, cut in two ways. */
const chunking: Fuzzer = {
  name: 'session-chunking',
  unitRounds: 120,
  async round(dice) {
    const transport = dice.pick(['websocket', 'spdy']);
    const streams = 1 + dice.upTo(4);
    const ended = Array.from({ length: streams }, () => dice.chance(0.3));
    const bytes = Buffer.concat(Array.from({ length: 1 + dice.upTo(3) }, () => peerBytes(dice, transport, streams)));
    const told = async (pieces: readonly Buffer[]) => {
      const scene = new Scene(transport);
      for (const isEnded of ended) {
        const { stream } = scene.open();
        stream.write(Buffer.from('hello'));
        if (isEnded) stream.end();
      }
      await turns();
      for (const piece of pieces) scene.socket.offer(piece);
      await scene.finish('destroy');
      return [scene.reasons, ...scene.owners.map(({ said }) => said.lines)];
    };
    const one = await told(dice.cut(bytes));
    checkSame(one, await told(dice.cut(bytes)), 'the same bytes, cut differently, came to something else');
  },
};

/** Streams that nobody reads, and a peer that sends on until the session takes no more, or long after. */
const held: Fuzzer = {
  name: 'session-held',
  unitRounds: 1,
  round: (dice) =>
    checkHeld(8 * limits.inboundBytes, async () => {
      const transport = dice.pick(['websocket', 'spdy']);
      const scene = new Scene(transport);
      for (let count = 1 + dice.upTo(3); count > 0; count -= 1) {
        const { stream } = scene.open();
        stream.write(Buffer.alloc(10_000));
        stream.pause();
      }
      await turns();
      const isTiny = dice.chance(0.5);
      for (let left = 2 * 1024 * 1024; left > 0;) {
        const frames = Array.from({ length: 100 }, () => unreadFrame(dice, isTiny));
        const bytes = transport === 'spdy' ? Buffer.concat(frames) : inMessages(dice, 'client', Buffer.concat(frames));
        left -= bytes.length;
        for (const piece of dice.cut(bytes)) if (!scene.socket.offer(piece)) return scene;
      }
      return scene;
    }),
};

/** Data for a stream that is not read, its error stream, or one that does not exist; never their end. */
function unreadFrame(dice: Dice, isTiny: boolean): Buffer {
  const streamId = dice.pick([3, 7, 11, 1, 99]);
  if (!isTiny || streamId === 99) return dataFrame(dice, streamId, false);
  return Buffer.from([0, 0, 0, streamId, 0, 0, 0, 1, 0x78]);
}

function peerBytes(dice: Dice, transport: CarriedBy, streams: number): Buffer {
  // As the client gives them: error 1, data 3, error 5, …
  const streamId = () => 1 + 2 * dice.upTo(Math.max(1, streams * 2 - 1));
  const frames = spdyBytes(dice, dice.upTo(12), streamId);
  if (transport === 'spdy') return frames;
  return dice.chance(0.02) ? hostileWebSocket(dice, 'client') : inMessages(dice, 'client', frames);
}

export const sessionFuzzers: readonly Fuzzer[] = [chaos, chunking, held];
