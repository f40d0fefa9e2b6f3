import type { Socket } from 'node:net';
import { MaskKeys, maskInPlace } from './masking';
import { encodeDataHeader } from './spdy-encoding';
import type { TunnelClosed } from './tunnel';
import { encodeFrame, frameHeaderBytes, opcodes, WebSocketFrameParser, writeFrameHeader } from './websocket-frames';

/** How SPDY frames travel on an upgraded connection. Small ones are gathered until `flush`, big ones take them along. */
export interface Carrier {
  /** Takes bytes from the connection, and gives on those of SPDY frames. Throws `FrameError`. */
  receive(chunk: Buffer): void;
  /** Sends one small frame that is complete, with the next `flush` at the latest. */
  sendFrame(frame: Buffer): void;
  /** Sends one DATA frame, a big one at once. The payload must not change afterwards. */
  sendData(streamId: number, payload: Buffer): void;
  /** Writes what has been gathered, as one. */
  flush(): void;
}

/** From this payload on, in bytes, gathering would only cost. */
const bigPayload = 4 * 1024;

/** What may be gathered before it is written in any case, in bytes. */
const gatheredBytes = 16 * 1024;

/** Bytes waiting to leave at which pings are left unanswered. */
const unansweredBytes = 256 * 1024;

/** Frames that wait to be written together: a write, encrypted and masked, costs more than the bytes of small frames. */
class Gathering {
  #parts: Buffer[] = [];
  #bytes = 0;

  /** Answers whether it is full. */
  add(part: Buffer): boolean {
    this.#parts.push(part);
    this.#bytes += part.length;
    return this.#bytes >= gatheredBytes;
  }

  /** Everything gathered, and from now on nothing. */
  takeAll(): { readonly parts: readonly Buffer[]; readonly bytes: number } {
    const all = { parts: this.#parts, bytes: this.#bytes };
    this.#parts = [];
    this.#bytes = 0;
    return all;
  }
}

/** After a SPDY upgrade: the bytes as they are, and no copy of a big payload. */
export class PlainCarrier implements Carrier {
  readonly #gathering = new Gathering();

  constructor(
    private readonly socket: Socket,
    readonly receive: (chunk: Buffer) => void,
  ) {}

  sendFrame(frame: Buffer): void {
    if (this.#gathering.add(frame)) this.flush();
  }

  sendData(streamId: number, payload: Buffer): void {
    this.sendFrame(encodeDataHeader(streamId, payload.length, false));
    if (payload.length < bigPayload) {
      this.sendFrame(payload);
      return;
    }
    this.socket.cork();
    this.flush();
    this.socket.write(payload);
    this.socket.uncork();
  }

  flush(): void {
    const { parts, bytes } = this.#gathering.takeAll();
    const [first] = parts;
    if (first) this.socket.write(parts.length === 1 ? first : Buffer.concat(parts, bytes));
  }
}

/** In a WebSocket tunnel: masked binary messages, whose boundaries mean nothing. */
export class WebSocketCarrier implements Carrier {
  readonly #parser: WebSocketFrameParser;
  readonly #keys = new MaskKeys();
  readonly #gathering = new Gathering();
  readonly #buffers: FrameBuffers;

  /** `maxPayload`: of a DATA frame. `onClose` hears that the peer has ended the WebSocket. */
  constructor(
    private readonly socket: Socket,
    onData: (piece: Buffer) => void,
    onClose: (code: number | null, reason: string) => void,
    maxPayload: number,
  ) {
    this.#buffers = new FrameBuffers(maxPayload + gatheredBytes + 64);
    this.#parser = new WebSocketFrameParser('client', {
      onData,
      onPing: (payload) => {
        // Who does not read gets no further answers.
        if (this.socket.writableLength > unansweredBytes) return;
        this.socket.write(encodeFrame(opcodes.pong, payload, this.#keys.next()));
      },
      onPong: () => undefined,
      onClose: (code, reason) => {
        this.socket.write(encodeFrame(opcodes.close, Buffer.alloc(0), this.#keys.next()));
        onClose(code, reason);
      },
    });
  }

  receive(chunk: Buffer): void {
    this.#parser.push(chunk);
  }

  sendFrame(frame: Buffer): void {
    if (this.#gathering.add(frame)) this.flush();
  }

  sendData(streamId: number, payload: Buffer): void {
    this.sendFrame(encodeDataHeader(streamId, payload.length, false));
    if (payload.length < bigPayload) this.sendFrame(payload);
    else this.#write(payload);
  }

  flush(): void {
    this.#write(null);
  }

  /** One message of all that has been gathered, and a big payload behind it. */
  #write(payload: Buffer | null): void {
    const { parts, bytes } = this.#gathering.takeAll();
    const length = bytes + (payload?.length ?? 0);
    if (length === 0) return;
    const total = frameHeaderBytes(length, true) + length;
    const buffer = total < bigPayload ? Buffer.allocUnsafe(total) : this.#buffers.take();
    const key = this.#keys.next();
    const start = writeFrameHeader(buffer, 0, opcodes.binary, length, key);
    let at = start;
    for (const part of parts) at += part.copy(buffer, at);
    payload?.copy(buffer, at);
    maskInPlace(buffer, start, total, key, 0);
    if (buffer.length === total) this.socket.write(buffer);
    else this.socket.write(buffer.subarray(0, total), () => this.#buffers.give(buffer));
  }
}

/** Buffers for masked frames, used again once written: a new 64 KiB for each frame would keep the collector busy. */
class FrameBuffers {
  readonly #free: Buffer[] = [];
  static readonly #kept = 4;

  constructor(private readonly bytes: number) {}

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.bytes);
  }

  give(buffer: Buffer): void {
    if (this.#free.length < FrameBuffers.#kept) this.#free.push(buffer);
  }
}

/** What it means that the peer has closed the WebSocket. */
export function webSocketClosed(code: number | null, reason: string): TunnelClosed {
  const isProper = code === null || code === 1000 || code === 1001;
  const text = `the API server closed the WebSocket (${[code ?? 'no code', reason].filter(Boolean).join(' ')})`;
  return { reason: text, error: isProper ? null : new Error(text) };
}
