import { PodChannels } from '../../src/main/demo/pod-channels';
import { type OpenTunnel, PodTunnel, type PodTunnelOptions } from '../../src/main/demo/pod-tunnel';
import { encodePing, encodeRstStream, encodeSynStream } from '../../src/main/tunnel/spdy-encoding';
import { encodeFrame, opcodes } from '../../src/main/tunnel/websocket-frames';
import { FakeClock } from '../support/fake-clock';
import type { Dice } from './dice';
import { FakeSocket, turns } from './fake-socket';
import { check, type Fuzzer } from './fuzzer';
import { checkHeld } from './held';
import { dataFrame, hostileSyn, spdyBytes } from './spdy-wire';
import { channelBytes, hostileWebSocket, inMessages } from './websocket-wire';

type Transport = 'websocket' | 'spdy' | 'binary' | 'base64';

const transports: readonly [Transport, ...Transport[]] = ['websocket', 'spdy', 'binary', 'base64'];

/** A pod's end of a tunnel, the hostile client's connection, and the programs in the pod. */
class Scene {
  readonly clock = new FakeClock();
  readonly socket = new FakeSocket();
  readonly programs: FakeSocket[] = [];
  readonly tunnel: OpenTunnel;
  #closed = 0;

  constructor(
    dice: Dice,
    readonly transport: Transport,
  ) {
    const options: PodTunnelOptions = {
      pod: { name: 'web-1', app: 'web' },
      number: 0,
      clock: this.clock,
      closeDelayMs: 1_000,
      connect: (port) => {
        if (port === 1) return { failure: 'connection refused' };
        const program = new FakeSocket();
        this.programs.push(program);
        if (dice.chance(0.9)) setImmediate(() => program.emit('connect'));
        return program.asSocket;
      },
      onClosed: () => (this.#closed += 1),
    };
    this.tunnel =
      transport === 'websocket' || transport === 'spdy'
        ? new PodTunnel(this.socket, transport, options)
        : new PodChannels(this.socket, { port: dice.pick([1, 8080]), encoding: transport }, options);
    this.tunnel.start(Buffer.alloc(0));
  }

  get isClosed(): boolean {
    return this.#closed > 0;
  }

  /** Looks whether anything is left behind. */
  async finish(): Promise<void> {
    this.tunnel.dispose();
    this.tunnel.dispose();
    this.socket.setReading(true);
    for (const program of this.programs) program.setReading(true);
    await turns();
    check(this.#closed === 1, `the tunnel was closed ${String(this.#closed)} times`);
    check(this.tunnel.connectionCount === 0, 'connections are counted that are not there');
    check(this.clock.timers === 0, `${String(this.clock.timers)} timers are left`);
    check(this.socket.destroyed, 'the connection is left');
    check(
      this.programs.every((program) => program.destroyed),
      'a connection to a program is left',
    );
  }
}

/** Client bytes: streams that are opened in pairs and used, and what should not be. */
function clientBytes(dice: Dice, transport: Transport, opened: { count: number }): Buffer {
  if (transport === 'binary' || transport === 'base64')
    return channelBytes(dice, 'server', transport, 1 + dice.upTo(8));
  const frames: Buffer[] = [];
  for (let count = dice.upTo(6); count > 0; count -= 1) frames.push(...openedPair(dice, opened));
  const streamId = () => 1 + 2 * dice.upTo(Math.max(1, opened.count * 2));
  frames.push(spdyBytes(dice, dice.upTo(12), streamId));
  if (dice.chance(0.05)) frames.push(hostileSyn(dice, opened.count * 4 + 1, opened.count === 0));
  const bytes = Buffer.concat(frames);
  if (transport === 'spdy') return bytes;
  return dice.chance(0.03) ? hostileWebSocket(dice, 'server') : inMessages(dice, 'server', bytes);
}

/** Both streams of a connection, or only one, and some of its data. */
function openedPair(dice: Dice, opened: { count: number }): Buffer[] {
  const errorId = opened.count * 4 + 1;
  const port = dice.pick(['8080', '8080', '8080', '1', '0', '99999', 'http']);
  const requestId = String(dice.chance(0.95) ? opened.count : dice.upTo(opened.count));
  const headers = (type: string) => [['streamtype', type], ['port', port], ['requestid', requestId]] as const; // prettier-ignore
  const error = encodeSynStream(errorId, dice.chance(0.9), headers('error'), opened.count === 0);
  opened.count += 1;
  if (dice.chance(0.1)) return [error];
  return [error, encodeSynStream(errorId + 2, false, headers('data'), false), dataFrame(dice, errorId + 2)];
}

const chaos: Fuzzer = {
  name: 'demo',
  unitRounds: 80,
  async round(dice) {
    const scene = new Scene(dice, dice.pick(transports));
    const { socket, programs, tunnel, clock } = scene;
    const opened = { count: 0 };
    const inbox: Buffer[] = [];
    for (let step = dice.upTo(40); step > 0 && !scene.isClosed; step -= 1) {
      const program = programs[dice.upTo(programs.length)];
      switch (
        dice.pick(['client', 'client', 'client', 'program', 'ends', 'fails', 'reads', 'takes', 'fault', 'time'])
      ) {
        case 'client':
          inbox.push(...dice.cut(clientBytes(dice, scene.transport, opened)));
          break;
        case 'program':
          if (program?.isTaking) program.receive(dice.bytes(1 + dice.length(50_000)));
          break;
        case 'ends':
          program?.push(null);
          break;
        case 'fails':
          program?.destroy(new Error('read ECONNRESET'));
          break;
        case 'reads':
          socket.setReading(dice.chance(0.7));
          break;
        case 'takes':
          program?.setReading(dice.chance(0.5));
          break;
        case 'fault':
          tunnel.apply({ stalled: dice.chance(0.2), silent: dice.chance(0.1), slowMs: dice.pick([0, 0, 50]) });
          break;
        case 'time':
          await clock.advance(dice.upTo(40_000));
          break;
      }
      while (inbox.length > 0 && socket.isTaking) socket.push(inbox.shift());
      await turns(1);
    }
    await scene.finish();
    check(socket.mostWaiting < mostWaiting, `${String(socket.mostWaiting)} bytes waited for the client to read`);
  },
};

/** What may wait for a client that does not read, in bytes: a little of each program, and answers to what it asks. */
const mostWaiting = 8 * 1024 * 1024;

/** A client that sends and sends to programs that do not read, and never reads itself. */
const held: Fuzzer = {
  name: 'demo-held',
  unitRounds: 1,
  round: (dice) =>
    checkHeld(5 * 1024 * 1024, async () => {
      const scene = new Scene(dice, dice.pick(transports));
      scene.socket.setReading(false);
      const kind = dice.pick(['data', 'crumbs', 'pings', 'streams']);
      const opened = { count: 0 };
      for (let left = 2 * 1024 * 1024; left > 0;) {
        const bytes = floodOf(dice, scene.transport, opened, kind);
        left -= bytes.length;
        for (let idle = 0; !scene.socket.isTaking && idle < 20; idle += 1) await turns(1);
        if (!scene.socket.isTaking) return scene;
        scene.socket.push(bytes);
        for (const program of scene.programs) program.setReading(false);
      }
      return scene;
    }),
};

function floodOf(dice: Dice, transport: Transport, opened: { count: number }, kind: string): Buffer {
  if (transport === 'binary' || transport === 'base64') {
    const ping = () => encodeFrame(opcodes.ping, Buffer.alloc(4), 1);
    return kind === 'pings' ? times(1_000, ping) : channelBytes(dice, 'server', transport, 20);
  }
  const bytes = Buffer.concat([
    ...(opened.count < 20 || kind === 'streams' ? openedPair(dice, opened) : []),
    floodOn(dice, 3 + 4 * dice.upTo(Math.min(opened.count, 20) - 1), kind),
  ]);
  return transport === 'spdy' ? bytes : inMessages(dice, 'server', bytes);
}

function floodOn(dice: Dice, streamId: number, kind: string): Buffer {
  if (kind === 'pings') return times(1_000, () => encodePing(1));
  if (kind === 'crumbs') return times(1_000, () => Buffer.from([0, 0, 0, streamId, 0, 0, 0, 1, 0x78]));
  return kind === 'streams' ? encodeRstStream(streamId, 5) : times(20, () => dataFrame(dice, streamId, false));
}

function times(count: number, make: () => Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, make));
}

export const demoFuzzers: readonly Fuzzer[] = [chaos, held];
