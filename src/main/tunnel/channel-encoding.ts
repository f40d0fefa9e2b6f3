import { FrameError } from './frame-error';
import { type Opcode, opcodes } from './websocket-frames';

/** How a channel's bytes travel in a message: as they are, or as base64 for gateways that pass only text. */
export type ChannelEncoding = 'binary' | 'base64';

/** The WebSocket subprotocol of each (apimachinery's `wsstream`). */
export const channelProtocols: Readonly<Record<ChannelEncoding, string>> = {
  binary: 'v4.channel.k8s.io',
  base64: 'v4.base64.channel.k8s.io',
};

/** The messages that carry it; others break the protocol. */
export const channelOpcodes: Readonly<Record<ChannelEncoding, Opcode>> = {
  binary: opcodes.binary,
  base64: opcodes.text,
};

/** Added to a channel's number to make a message's first byte: the channels of base64 are digits. */
export const channelBase: Readonly<Record<ChannelEncoding, number>> = { binary: 0, base64: 0x30 };

/** Whole quads of base64 at the start of a text, the last of them padded or not. */
const wholeQuads = /^(?:[\w+/-]{4})*(?:[\w+/-]{2}==|[\w+/-]{3}=)?/;

/**
 * Decodes what comes of a message, in pieces of any size; the padding is the message's last. Holds at most three
 * characters.
 */
export class Base64Decoder {
  #held = '';
  #isPadded = false;

  /** What is good is taken, and then `FrameError` thrown for what is not base64. */
  push(piece: Buffer, take: (bytes: Buffer) => void): void {
    if (piece.length === 0) return;
    if (this.#isPadded) throw notBase64();
    const text = this.#held + piece.toString('latin1');
    const whole = text.slice(0, text.length - (text.length % 4));
    this.#held = text.slice(whole.length);
    const padding = whole.endsWith('==') ? 2 : whole.endsWith('=') ? 1 : 0;
    this.#isPadded = padding > 0;
    const bytes = Buffer.from(whole, 'base64');
    // Node passes over what it does not know: then bytes are missing.
    if (bytes.length !== (whole.length / 4) * 3 - padding) {
      take(Buffer.from(wholeQuads.exec(whole)?.[0] ?? '', 'base64'));
      throw notBase64();
    }
    take(bytes);
    if (this.#isPadded && this.#held !== '') throw notBase64();
  }

  /** The message is complete, and the next will follow. Throws `FrameError` when it was not whole. */
  end(): void {
    if (this.#held !== '') throw notBase64();
    this.#isPadded = false;
  }
}

function notBase64(): FrameError {
  return new FrameError('a message that is not base64');
}
