import { createInflate } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FrameError } from '../../../src/main/tunnel/frame-error';
import {
  encodeDataHeader,
  encodeGoAway,
  encodePing,
  encodeRstStream,
  encodeSynReply,
  encodeSynStream,
  type SpdyHeaders,
} from '../../../src/main/tunnel/spdy-encoding';
import { type SpdyControlFrame } from '../../../src/main/tunnel/spdy-frames';
import { maxControlBytes, SpdyFrameParser } from '../../../src/main/tunnel/spdy-parser';
import { seededRandom, sliceRandomly } from '../../support/seeded-random';

const errorHeaders: SpdyHeaders = [
  ['streamtype', 'error'],
  ['port', '8080'],
  ['requestid', '0'],
];

type Seen = { data: number; bytes: string; fin: boolean } | SpdyControlFrame;

/** Frames as a list, with the pieces of each DATA frame joined. */
function parse(chunks: readonly Buffer[]): Seen[] {
  const seen: Seen[] = [];
  let pieces: Buffer[] = [];
  let expected = 0;
  const parser = new SpdyFrameParser({
    onData(streamId, piece, fin) {
      pieces.push(piece);
      const bytes = Buffer.concat(pieces);
      if (!fin && bytes.length < expected) return;
      seen.push({ data: streamId, bytes: bytes.toString('latin1'), fin });
      pieces = [];
    },
    onControl: (frame) => seen.push(frame),
  });
  expected = 5;
  for (const chunk of chunks) parser.push(chunk);
  return seen;
}

/** A parser whose frames do not matter. */
function deafParser(): SpdyFrameParser {
  return new SpdyFrameParser({ onData: () => undefined, onControl: () => undefined });
}

function inflate(blocks: readonly Buffer[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = createInflate();
    const output: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => output.push(chunk));
    stream.on('error', reject);
    stream.write(Buffer.concat(blocks));
    stream.flush(() => resolve(Buffer.concat(output)));
  });
}

describe('encoding', () => {
  it('writes the error stream of a port-forward byte for byte as a real client does', () => {
    const frame = encodeSynStream(1, true, errorHeaders, true).toString('hex');
    expect(frame).toBe(
      '80030001' +
        '01' +
        '000053' +
        '00000001' +
        '00000000' +
        '0000' +
        '7801' +
        '003d00c2ff' +
        '00000003' +
        `0000000a${hex('streamtype')}00000005${hex('error')}` +
        `00000004${hex('port')}00000004${hex('8080')}` +
        `00000009${hex('requestid')}00000001${hex('0')}` +
        '000000ffff',
    );
  });

  it('writes data, half-close and reset byte for byte', () => {
    expect(encodeDataHeader(3, 5, false).toString('hex')).toBe('0000000300000005');
    expect(encodeDataHeader(3, 0, true).toString('hex')).toBe('0000000301000000');
    expect(encodeRstStream(3, 5).toString('hex')).toBe('80030003000000080000000300000005');
  });

  it('writes the zlib header only on the first block, and both blocks inflate in one context', async () => {
    const first = encodeSynStream(1, true, errorHeaders, true);
    const second = encodeSynStream(3, false, [['streamtype', 'data']], false);
    expect(first.subarray(18, 20).toString('hex')).toBe('7801');
    expect(second.subarray(18, 19).toString('hex')).toBe('00');
    const plain = await inflate([first.subarray(18), second.subarray(18)]);
    expect(plain.length).toBe(61 + 4 + 4 + 10 + 4 + 4);
    expect(plain.toString('latin1')).toContain('requestid');
  });

  it('answers a stream with an empty header block', async () => {
    const reply = encodeSynReply(3, true);
    expect(reply.subarray(0, 12).toString('hex')).toBe('800300020000001400000003');
    expect((await inflate([reply.subarray(12)])).toString('hex')).toBe('00000000');
  });

  it('refuses headers that do not fit a stored block', () => {
    expect(() => encodeSynStream(1, false, [['port', 'x'.repeat(70_000)]], true)).toThrow(RangeError);
  });
});

describe('parsing', () => {
  const conversation = Buffer.concat([
    encodeSynStream(1, true, errorHeaders, true),
    encodeSynReply(1, true),
    encodeDataHeader(3, 5, false),
    Buffer.from('hello'),
    encodePing(7),
    encodeDataHeader(3, 0, true),
    encodeRstStream(3, 5),
    encodeGoAway(3, 0),
  ]);
  const expected: Seen[] = [
    {
      type: 'syn-stream',
      streamId: 1,
      fin: true,
      headerBlock: encodeSynStream(1, true, errorHeaders, true).subarray(18),
    },
    { type: 'syn-reply', streamId: 1, fin: false, headerBlock: encodeSynReply(1, true).subarray(12) },
    { data: 3, bytes: 'hello', fin: false },
    { type: 'ping', id: 7 },
    { data: 3, bytes: '', fin: true },
    { type: 'rst-stream', streamId: 3, status: 5 },
    { type: 'goaway', lastStreamId: 3, status: 0 },
  ];

  it('reads what was encoded', () => {
    expect(parse([conversation])).toEqual(expected);
  });

  it('reads the same however the bytes are cut in two', () => {
    for (let cut = 0; cut <= conversation.length; cut += 1) {
      expect(parse([conversation.subarray(0, cut), conversation.subarray(cut)])).toEqual(expected);
    }
  });

  it('reads the same byte by byte and in random pieces', () => {
    expect(parse([...conversation].map((byte) => Buffer.from([byte])))).toEqual(expected);
    const random = seededRandom(1);
    for (let round = 0; round < 200; round += 1) {
      expect(parse(sliceRandomly(conversation, random, 40))).toEqual(expected);
    }
  });

  it('hands on data as it arrives, as views of the chunk, before the frame is complete', () => {
    const pieces: Buffer[] = [];
    const parser = new SpdyFrameParser({ onData: (_, piece) => pieces.push(piece), onControl: () => undefined });
    parser.push(encodeDataHeader(3, 1_000_000, true));
    const chunk = Buffer.alloc(1_000, 1);
    parser.push(chunk);
    expect(pieces).toEqual([chunk]);
    expect(pieces[0]?.buffer).toBe(chunk.buffer);
  });

  it('says that a stream ends only with the last piece', () => {
    const fins: boolean[] = [];
    const parser = new SpdyFrameParser({ onData: (_, __, fin) => fins.push(fin), onControl: () => undefined });
    parser.push(encodeDataHeader(3, 3, true));
    for (let index = 0; index < 3; index += 1) parser.push(Buffer.from([index]));
    expect(fins).toEqual([false, false, true]);
  });

  it('passes over frames that it does not know', () => {
    expect(
      parse([Buffer.from('8003000400000000', 'hex'), Buffer.from('800300ff0000000161', 'hex'), encodePing(1)]),
    ).toEqual([
      { type: 'other', code: 4 },
      { type: 'other', code: 255 },
      { type: 'ping', id: 1 },
    ]);
  });
});

describe('hostile input', () => {
  it('refuses a control frame longer than it would hold, before its body', () => {
    const header = Buffer.from('8003000100000000', 'hex');
    header.writeUIntBE(maxControlBytes + 1, 5, 3);
    expect(() => deafParser().push(header)).toThrow(/65537 bytes/);
  });

  it('refuses another SPDY version', () => {
    expect(() => deafParser().push(Buffer.from('8002000100000000', 'hex'))).toThrow(/version 2/);
  });

  it('refuses control frames that are too short for their type', () => {
    for (const type of [1, 2, 3, 6, 7, 8]) {
      const frame = Buffer.from('800300000000000161', 'hex');
      frame.writeUInt8(type, 3);
      expect(() => deafParser().push(frame), `type ${type}`).toThrow(FrameError);
    }
  });

  it('stays broken once broken', () => {
    const parser = deafParser();
    expect(() => parser.push(Buffer.from('8002000100000000', 'hex'))).toThrow(FrameError);
    expect(() => parser.push(encodePing(1))).toThrow(/version 2/);
  });

  it('answers random bytes with frames or a FrameError, and nothing else', () => {
    const random = seededRandom(2);
    for (let round = 0; round < 2_000; round += 1) {
      const noise = Buffer.from(
        Array.from({ length: 1 + Math.floor(random() * 200) }, () => Math.floor(random() * 256)),
      );
      if (round % 2 === 0) noise.write('8003', 0, 'hex');
      const parser = deafParser();
      try {
        for (const chunk of sliceRandomly(noise, random, 30)) parser.push(chunk);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }
  });
});

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
