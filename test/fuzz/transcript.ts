import { createHash } from 'node:crypto';
import { FrameError } from '../../src/main/tunnel/frame-error';
import type { Dice } from './dice';

/**
 * What a parser called, in order, as text. Pieces of the same stream of bytes that follow each other are one: how they
 * are cut is the caller's business.
 */
export class Transcript {
  readonly #lines: string[] = [];
  #pieces: Buffer[] = [];
  #name = '';

  /** Bytes of `name`; copied, because they are only lent. */
  bytes(name: string, piece: Buffer): void {
    if (name !== this.#name) this.#finish();
    this.#name = name;
    this.#pieces.push(Buffer.from(piece));
  }

  call(...words: readonly unknown[]): void {
    this.#finish();
    this.#lines.push(words.map(String).join(' '));
  }

  get lines(): readonly string[] {
    this.#finish();
    return this.#lines;
  }

  #finish(): void {
    if (this.#pieces.length === 0) return;
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#lines.push(`${this.#name}: ${String(all.length)} bytes ${summary(all)}`);
  }
}

/** For a parser that is only to be kept. */
export class Nothing extends Transcript {
  override bytes(): void {
    // What is said is of no interest.
  }

  override call(): void {
    // Nor this.
  }
}

export function summary(bytes: Buffer): string {
  return bytes.length <= 16 ? bytes.toString('hex') : createHash('sha1').update(bytes).digest('hex');
}

/**
 * Gives a parser the bytes in pieces of its own memory, which is overwritten after each push: nothing may be kept of it.
 * What it throws must be a `FrameError`, and the same again for whatever follows.
 */
export function pushAll(parser: { push(chunk: Buffer): void }, pieces: readonly Buffer[], said: Transcript): void {
  for (const piece of pieces) {
    const error = thrownBy(() => parser.push(piece));
    piece.fill(0xa5);
    if (!error) continue;
    said.call('broken', error.message);
    const again = thrownBy(() => parser.push(Buffer.alloc(20)));
    if (again !== error) throw new Error('a broken parser went on');
    return;
  }
}

function thrownBy(act: () => void): FrameError | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof FrameError && error.message.length > 5) return error;
    throw error;
  }
}

/** The same bytes cut in two ways: both transcripts. */
export function twice(
  dice: Dice,
  bytes: Buffer,
  read: (pieces: readonly Buffer[]) => Transcript,
): [readonly string[], readonly string[]] {
  return [read(dice.cut(bytes)).lines, read(dice.cut(bytes)).lines];
}
