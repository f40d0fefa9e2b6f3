import { type Opcode, WebSocketFrameParser, encodeFrame, encodeFrameHeader, opcodes } from '../tunnel/websocket-frames';

/** How a tunnel's byte stream travels on its connection. */
export interface Framing {
  /** Bytes from the connection. Throws `FrameError` when the client breaks the protocol. */
  push(chunk: Buffer): void;
  /** What to write for a message of these parts. */
  wrap(parts: readonly Buffer[]): readonly Buffer[];
}

export interface FramingSink {
  onBytes(chunk: Buffer): void;
  /** Something to send at once, as it is. */
  onAnswer(bytes: Buffer): void;
  onClose(): void;
}

/** The SPDY upgrade: the connection is the stream. */
export function plainFraming(sink: FramingSink): Framing {
  return { push: (chunk) => sink.onBytes(chunk), wrap: (parts) => parts };
}

/** The WebSocket tunnel: binary messages carry the stream, one for each write. */
export function webSocketFraming(sink: FramingSink): Framing {
  const answer = (opcode: Opcode, payload: Buffer) => sink.onAnswer(encodeFrame(opcode, payload, null));
  const parser = new WebSocketFrameParser('server', {
    onData: (piece) => sink.onBytes(piece),
    onPing: (payload) => answer(opcodes.pong, payload),
    onPong: () => undefined,
    onClose: () => {
      answer(opcodes.close, Buffer.alloc(0));
      sink.onClose();
    },
  });
  return {
    push: (chunk) => parser.push(chunk),
    wrap: (parts) => {
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      return [encodeFrameHeader(opcodes.binary, length), ...parts];
    },
  };
}
