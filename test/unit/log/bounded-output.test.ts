import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { boundedOutput } from '../../../src/main/log/bounded-output';

/** A reader that takes one piece each time it is told to. */
function slowReader() {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const output = new Writable({
    highWaterMark: 10,
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk.toString());
      waiting.push(done);
    },
  });
  const readAll = async () => {
    for (let done = waiting.shift(); done; done = waiting.shift()) {
      done();
      await new Promise(setImmediate);
    }
  };
  return { output, taken, readAll };
}

describe('output to a slow reader', () => {
  it('is left out beyond a bound, and that is said when the reader has caught up', async () => {
    const { output, taken, readAll } = slowReader();
    const write = boundedOutput(output, (lines) => `lost ${String(lines)}`, 100);
    for (let line = 0; line < 1_000; line += 1) write('0123456789');
    expect(output.writableLength).toBeLessThanOrEqual(110);
    await readAll();
    write('news');
    await readAll();
    expect(taken.length).toBe(13);
    expect(taken.slice(-2)).toEqual([`lost ${String(1_000 - 11)}`, 'news']);
  });

  it('ends without a word when the reader is gone', async () => {
    const { output } = slowReader();
    const write = boundedOutput(output, () => 'lost');
    output.destroy(new Error('EPIPE'));
    await new Promise(setImmediate);
    expect(() => write('news')).not.toThrow();
    expect(output.writableLength).toBe(0);
  });
});
