import { beforeEach, describe, expect, it } from 'vitest';
import { DelayLine } from '../../../src/main/demo/delay-line';
import { FakeClock } from '../../support/fake-clock';

describe('a delay line', () => {
  let clock: FakeClock;
  let line: DelayLine;
  let delivered: string[];
  const push = (text: string) => line.push(Buffer.from(text));

  beforeEach(() => {
    clock = new FakeClock();
    delivered = [];
    line = new DelayLine(clock, (chunk) => delivered.push(chunk.toString()));
  });

  it('passes on at once', () => {
    push('a');
    expect(delivered).toEqual(['a']);
    expect(line.bytes).toBe(0);
  });

  it('passes on later, each chunk after the same time', async () => {
    line.delay(100);
    push('a');
    await clock.advance(60);
    push('b');
    await clock.advance(40);
    expect(delivered).toEqual(['a']);
    await clock.advance(60);
    expect(delivered).toEqual(['a', 'b']);
  });

  it('keeps the order when the delay is taken away', async () => {
    line.delay(100);
    push('a');
    line.delay(0);
    push('b');
    expect(delivered).toEqual([]);
    await clock.advance(100);
    expect(delivered).toEqual(['a', 'b']);
  });

  it('keeps what it holds, and passes it on when let go', () => {
    line.hold(true);
    push('a');
    push('bc');
    expect(delivered).toEqual([]);
    expect(line.bytes).toBe(3);
    line.hold(false);
    expect(delivered).toEqual(['a', 'bc']);
  });

  it('may be held again by whoever it delivers to', () => {
    line = new DelayLine(clock, (chunk) => {
      delivered.push(chunk.toString());
      line.hold(true);
    });
    line.hold(true);
    push('a');
    push('b');
    line.hold(false);
    expect(delivered).toEqual(['a']);
  });

  it('never delivers within a delivery', () => {
    let depth = 0;
    line = new DelayLine(clock, (chunk) => {
      depth += 1;
      expect(depth).toBe(1);
      delivered.push(chunk.toString());
      if (delivered.length === 1) line.push(Buffer.from('b'));
      depth -= 1;
    });
    push('a');
    expect(delivered).toEqual(['a', 'b']);
  });

  it('leaves no timer behind and delivers nothing more when disposed', async () => {
    line.delay(100);
    push('a');
    line.dispose();
    expect(clock.timers).toBe(0);
    await clock.advance(200);
    expect(delivered).toEqual([]);
  });
});
