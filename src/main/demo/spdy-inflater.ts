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
  #broken: HeaderBlockError | null = null;
  /** Ends the wait of the block that is being read. */
  #wake: () => void = () => undefined;

  constructor() {
    this.#inflate = createInflate({ dictionary: spdyDictionary(), flush: constants.Z_SYNC_FLUSH });
    this.#inflate.on('data', (chunk: Buffer) => {
      this.#length += chunk.length;
      if (this.#length <= maxHeaderBytes) this.#chunks.push(chunk);
      else this.#inflate.destroy((this.#broken = new HeaderBlockError('a header block that is too large')));
    });
    this.#inflate.on('error', (error) => {
      this.#broken ??= new HeaderBlockError(error.message, { cause: error });
      this.#wake();
    });
  }

  /** Rejects with `HeaderBlockError`, and ever after. */
  async read(block: Buffer): Promise<ReadonlyMap<string, string>> {
    if (this.#broken) throw this.#broken;
    const failure = await new Promise<HeaderBlockError | null>((resolve) => {
      // An inflater that fails says so by its error event alone.
      this.#wake = () => resolve(this.#broken);
      this.#inflate.write(block, this.#wake);
    });
    if (failure) throw failure;
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
