import { describe, expect, it } from 'vitest';
import {
  type Channel,
  ChannelReader,
  channels,
  type ChannelSink,
  encodeAnnouncement,
  encodeChannelMessage,
  encodeEnd,
} from '../../../src/main/tunnel/channel-frames';
import { FrameError } from '../../../src/main/tunnel/spdy-frames';
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

function clientReader(): { reader: ChannelReader; record: Record } {
  const record = new Record();
  return { reader: new ChannelReader('client', true, record, null), record };
}

const announcements = [encodeAnnouncement(channels.data, 8080), encodeAnnouncement(channels.error, 8080)];

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
      encodeChannelMessage(channels.data, Buffer.from('hello '), null),
      encodeChannelMessage(channels.error, Buffer.from('oh no'), null),
      encodeChannelMessage(channels.data, Buffer.from(long), null),
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
    const reader = new ChannelReader('server', false, record, null);
    reader.push(encodeChannelMessage(channels.data, Buffer.from('GET /'), 0x12345678));
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
      const bytes = Buffer.concat([...announcements, encodeChannelMessage(channels.data, Buffer.from('abc'), null)]);
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
