import { describe, expect, it } from 'vitest';
import type { ChannelEncoding } from '../../../src/main/tunnel/channel-encoding';
import {
  type Channel,
  ChannelReader,
  channels,
  type ChannelSink,
  encodeAnnouncement,
  encodeChannelMessage,
  encodeEnd,
} from '../../../src/main/tunnel/channel-frames';
import { FrameError } from '../../../src/main/tunnel/frame-error';
import { encodeFrame, opcodes } from '../../../src/main/tunnel/websocket-frames';
import { seededRandom, sliceRandomly } from '../../support/seeded-random';

class Record implements ChannelSink {
  readonly opened: [Channel, number][] = [];
  readonly data: [Channel, string][] = [];
  readonly answers: Buffer[] = [];
  readonly closed: string[] = [];

  onOpen = (channel: Channel, port: number) => void this.opened.push([channel, port]);
  onData = (channel: Channel, piece: Buffer) => void this.data.push([channel, piece.toString('latin1')]);
  onAnswer = (frame: Buffer) => void this.answers.push(frame);
  onClose = (reason: string) => void this.closed.push(reason);

  text(channel: Channel): string {
    return this.data.map(([its, text]) => (its === channel ? text : '')).join('');
  }
}

function clientReader(encoding: ChannelEncoding = 'binary'): { reader: ChannelReader; record: Record } {
  const record = new Record();
  return { reader: new ChannelReader('client', encoding, record, null), record };
}

const announcements = [
  encodeAnnouncement(channels.data, 8080, 'binary'),
  encodeAnnouncement(channels.error, 8080, 'binary'),
];

describe('reading channels', () => {
  it('hears the port of each channel first: 8080 is 90 1f', () => {
    expect(announcements[0]?.toString('hex')).toBe('820300901f');
    const { reader, record } = clientReader();
    for (const frame of announcements) reader.push(frame);
    expect(record.opened).toEqual([
      [channels.data, 8080],
      [channels.error, 8080],
    ]);
    expect(record.text(channels.data)).toBe('');
  });

  it('tells data and error text apart, however the bytes are cut', () => {
    const random = seededRandom(4);
    const long = 'x'.repeat(70_000);
    const bytes = Buffer.concat([
      ...announcements,
      encodeChannelMessage(channels.data, Buffer.from('hello '), 'binary', null),
      encodeChannelMessage(channels.error, Buffer.from('oh no'), 'binary', null),
      encodeChannelMessage(channels.data, Buffer.from(long), 'binary', null),
      encodeEnd(null),
    ]);
    for (let round = 0; round < 50; round += 1) {
      const { reader, record } = clientReader();
      for (const piece of sliceRandomly(bytes, random, 1 + Math.floor(random() * 3_000))) reader.push(piece);
      expect(record.text(channels.data)).toBe(`hello ${long}`);
      expect(record.text(channels.error)).toBe('oh no');
      expect(record.closed).toEqual(['1000']);
    }
  });

  it('takes what a client sends, masked and without announcements, as a server', () => {
    const record = new Record();
    const reader = new ChannelReader('server', 'binary', record, null);
    reader.push(encodeChannelMessage(channels.data, Buffer.from('GET /'), 'binary', 0x12345678));
    expect(record.text(channels.data)).toBe('GET /');
    expect(record.opened).toEqual([]);
  });

  it('answers a ping', () => {
    const { reader, record } = clientReader();
    reader.push(encodeFrame(opcodes.ping, Buffer.from('p'), null));
    expect(record.answers.map((frame) => frame.toString('latin1', 2))).toEqual(['p']);
  });

  it('refuses a channel that nobody asked for', () => {
    const { reader } = clientReader();
    expect(() => reader.push(encodeFrame(opcodes.binary, Buffer.from([2, 0, 0]), null))).toThrow(FrameError);
  });

  it('survives anything: it reads on, or says that the protocol was broken', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 2_000; round += 1) {
      const { reader } = clientReader();
      const bytes = Buffer.concat([
        ...announcements,
        encodeChannelMessage(channels.data, Buffer.from('abc'), 'binary', null),
      ]);
      for (let hits = Math.floor(random() * 4); hits >= 0; hits -= 1) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      try {
        for (const piece of sliceRandomly(bytes, random, 8)) reader.push(piece);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }
  });
});

describe('channels of base64', () => {
  const text = (content: string) => encodeFrame(opcodes.text, Buffer.from(content), null);

  it('are digits in front of text: "foo\\n" on channel 0 is "0Zm9vCg=="', () => {
    const frame = encodeChannelMessage(channels.data, Buffer.from('foo\n'), 'base64', null);
    expect(frame.toString('latin1')).toBe('\x81\x090Zm9vCg==');
  });

  it('announce the port 8080 as "kB8="', () => {
    const frame = encodeAnnouncement(channels.error, 8080, 'base64');
    expect(frame.toString('latin1', 2)).toBe('1kB8=');
    const { reader, record } = clientReader('base64');
    reader.push(frame);
    expect(record.opened).toEqual([[channels.error, 8080]]);
  });

  it('carry every byte, however the text is cut', () => {
    const random = seededRandom(6);
    for (let round = 0; round < 50; round += 1) {
      const content = Buffer.from(Array.from({ length: round * 7 }, () => Math.floor(random() * 256)));
      const bytes = Buffer.concat([
        encodeAnnouncement(channels.data, 80, 'base64'),
        encodeAnnouncement(channels.error, 80, 'base64'),
        encodeChannelMessage(channels.data, content, 'base64', null),
        encodeChannelMessage(channels.error, Buffer.from('no'), 'base64', null),
        encodeChannelMessage(channels.data, Buffer.from('!'), 'base64', null),
      ]);
      const { reader, record } = clientReader('base64');
      for (const piece of sliceRandomly(bytes, random, 9)) reader.push(piece);
      expect(record.text(channels.data)).toBe(`${content.toString('latin1')}!`);
      expect(record.text(channels.error)).toBe('no');
    }
  });

  it('are masked by a client', () => {
    const record = new Record();
    const reader = new ChannelReader('server', 'base64', record, null);
    reader.push(encodeChannelMessage(channels.data, Buffer.from('GET /'), 'base64', 0x12345678));
    expect(record.text(channels.data)).toBe('GET /');
  });

  it.each([
    ['a character of another alphabet', ['0Zm9!']],
    ['white space', ['0Zm9v Cg=']],
    ['padding amid a message', ['0Zg==Zm9v']],
    ['too much padding', ['0Z===']],
    ['a message that stops halfway', ['0Zm9', '0Zm9v']],
  ])('may not hold %s', (_, messages) => {
    const { reader } = clientReader('base64');
    expect(() => messages.forEach((message) => reader.push(text(message)))).toThrow(/not base64/);
  });

  it('come in text messages only', () => {
    const { reader } = clientReader('base64');
    expect(() => reader.push(encodeFrame(opcodes.binary, Buffer.from('0Zm9v'), null))).toThrow(/binary message/);
  });

  it('are only those that were asked for', () => {
    expect(() => clientReader('base64').reader.push(text('2Zm9v'))).toThrow(/no such channel: 2/);
    expect(() => clientReader('base64').reader.push(text('Zm9v'))).toThrow(/no such channel/);
  });
});
