import { encodeSynStream } from './spdy-encoding';

/** Stream ids end at 2^31 − 1; far before that the tunnel takes no new streams. */
const lastStreamId = 0x7fff0000;

/** What the peer is asked for one connection with: its error stream, and its data stream. */
export interface StreamRequest {
  readonly errorId: number;
  readonly dataId: number;
  readonly frames: readonly [error: Buffer, data: Buffer];
}

/** Numbers the streams of a tunnel, two for each connection. */
export class StreamNumbers {
  #nextStreamId = 1;
  #nextRequest = 0;

  /** Whether there are no more. */
  get isUsedUp(): boolean {
    return this.#nextStreamId > lastStreamId;
  }

  /** Those of one more connection, to this port of the pod. */
  next(port: number): StreamRequest {
    const errorId = this.#nextStreamId;
    const dataId = errorId + 2;
    this.#nextStreamId += 4;
    const requestId = String(this.#nextRequest);
    this.#nextRequest += 1;
    const headers = (type: string) =>
      [['streamtype', type], ['port', String(port)], ['requestid', requestId]] as const; // prettier-ignore
    const error = encodeSynStream(errorId, true, headers('error'), errorId === 1);
    const data = encodeSynStream(dataId, false, headers('data'), false);
    return { errorId, dataId, frames: [error, data] };
  }
}
