import { constants, createDeflate } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HeaderBlockError, HeaderBlockReader } from '../../../src/main/demo/spdy-inflater';
import { spdyDictionary } from '../../../src/main/demo/spdy-dictionary';
import { type SpdyHeaders, encodeHeaderBlock } from '../../../src/main/tunnel/spdy-encoding';

/** A client that compresses as the Go peer does: the dictionary, one context, a flush after each block. */
class CompressingClient {
  readonly #deflate = createDeflate({ dictionary: spdyDictionary() });

  block(headers: SpdyHeaders): Promise<Buffer> {
    // The plain block inside the stored one: after the zlib header (2) and the block's own (5), before the flush (5).
    const stored = encodeHeaderBlock(headers, true);
    return this.compress(stored.subarray(7, stored.length - 5));
  }

  async compress(plain: Buffer): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const collect = (chunk: Buffer) => chunks.push(chunk);
    this.#deflate.on('data', collect);
    this.#deflate.write(plain);
    await new Promise<void>((resolve) => this.#deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    this.#deflate.off('data', collect);
    return Buffer.concat(chunks);
  }
}

const streamHeaders = (id: number): SpdyHeaders => [
  ['streamtype', id % 2 === 0 ? 'data' : 'error'],
  ['port', '8080'],
  ['requestid', String(id)],
];

describe('the reader of header blocks', () => {
  it('knows the dictionary of SPDY/3', () => {
    expect(spdyDictionary()).toHaveLength(1423);
    // Its Adler-32, which is the id that every compressed block of a connection begins with.
    expect(adler32(spdyDictionary()).toString(16)).toBe('e3c6a7c2');
  });

  it('reads a client’s compressed blocks one after the other', async () => {
    const client = new CompressingClient();
    const reader = new HeaderBlockReader();
    for (let id = 0; id < 50; id += 1) {
      const headers = await reader.read(await client.block(streamHeaders(id)));
      expect([...headers]).toEqual(streamHeaders(id));
    }
    reader.dispose();
  });

  it('reads blocks that are only stored', async () => {
    const reader = new HeaderBlockReader();
    expect([...(await reader.read(encodeHeaderBlock(streamHeaders(1), true)))]).toEqual(streamHeaders(1));
    expect([...(await reader.read(encodeHeaderBlock(streamHeaders(2), false)))]).toEqual(streamHeaders(2));
    reader.dispose();
  });

  it.each([
    ['garbage', Buffer.from('not deflated at all')],
    ['a count that promises more than there is', encodeHeaderBlock([], true).fill(0xff, 7, 11)],
  ])('refuses %s', async (_what, block) => {
    const reader = new HeaderBlockReader();
    await expect(reader.read(block)).rejects.toThrow(HeaderBlockError);
    reader.dispose();
  });

  it('refuses a small block that inflates to a huge one', async () => {
    const bomb = await new CompressingClient().compress(Buffer.alloc(1_000_000));
    expect(bomb.length).toBeLessThan(2000);
    await expect(new HeaderBlockReader().read(bomb)).rejects.toThrow('too large');
  });
});

function adler32(bytes: Buffer): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
