import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { DemoContent } from '../../../src/main/demo/demo-content';
import { digestBytes, lengthBytes } from './pod-programs';

export interface ExchangeResult {
  /** What was sent, as the pod's program received it, has the hash of what was sent. */
  readonly upIsExact: boolean;
  /** What came back is byte for byte what the pod's program sends, and as much. */
  readonly downIsExact: boolean;
  readonly bytesDown: number;
  /** From the first byte to the digest that confirms the last one, in milliseconds. */
  readonly upMs: number;
  readonly downMs: number;
}

/**
 * Sends `bytes` of content, ends its own side at once (half-close), and then receives as many. Rejects when the
 * connection is reset.
 */
export function exchange(port: number, bytes: number, knownBy: 'by-length' | 'until-end'): Promise<ExchangeResult> {
  const content = new DemoContent();
  const [sentHash, gotHash, expectedHash] = [createHash('sha256'), createHash('sha256'), createHash('sha256')];
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  const start = performance.now();
  let digest = Buffer.alloc(0);
  let got = 0;
  let upMs = 0;

  let sent = 0;
  const send = () => {
    while (sent < bytes) {
      const piece = content.piece(sent, bytes - sent);
      sent += piece.length;
      sentHash.update(piece);
      if (!socket.write(piece)) return;
    }
    socket.off('drain', send);
    socket.end();
  };
  socket.once('connect', () => {
    if (knownBy === 'by-length') {
      const length = Buffer.alloc(lengthBytes);
      length.writeBigUInt64BE(BigInt(bytes));
      socket.write(length);
    }
    socket.on('drain', send);
    send();
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      let piece = chunk;
      if (digest.length < digestBytes) {
        const missing = digestBytes - digest.length;
        digest = Buffer.concat([digest, chunk.subarray(0, missing)]);
        piece = chunk.subarray(missing);
        if (digest.length === digestBytes) upMs = performance.now() - start;
      }
      gotHash.update(piece);
      got += piece.length;
    });
    socket.on('end', () => {
      const downMs = performance.now() - start - upMs;
      for (let at = 0; at < bytes;) {
        const piece = content.piece(at, bytes - at);
        expectedHash.update(piece);
        at += piece.length;
      }
      socket.destroy();
      resolve({
        upIsExact: digest.equals(sentHash.digest()),
        downIsExact: gotHash.digest().equals(expectedHash.digest()),
        bytesDown: got,
        upMs,
        downMs,
      });
    });
  });
}
