import type { Socket } from 'node:net';
import { MaskKeys, maskInPlace } from './masking';
import { encodeDataHeader } from './spdy-frames';
import { encodeFrame, frameHeaderBytes, opcodes, WebSocketFrameParser, writeFrameHeader } from './websocket-frames';

/** How SPDY frames travel on an upgraded connection. */
export interface Carrier {
  /** Takes bytes from the connection, and gives on those of SPDY frames. Throws `FrameError`. */
  receive(chunk: Buffer): void;
  /** Sends one frame that is complete. */
  sendFrame(frame: Buffer): void;
  /** Sends one DATA frame. The payload must not change afterwards. */
  sendData(streamId: number, payload: Buffer): void;
}

/** After a SPDY upgrade: the bytes as they are, and no copy of the payload. */
export class PlainCarrier implements Carrier {
  constructor(
    private readonly socket: Socket,
    readonly receive: (chunk: Buffer) => void,
  ) {}

  sendFrame(frame: Buffer): void {
    this.socket.write(frame);
  }

  sendData(streamId: number, payload: Buffer): void {
    this.socket.write(encodeDataHeader(streamId, payload.length, false));
    this.socket.write(payload);
  }
}

/** Below this a buffer from Node's own pool is cheaper than one of ours. */
const smallBytes = 4 * 1024;

/** In a WebSocket tunnel: one masked binary message per SPDY frame. */
export class WebSocketCarrier implements Carrier {
  readonly #parser: WebSocketFrameParser;
  readonly #keys = new MaskKeys();
  readonly #buffers: FrameBuffers;

  /** `maxPayload`: of a DATA frame. `onClose` hears that the peer has ended the WebSocket. */
  constructor(
    private readonly socket: Socket,
    onData: (piece: Buffer) => void,
    onClose: (code: number | null, reason: string) => void,
    maxPayload: number,
  ) {
    this.#buffers = new FrameBuffers(maxPayload + 32);
    this.#parser = new WebSocketFrameParser('client', {
      onData,
      onPing: (payload) => this.socket.write(encodeFrame(opcodes.pong, payload, this.#keys.next())),
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
    this.socket.write(encodeFrame(opcodes.binary, frame, this.#keys.next()));
  }

  sendData(streamId: number, payload: Buffer): void {
    const head = encodeDataHeader(streamId, payload.length, false);
    const length = head.length + payload.length;
    const total = frameHeaderBytes(length, true) + length;
    const buffer = total <= smallBytes ? Buffer.allocUnsafe(total) : this.#buffers.take();
    const key = this.#keys.next();
    const start = writeFrameHeader(buffer, 0, opcodes.binary, length, key);
    head.copy(buffer, start);
    payload.copy(buffer, start + head.length);
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
