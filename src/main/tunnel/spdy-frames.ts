/**
 * SPDY/3.1 frames as Kubernetes speaks them, for both ends of a connection. Header blocks are written as stored deflate
 * blocks, which every inflater reads without compression or dictionary on our side; reading a header block is left to
 * whoever needs it. There is no flow control: Kubernetes neither sends nor heeds WINDOW_UPDATE.
 */

export const spdyStatus = {
  protocolError: 1,
  invalidStream: 2,
  refusedStream: 3,
  cancel: 5,
  internalError: 6,
} as const;

/** A frame that is not DATA. `headerBlock` is still deflated; it may be kept. */
export type SpdyControlFrame =
  | { readonly type: 'syn-stream'; readonly streamId: number; readonly fin: boolean; readonly headerBlock: Buffer }
  | { readonly type: 'syn-reply'; readonly streamId: number; readonly fin: boolean; readonly headerBlock: Buffer }
  | { readonly type: 'headers'; readonly streamId: number; readonly fin: boolean; readonly headerBlock: Buffer }
  | { readonly type: 'rst-stream'; readonly streamId: number; readonly status: number }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'goaway'; readonly lastStreamId: number; readonly status: number }
  /** SETTINGS, WINDOW_UPDATE and what we do not know. */
  | { readonly type: 'other'; readonly code: number };

export interface SpdyFrameSink {
  /**
   * A piece of a DATA frame, a view of the chunk that was pushed: big frames come in many. `fin` comes with the last
   * piece, which may be empty.
   */
  onData(streamId: number, piece: Buffer, fin: boolean): void;
  onControl(frame: SpdyControlFrame): void;
}

/** Bytes before every frame's body. */
export const headerBytes = 8;

/** Control frames' types. */
export const frameTypes = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  headers: 8,
} as const;

/** Of a frame that is its stream's last. */
export const flagFin = 1;
