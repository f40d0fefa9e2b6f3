import { constants, createInflate, type Inflate } from 'node:zlib';
import type { Disposable } from '../base/disposable';
import { spdyDictionary } from './spdy-dictionary';

/** A header block that cannot be read: the connection is of no use any more. */
export class HeaderBlockError extends Error {}

/** What one header block may inflate to, in bytes. */
const maxHeaderBytes = 64 * 1024;

/**
 * Reads the header blocks of one SPDY connection. They share one compression context, so each must be read, in order:
 * wait for an answer before asking again.
 */
export class HeaderBlockReader implements Disposable {
  readonly #inflate: Inflate;
  #chunks: Buffer[] = [];
  #length = 0;
  #fail: ((error: Error) => void) | null = null;

  constructor() {
    this.#inflate = createInflate({ dictionary: spdyDictionary(), flush: constants.Z_SYNC_FLUSH });
    this.#inflate.on('data', (chunk: Buffer) => {
      this.#length += chunk.length;
      if (this.#length <= maxHeaderBytes) this.#chunks.push(chunk);
      else this.#inflate.destroy(new HeaderBlockError('a header block that is too large'));
    });
    this.#inflate.on('error', (error) => {
      this.#fail?.(new HeaderBlockError(error.message, { cause: error }));
    });
  }

  /** Rejects with `HeaderBlockError`, and ever after. */
  async read(block: Buffer): Promise<ReadonlyMap<string, string>> {
    await new Promise<void>((resolve, reject) => {
      this.#fail = reject;
      this.#inflate.write(block, (error) => {
        if (error) reject(new HeaderBlockError(error.message, { cause: error }));
        else resolve();
      });
    });
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#length = 0;
    return parseHeaders(bytes);
  }

  dispose(): void {
    this.#inflate.destroy();
  }
}

/** `u32 count`, then for each `u32 length, name, u32 length, value`. */
function parseHeaders(bytes: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  let at = 0;
  const number = () => {
    if (at + 4 > bytes.length) throw new HeaderBlockError('a header block that ends too early');
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
  const text = () => {
    const length = number();
    if (at + length > bytes.length) throw new HeaderBlockError('a header block that ends too early');
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  for (let left = number(); left > 0; left -= 1) headers.set(text(), text());
  return headers;
}
