import { describe, expect, it } from 'vitest';
import { FrameError } from '../../../src/main/tunnel/frame-error';
import {
  closePayload,
  encodeFrame,
  encodeFrameHeader,
  maxMessageFrameBytes,
  opcodes,
  WebSocketFrameParser,
  type WebSocketRole,
} from '../../../src/main/tunnel/websocket-frames';
import { seededRandom, sliceRandomly } from '../../support/seeded-random';

interface Seen {
  bytes: string;
  readonly others: string[];
}

function parse(role: WebSocketRole, chunks: readonly Buffer[]): Seen {
  const seen: Seen = { bytes: '', others: [] };
  const parser = new WebSocketFrameParser(role, {
    onData: (piece) => (seen.bytes += piece.toString('latin1')),
    onPing: (payload) => seen.others.push(`ping ${payload.toString()}`),
    onPong: (payload) => seen.others.push(`pong ${payload.toString()}`),
    onClose: (code, reason) => seen.others.push(`close ${String(code)} ${reason}`),
  });
  for (const chunk of chunks) parser.push(Buffer.from(chunk));
  return seen;
}

const bytes = (text: string) => Buffer.from(text, 'latin1');
const unfinished = (frame: Buffer) => {
  const copy = Buffer.from(frame);
  copy.writeUInt8(copy.readUInt8(0) & 0x7f, 0);
  return copy;
};

/** Messages of every length form, in fragments, with control frames in between. */
function conversation(key: number | null): { wire: Buffer; text: string } {
  const long = 'x'.repeat(300);
  const longer = 'y'.repeat(70_000);
  const wire = Buffer.concat([
    encodeFrame(opcodes.binary, bytes('short'), key),
    encodeFrame(opcodes.ping, bytes('are you there'), key),
    encodeFrame(opcodes.binary, bytes(long), key),
    unfinished(encodeFrame(opcodes.binary, bytes('one '), key)),
    encodeFrame(opcodes.pong, bytes(''), key),
    unfinished(encodeFrame(opcodes.continuation, bytes('two '), key)),
    encodeFrame(opcodes.continuation, bytes('three'), key),
    encodeFrame(opcodes.binary, bytes(''), key),
    encodeFrame(opcodes.binary, bytes(longer), key),
    encodeFrame(opcodes.close, closePayload(1000, 'bye'), key),
  ]);
  return { wire, text: `short${long}one two three${longer}` };
}

describe('the example of RFC 6455', () => {
  it('masks "Hello" as the standard does', () => {
    const frame = encodeFrame(opcodes.binary, bytes('Hello'), 0x3d21fa37);
    expect(frame.toString('hex')).toBe('828537fa213d7f9f4d5158');
  });
});

describe.each([
  { role: 'client', key: null },
  { role: 'server', key: 0xa1b2c3d4 },
] as const)('reading as a $role', ({ role, key }) => {
  const { wire, text } = conversation(key);
  const others = ['ping are you there', 'pong ', 'close 1000 bye'];

  it('gives the bytes of binary messages in order, and control frames apart', () => {
    expect(parse(role, [wire])).toEqual({ bytes: text, others });
  });

  it('does so however the start is cut in two', () => {
    const start = wire.subarray(0, 400);
    const whole = parse(role, [start]);
    for (let cut = 0; cut <= start.length; cut += 1) {
      expect(parse(role, [start.subarray(0, cut), start.subarray(cut)])).toEqual(whole);
    }
  });

  it('does so byte by byte and in random pieces', () => {
    expect(
      parse(
        role,
        [...wire].map((byte) => Buffer.from([byte])),
      ),
    ).toEqual({ bytes: text, others });
    const random = seededRandom(4);
    for (let round = 0; round < 30; round += 1) {
      expect(parse(role, sliceRandomly(wire, random, 2_000))).toEqual({ bytes: text, others });
    }
  });

  it('drops what follows a close frame', () => {
    const close = encodeFrame(opcodes.close, Buffer.alloc(0), key);
    const late = encodeFrame(opcodes.binary, bytes('late'), key);
    expect(parse(role, [close, late])).toEqual({ bytes: '', others: ['close null '] });
  });

  it.each([
    ['a text message', encodeFrame(opcodes.text, bytes('hi'), key), /text/],
    ['a continuation of nothing', encodeFrame(opcodes.continuation, bytes('hi'), key), /out of order/],
    ['a fragmented ping', unfinished(encodeFrame(opcodes.ping, bytes('hi'), key)), /fragmented/],
    ['a ping of 126 bytes', encodeFrame(opcodes.ping, Buffer.alloc(126), key), /too long/],
    ['reserved bits', Buffer.from([0xc2, 0x00]), /reserved/],
  ])('refuses %s', (_, frame, reason) => {
    expect(() => parse(role, [frame])).toThrow(reason);
  });

  it('refuses a new message inside another', () => {
    const first = unfinished(encodeFrame(opcodes.binary, bytes('a'), key));
    expect(() => parse(role, [first, encodeFrame(opcodes.binary, bytes('b'), key)])).toThrow(/out of order/);
  });

  it('refuses unknown opcodes', () => {
    for (const opcode of [3, 7, 11, 15]) {
      const frame = encodeFrame(opcodes.binary, bytes('a'), key);
      frame.writeUInt8(0x80 | opcode, 0);
      expect(() => parse(role, [frame]), `opcode ${opcode}`).toThrow(/unknown opcode/);
    }
  });

  it('refuses hostile lengths without waiting for the payload', () => {
    for (const length of [maxMessageFrameBytes + 1, 2 ** 40]) {
      const frame = encodeFrame(opcodes.binary, Buffer.alloc(0x10000), key).subarray(0, 14);
      frame.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
      frame.writeUInt32BE(length >>> 0, 6);
      expect(() => parse(role, [frame])).toThrow(/more than any sender needs/);
    }
  });

  it('answers random bytes with messages or a FrameError, and nothing else', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 2_000; round += 1) {
      const noise = Buffer.from(new Uint8Array(1 + Math.floor(random() * 200)).map(() => Math.floor(random() * 256)));
      if (round % 2 === 0) noise.writeUInt8(0x82, 0);
      try {
        parse(role, sliceRandomly(noise, random, 30));
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }
  });
});

describe('masks', () => {
  it('are demanded of clients', () => {
    expect(() => parse('server', [encodeFrame(opcodes.binary, bytes('a'), null)])).toThrow(/without a mask/);
  });

  it('are refused from servers', () => {
    expect(() => parse('client', [encodeFrame(opcodes.binary, bytes('a'), 1)])).toThrow(/Masked/);
  });
});

describe('a server writing', () => {
  it('puts a header in front of a payload that it does not copy', () => {
    for (const length of [5, 125, 126, 65_535, 65_536]) {
      const payload = Buffer.alloc(length, 'z');
      const seen = parse('client', [encodeFrameHeader(opcodes.binary, length), payload]);
      expect(seen.bytes.length).toBe(length);
    }
  });
});

describe('a payload handed on', () => {
  it('is a view of the chunk, before the message is complete', () => {
    const pieces: Buffer[] = [];
    const parser = new WebSocketFrameParser('client', {
      onData: (piece) => pieces.push(piece),
      onPing: () => undefined,
      onPong: () => undefined,
      onClose: () => undefined,
    });
    parser.push(encodeFrameHeader(opcodes.binary, 1_000_000));
    const chunk = Buffer.alloc(1_000, 1);
    parser.push(chunk);
    expect(pieces).toEqual([chunk]);
    expect(pieces[0]?.buffer).toBe(chunk.buffer);
  });
});
