import type { ChannelEncoding } from '../../src/main/tunnel/channel-encoding';
import { ChannelReader } from '../../src/main/tunnel/channel-frames';
import { maxControlBytes, SpdyFrameParser } from '../../src/main/tunnel/spdy-parser';
import { WebSocketFrameParser, type WebSocketRole } from '../../src/main/tunnel/websocket-frames';
import type { Dice } from './dice';
import { checkSame, type Fuzzer } from './fuzzer';
import { checkHeld } from './held';
import { spdyBytes } from './spdy-wire';
import { Nothing, pushAll, summary, Transcript, twice } from './transcript';
import { channelBytes, hostileWebSocket, inMessages } from './websocket-wire';

/** What a parser takes for itself beside what it holds of its input, in bytes. */
const ownBytes = 8 * 1024;

/** Cut in two ways, the same is read; cut anywhere, little is held. */
function fuzzerOf(
  name: string,
  heldBytes: number,
  input: (dice: Dice) => Buffer,
  parserTo: (said: Transcript) => { push(chunk: Buffer): void },
): readonly Fuzzer[] {
  const read = (pieces: readonly Buffer[]) => {
    const said = new Transcript();
    pushAll(parserTo(said), pieces, said);
    return said;
  };
  return [
    {
      name,
      unitRounds: 300,
      round(dice) {
        const [one, other] = twice(dice, input(dice), read);
        checkSame(one, other, 'the same bytes, cut differently, were read differently');
      },
    },
    {
      name: `${name}-held`,
      unitRounds: 2,
      round: (dice) =>
        checkHeld(heldBytes + ownBytes, () => {
          const bytes = input(dice);
          const parser = parserTo(new Nothing());
          pushAll(parser, dice.cut(bytes.subarray(0, dice.upTo(bytes.length))), new Nothing());
          return parser;
        }),
    },
  ];
}

function spdyParser(said: Transcript): SpdyFrameParser {
  return new SpdyFrameParser({
    onData(streamId, piece, fin) {
      said.bytes(`data ${String(streamId)}`, piece);
      if (fin) said.call('fin', streamId);
    },
    onControl(frame) {
      const block = 'headerBlock' in frame ? summary(frame.headerBlock) : '';
      said.call(JSON.stringify({ ...frame, headerBlock: undefined }), block);
    },
  });
}

function webSocketParser(role: WebSocketRole, said: Transcript): WebSocketFrameParser {
  return new WebSocketFrameParser(role, {
    onMessage: () => said.call('message'),
    onData: (piece) => said.bytes('data', piece),
    onPing: (payload) => said.call('ping', summary(payload)),
    onPong: (payload) => said.call('pong', summary(payload)),
    onClose: (code, reason) => said.call('close', code, reason),
  });
}

function channelReader(role: WebSocketRole, encoding: ChannelEncoding, said: Transcript): ChannelReader {
  const sink = {
    onOpen: (channel: number, port: number) => said.call('open', channel, port),
    onData: (channel: number, piece: Buffer) => said.bytes(`channel ${String(channel)}`, piece),
    onAnswer: (frame: Buffer) => said.call('answer', summary(frame)),
    onClose: (reason: string) => said.call('close', reason),
  };
  return new ChannelReader(role, encoding, sink, null);
}

function webSocketInput(dice: Dice, role: WebSocketRole): Buffer {
  const message = () => inMessages(dice, role, dice.bytes(dice.length(70_000)));
  const part = () => (dice.chance(0.1) ? hostileWebSocket(dice, role) : message());
  return Buffer.concat(Array.from({ length: 1 + dice.upTo(6) }, part));
}

const roles: readonly WebSocketRole[] = ['client', 'server'];
const encodings: readonly ChannelEncoding[] = ['binary', 'base64'];

export const parserFuzzers: readonly Fuzzer[] = [
  ...fuzzerOf(
    'spdy-frames',
    maxControlBytes,
    (dice) => spdyBytes(dice, 1 + dice.upTo(30), () => dice.upTo(9)),
    spdyParser,
  ),
  ...roles.flatMap((role) =>
    fuzzerOf(
      `websocket-${role}`,
      0,
      (dice) => webSocketInput(dice, role),
      (said) => webSocketParser(role, said),
    ),
  ),
  ...roles.flatMap((role) =>
    encodings.flatMap((encoding) =>
      fuzzerOf(
        `channels-${role}-${encoding}`,
        0,
        (dice) => channelBytes(dice, role, encoding, 1 + dice.upTo(20)),
        (said) => channelReader(role, encoding, said),
      ),
    ),
  ),
];
