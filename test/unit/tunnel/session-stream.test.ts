import { describe, expect, it } from 'vitest';
import { defaultLimits, type SessionLimits } from '../../../src/main/tunnel/session-limits';
import { SessionStream } from '../../../src/main/tunnel/session-stream';
import { TunnelError } from '../../../src/main/tunnel/tunnel';
import { FakeClock } from '../../support/fake-clock';

/** A stream between a tunnel and an owner that both only write down what happens. */
function openStream(limits: Partial<SessionLimits> = {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const handler = {
    onData: (chunk: Buffer) => void log.push(`data ${chunk.toString()}`),
    onEnd: () => void log.push('end'),
    onDrain: () => void log.push('drain'),
    onClose: (error: Error | null) => void log.push(`close ${error?.message ?? 'cleanly'}`),
  };
  const host = {
    clock,
    limits: { ...defaultLimits, ...limits },
    sendData: (_: SessionStream, chunk: Buffer) => log.push(`sent ${chunk.toString()}`) > 0,
    sendFin: () => void log.push('sent FIN'),
    sendReset: () => void log.push('sent RST'),
    setOverfull: (_: SessionStream, isOverfull: boolean) => void log.push(isOverfull ? 'overfull' : 'not overfull'),
    waiting: () => null,
    forget: () => void log.push('forgotten'),
  };
  const stream = new SessionStream(host, 3, 1, handler);
  const receive = (text: string, fin = false) => stream.receive(Buffer.from(text), fin);
  const receiveError = (text: string, fin = false) => stream.receiveError(Buffer.from(text), fin);
  const receiveErrorBytes = (bytes: Buffer, fin = false) => stream.receiveError(bytes, fin);
  return { stream, handler, clock, log, receive, receiveError, receiveErrorBytes };
}

describe('half-close', () => {
  it('holds the FIN back while the pod may still be answering', async () => {
    const { stream, clock, log } = openStream();
    stream.end();
    await clock.advance(1_499);
    expect(log).toEqual([]);
    await clock.advance(1);
    expect(log).toEqual(['sent FIN']);
    expect(clock.timers).toBe(0);
  });

  it('holds it back for as long again after each byte from the pod', async () => {
    const { stream, clock, log, receive } = openStream();
    stream.end();
    for (let second = 0; second < 10; second += 1) {
      await clock.advance(1_000);
      receive('x');
    }
    expect(log).not.toContain('sent FIN');
    await clock.advance(1_499);
    expect(log).not.toContain('sent FIN');
    await clock.advance(1);
    expect(log).toContain('sent FIN');
  });

  it('holds it back while the local client is slow to take what the pod has sent', async () => {
    const { stream, clock, log, receive } = openStream();
    stream.end();
    stream.pause();
    receive('x');
    await clock.advance(60_000);
    expect(log).toEqual([]);
    stream.resume();
    await clock.advance(3_000);
    expect(log).toEqual(['data x', 'sent FIN']);
  });

  it('is sent at once when the pod has ended, before or meanwhile', () => {
    const before = openStream();
    before.receiveError('', true);
    before.receive('', true);
    before.stream.end();
    expect(before.log).toEqual(['end', 'sent FIN', 'close cleanly', 'forgotten']);

    const meanwhile = openStream();
    meanwhile.stream.end();
    meanwhile.receiveError('', true);
    meanwhile.receive('bye', true);
    expect(meanwhile.log).toEqual(['data bye', 'sent FIN', 'end', 'close cleanly', 'forgotten']);
    expect(meanwhile.clock.timers).toBe(0);
  });

  it('is sent once, and nothing is written after it', async () => {
    const { stream, clock, log } = openStream();
    stream.end();
    stream.end();
    stream.write(Buffer.from('late'));
    await clock.advance(10_000);
    expect(log).toEqual(['sent FIN']);
  });
});

describe('a paused stream', () => {
  it('keeps what comes, in order, and gives it when resumed, the end last', () => {
    const { stream, log, receive, receiveError } = openStream();
    stream.pause();
    receive('a');
    receive('b');
    receiveError('', true);
    receive('', true);
    expect(log).toEqual([]);
    stream.resume();
    expect(log).toEqual(['data a', 'data b', 'end']);
  });

  it('stops the tunnel when it holds its bound, and lets it go on when empty', () => {
    const { stream, log, receive } = openStream({ inboundBytes: 1_000 });
    stream.pause();
    receive('x'.repeat(900));
    expect(log).toEqual(['overfull']);
    stream.resume();
    expect(log.slice(2)).toEqual(['not overfull']);
  });

  it('is bounded by its number of pieces too', () => {
    const { stream, log, receive } = openStream({ inboundBytes: 10_000 });
    stream.pause();
    for (let piece = 0; piece < 100; piece += 1) receive('x');
    expect(log).toEqual(['overfull']);
  });

  it('may be paused again while it gives', () => {
    const { stream, handler, log, receive } = openStream();
    stream.pause();
    for (const text of ['a', 'b', 'c']) receive(text);
    handler.onData = (chunk) => {
      log.push(chunk.toString());
      stream.pause();
    };
    stream.resume();
    expect(log).toEqual(['a']);
    receive('d');
    stream.resume();
    stream.resume();
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('gives nothing twice when paused and resumed while it gives', () => {
    const { stream, handler, log, receive } = openStream();
    stream.pause();
    for (const text of ['a', 'b', 'c']) receive(text);
    handler.onData = (chunk) => {
      log.push(chunk.toString());
      stream.pause();
      stream.resume();
    };
    stream.resume();
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('lets the tunnel go on when it is destroyed', () => {
    const { stream, log, receive } = openStream({ inboundBytes: 10 });
    stream.pause();
    receive('x'.repeat(100));
    stream.destroy();
    expect(log).toEqual(['overfull', 'sent RST', 'not overfull', 'close cleanly', 'forgotten']);
  });
});

describe('the error stream', () => {
  it('without text means nothing', () => {
    const { receiveError, log } = openStream();
    receiveError('', true);
    expect(log).toEqual([]);
  });

  it('with text ends the connection when it ends', () => {
    const { receiveError, log } = openStream();
    receiveError('connection ');
    receiveError('refused');
    expect(log).toEqual([]);
    receiveError('', true);
    expect(log).toEqual(['close connection refused', 'forgotten']);
  });

  it('with text ends the connection when the data ends first', () => {
    const { receive, receiveError, log } = openStream();
    receiveError('connection refused');
    receive('', true);
    expect(log).toEqual(['close connection refused', 'forgotten']);
  });

  it('is waited for when the data ends first: container runtimes close a failed connection before they say why', () => {
    const { clock, receive, receiveError, log } = openStream();
    receive('', true);
    expect(log).toEqual([]);
    receiveError('connection refused', true);
    expect(log).toEqual(['close connection refused', 'forgotten']);
    expect(clock.timers).toBe(0);
  });

  it('without text lets an end be one that it had held up', () => {
    const { clock, receive, receiveError, log } = openStream();
    receive('bye', true);
    expect(log).toEqual(['data bye']);
    receiveError('', true);
    expect(log).toEqual(['data bye', 'end']);
    expect(clock.timers).toBe(0);
  });

  it('is not waited for longer than a moment', async () => {
    const { clock, receive, log } = openStream();
    receive('', true);
    await clock.advance(999);
    expect(log).toEqual([]);
    await clock.advance(1);
    expect(log).toEqual(['end']);
  });

  it('is quoted rather than what befalls the connection afterwards', () => {
    const { stream, receiveError, log } = openStream();
    receiveError('connection refused');
    stream.fail('the pod reset the stream');
    expect(log).toEqual(['close connection refused', 'forgotten']);
  });

  it('may be cut anywhere, amid a character too', () => {
    const { receiveErrorBytes, log } = openStream();
    const text = Buffer.from('  Pod „web“ hört nicht zu\n');
    for (const byte of text) receiveErrorBytes(Buffer.from([byte]));
    receiveErrorBytes(Buffer.alloc(0), true);
    expect(log).toEqual(['close Pod „web“ hört nicht zu', 'forgotten']);
  });

  it('is none when there is nothing to read in it', () => {
    const { receive, receiveError, log } = openStream();
    receiveError(' \n', true);
    receive('', true);
    expect(log).toEqual(['end']);
  });

  it('is kept within bounds', () => {
    const { receiveError, log } = openStream({ errorCharacters: 100 });
    for (let piece = 0; piece < 50; piece += 1) receiveError('x'.repeat(7));
    expect(log).toEqual([`close ${'x'.repeat(100)}`, 'forgotten']);
  });
});

describe('what waits for a reader that has stopped', () => {
  it('is a copy: the memory it came in is used again', () => {
    const { stream, log } = openStream();
    const memory = Buffer.from('first');
    stream.pause();
    stream.receive(memory, false);
    memory.fill('x');
    stream.resume();
    expect(log).toEqual(['data first']);
  });
});

describe('after the last call', () => {
  it('nothing more is told or sent, whatever comes', async () => {
    const { stream, clock, log, receive, receiveError } = openStream();
    stream.end();
    stream.destroy();
    expect(log).toEqual(['sent RST', 'close cleanly', 'forgotten']);
    log.length = 0;
    receive('x', true);
    receiveError('text', true);
    stream.fail('late');
    stream.drained();
    stream.destroy();
    stream.end();
    stream.write(Buffer.from('x'));
    await clock.advance(10_000);
    expect(log).toEqual([]);
    expect(clock.timers).toBe(0);
  });
});

describe('the end of the tunnel', () => {
  it("is told as the tunnel's, so that the pod is not blamed for it", () => {
    const { stream, handler } = openStream();
    let told: Error | null = null;
    handler.onClose = (error) => void (told = error);
    stream.lose('The tunnel ended');
    expect(told).toBeInstanceOf(TunnelError);
  });

  it('does not hide what the pod had said before', () => {
    const { stream, handler, receiveError } = openStream();
    let told: Error | null = null;
    handler.onClose = (error) => void (told = error);
    receiveError('connection refused');
    stream.lose('The tunnel ended');
    expect(told).toEqual(new Error('connection refused'));
  });
});

describe('the first bytes, with early data turned off', () => {
  it('wait for the reply, while the client is asked to stop', () => {
    const { stream, log } = openStream({ earlyData: false });
    expect(stream.write(Buffer.from('hello'))).toBe(false);
    expect(log).toEqual([]);
    stream.replied();
    expect(log).toEqual(['sent hello', 'drain']);
    expect(stream.write(Buffer.from('more'))).toBe(true);
  });

  it('go before the FIN, however late the reply is', async () => {
    const { stream, clock, log } = openStream({ earlyData: false });
    stream.write(Buffer.from('hello'));
    stream.end();
    await clock.advance(5_000);
    expect(log).toEqual([]);
    stream.replied();
    await clock.advance(1_500);
    expect(log).toEqual(['sent hello', 'sent FIN']);
  });

  it('are dropped when the stream is', () => {
    const { stream, log } = openStream({ earlyData: false });
    stream.write(Buffer.from('hello'));
    stream.destroy();
    stream.replied();
    expect(log).toEqual(['sent RST', 'close cleanly', 'forgotten']);
  });
});
