import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { GatheredWrites, Slabs } from '../../../src/main/worker/gathered-writes';

/** A local client that keeps what it gets as it was when written, and says so when told to. */
class Client extends Writable {
  readonly writes: Buffer[][] = [];
  readonly written: (() => void)[] = [];

  constructor(private readonly isSlow = false) {
    super({ highWaterMark: 1 });
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.writes.push(chunks.map(({ chunk }) => chunk));
    if (this.isSlow) this.written.push(done);
    else done();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this._writev([{ chunk }], done);
  }

  /** What a client would read by now. */
  text(): string {
    return this.writes.flat().map(String).join('');
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const piece = (letter: string, length: number) => Buffer.alloc(length, letter);

describe('gathered writes', () => {
  it('writes what came in one turn at once, in order, whatever its size', async () => {
    const client = new Client();
    const gathered = new GatheredWrites(client, new Slabs());
    for (const [letter, length] of [
      ['a', 10],
      ['b', 16_384],
      ['c', 10],
      ['d', 5_000],
    ] as const)
      gathered.write(piece(letter, length));
    expect(client.writes).toEqual([]);
    await turn();
    expect(client.writes).toHaveLength(1);
    expect(client.text()).toBe('a'.repeat(10) + 'b'.repeat(16_384) + 'c'.repeat(10) + 'd'.repeat(5_000));
  });

  it.each([100, 16_384])('keeps no view of a piece of %i bytes, whose memory is used again', async (length) => {
    const client = new Client();
    const gathered = new GatheredWrites(client, new Slabs());
    const memory = piece('a', length);
    gathered.write(memory);
    memory.fill('b');
    gathered.write(memory);
    memory.fill('c');
    await turn();
    expect(client.text()).toBe('a'.repeat(length) + 'b'.repeat(length));
  });

  it('does not wait for the end of the turn with more than a slab, nor when told that the end is near', () => {
    const client = new Client();
    const gathered = new GatheredWrites(client, new Slabs());
    for (let index = 0; index < 33; index += 1) gathered.write(piece('a', 16_384));
    expect(client.text()).toHaveLength(512 * 1024);
    gathered.flush();
    expect(client.text()).toHaveLength(33 * 16_384);
  });

  it('does not touch what a slow client has not taken yet', async () => {
    const slabs = new Slabs();
    const client = new Client(true);
    const gathered = new GatheredWrites(client, slabs);
    gathered.write(piece('a', 8_192));
    await turn();
    gathered.write(piece('b', 8_192));
    await turn();
    expect(client.text()).toBe('a'.repeat(8_192));
    client.written.shift()?.();
    await turn();
    expect(client.text()).toBe('a'.repeat(8_192) + 'b'.repeat(8_192));
  });

  it('uses the memory of what has been taken again', async () => {
    const slabs = new Slabs();
    const client = new Client();
    const gathered = new GatheredWrites(client, slabs);
    for (const letter of ['a', 'b']) {
      gathered.write(piece(letter, 8_192));
      await turn();
    }
    const [first, second] = client.writes.flat();
    expect(first?.buffer).toBe(second?.buffer);
  });
});
