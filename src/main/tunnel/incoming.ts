import { type SpdyControlFrame, type SpdyFrameSink, spdyStatus } from './spdy-frames';
import type { StreamTable } from './stream-table';

/** What of the peer's frames is not about a stream. */
export interface IncomingListener {
  /** The peer asks for a sign of life. */
  onPing(id: number): void;
  /** One of our pings has come back. */
  onPong(id: number): void;
  /** The peer takes no more streams. */
  onGoAway(): void;
}

const noBytes = Buffer.alloc(0);

/** Gives the frames that come from the peer to those they are for. */
export class Incoming implements SpdyFrameSink {
  constructor(
    private readonly streams: StreamTable,
    private readonly listener: IncomingListener,
  ) {}

  onData(streamId: number, piece: Buffer, fin: boolean): void {
    const stream = this.streams.find(streamId);
    if (!stream) return;
    if (streamId === stream.dataId) stream.receive(piece, fin);
    else stream.receiveError(piece, fin);
  }

  onControl(frame: SpdyControlFrame): void {
    switch (frame.type) {
      case 'ping':
        // Odd ids are ours.
        if (frame.id % 2 === 0) this.listener.onPing(frame.id);
        else this.listener.onPong(frame.id);
        break;
      case 'syn-reply':
        this.#onReply(frame.streamId);
        if (frame.fin) this.onData(frame.streamId, noBytes, true);
        break;
      case 'rst-stream':
        this.#onReset(frame.streamId, frame.status);
        break;
      case 'goaway':
        this.listener.onGoAway();
        break;
      case 'syn-stream':
      case 'headers':
      case 'other':
        // A port-forward's peer opens no streams, and nothing else changes what we do.
        break;
    }
  }

  #onReply(streamId: number): void {
    const stream = this.streams.find(streamId);
    if (stream?.dataId === streamId) stream.replied();
  }

  #onReset(streamId: number, status: number): void {
    const stream = this.streams.find(streamId);
    const isRefused = status === spdyStatus.refusedStream;
    // Of either stream: kubelets reset both, and data that has ended already cannot be reset any more.
    stream?.fail(isRefused ? 'the pod refused the stream' : 'the pod reset the stream');
  }
}
