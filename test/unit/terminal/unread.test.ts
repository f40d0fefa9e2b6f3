import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { untilUnread } from '../../../src/main/terminal/unread';

/** As standard output behind `| head`: every write fails, and it goes on all the same. */
function brokenPipe(): Writable {
  return new Writable({
    autoDestroy: false,
    emitClose: false,
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  });
}

describe('an output that nobody reads any more', () => {
  it('is noticed at the first write', async () => {
    const output = brokenPipe();
    const unread = untilUnread(output);
    output.write('a line');
    await expect(unread).resolves.toBeUndefined();
  });

  it('takes what is still written until the end without an error that nobody hears', async () => {
    const output = brokenPipe();
    const unread = untilUnread(output);
    output.write('a line');
    await unread;
    expect(() => output.emit('error', new Error('write EPIPE'))).not.toThrow();
  });
});
