import { constants, deflateSync } from 'node:zlib';
import {
  encodeDataHeader,
  encodeGoAway,
  encodePing,
  encodeRstStream,
  encodeSynReply,
  encodeSynStream,
} from '../../src/main/tunnel/spdy-encoding';
import { maxControlBytes } from '../../src/main/tunnel/spdy-parser';
import type { Dice } from './dice';

/** Bytes of a SPDY peer that means no good: mostly frames that make sense, so that the others find something to break. */
export function spdyBytes(dice: Dice, frames: number, streamId: () => number): Buffer {
  return Buffer.concat(Array.from({ length: frames }, () => spdyFrame(dice, streamId)));
}

function spdyFrame(dice: Dice, streamId: () => number): Buffer {
  if (dice.chance(0.02)) return hostileFrame(dice);
  const id = dice.chance(0.9) ? streamId() : dice.upTo(0x7fffffff);
  const kind = dice.pick(['data', 'data', 'data', 'data', 'reply', 'reset', 'ping', 'flood', 'syn', 'goaway', 'other']);
  switch (kind) {
    case 'data':
      return dataFrame(dice, id);
    case 'reply':
      return encodeSynReply(id, dice.chance(0.5));
    case 'reset':
      return dice.chance(0.5) ? encodeRstStream(id, dice.upTo(12)) : encodePing(dice.upTo(0xffffffff));
    case 'ping':
      return encodePing(dice.upTo(0xffffffff));
    case 'flood':
      return Buffer.concat(Array.from({ length: dice.upTo(300) }, (_, index) => encodePing(index * 2)));
    case 'syn':
      return encodeSynStream(
        id,
        dice.chance(0.5),
        [['streamtype', dice.pick(['data', 'error', ''])]],
        dice.chance(0.5),
      );
    case 'goaway':
      return dice.chance(0.2) ? encodeGoAway(id, dice.upTo(2)) : encodePing(2);
    case 'other':
      return controlFrame(dice.pick([4, 8, 9, 0x7f, 0xffff]), dice.upTo(255), dice.bytes(4 + dice.length(500)));
  }
}

/** Of a data stream anything, of an error stream text. */
export function dataFrame(dice: Dice, streamId: number, fin = dice.chance(0.1)): Buffer {
  const payload = dice.bytes(dice.length(20_000));
  if (streamId % 4 === 1) payload.forEach((byte, at) => (payload[at] = 0x21 + (byte % 94)));
  return Buffer.concat([encodeDataHeader(streamId, payload.length, fin), payload]);
}

/** What no peer in its right mind sends. */
function hostileFrame(dice: Dice): Buffer {
  switch (dice.pick(['noise', 'length', 'short', 'version', 'endless', 'biggest'])) {
    case 'noise':
      return dice.bytes(dice.length(500));
    case 'length': {
      const frame = controlFrame(dice.upTo(9), 0, Buffer.alloc(0));
      frame.writeUIntBE(maxControlBytes + 1 + dice.upTo(0xff_fffe - maxControlBytes), 5, 3);
      return frame;
    }
    case 'short':
      return controlFrame(dice.pick([1, 2, 3, 6, 7, 8]), dice.upTo(1), dice.bytes(dice.upTo(9)));
    case 'version':
      return Buffer.from([0x80 | dice.upTo(127), dice.upTo(255), 0, dice.upTo(9), 0, 0, 0, 0]);
    case 'endless':
      return encodeDataHeader(dice.upTo(9), 0xff_ffff, true);
    case 'biggest':
      return controlFrame(dice.upTo(9), dice.upTo(255), dice.bytes(maxControlBytes));
  }
}

export function controlFrame(type: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE((0x80030000 | type) >>> 0, 0);
  head.writeUInt32BE(((flags << 24) | body.length) >>> 0, 4);
  return Buffer.concat([head, body]);
}

/** A SYN_STREAM whose header block is not what it should be: noise, cut short, or far bigger than it looks. */
export function hostileSyn(dice: Dice, streamId: number, isFirst: boolean): Buffer {
  const proper = encodeSynStream(streamId, false, [['streamtype', 'data']], isFirst);
  const head = proper.subarray(8, 18);
  switch (dice.pick(['noise', 'cut', 'bomb', 'counts'])) {
    case 'noise':
      return controlFrame(1, 0, Buffer.concat([head, dice.bytes(dice.length(2_000))]));
    case 'cut':
      return controlFrame(1, 0, Buffer.concat([head, proper.subarray(18, 18 + dice.upTo(proper.length - 18))]));
    case 'bomb':
      return controlFrame(1, 0, Buffer.concat([head, deflated(Buffer.alloc(8 * 1024 * 1024))]));
    case 'counts':
      return controlFrame(1, 0, Buffer.concat([head, deflated(Buffer.alloc(dice.upTo(200), dice.pick([0, 0xff, 1])))]));
  }
}

function deflated(plain: Buffer): Buffer {
  return deflateSync(plain, { finishFlush: constants.Z_SYNC_FLUSH });
}
