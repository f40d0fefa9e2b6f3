import { channelOpcodes, type ChannelEncoding } from '../../src/main/tunnel/channel-encoding';
import { type Channel, encodeAnnouncement, encodeChannelMessage } from '../../src/main/tunnel/channel-frames';
import {
  closePayload,
  encodeFrame,
  type Opcode,
  opcodes,
  type WebSocketRole,
} from '../../src/main/tunnel/websocket-frames';
import type { Dice } from './dice';

/** The WebSocket frames that carry `bytes` to somebody in `role`, in messages and fragments as they fall, control frames between. */
export function inMessages(dice: Dice, role: WebSocketRole, bytes: Buffer, opcode: Opcode = opcodes.binary): Buffer {
  const frames: Buffer[] = [];
  let isOpen = false;
  for (const piece of dice.cut(bytes)) {
    if (dice.chance(0.1)) frames.push(controlOf(dice, role));
    const isLast = dice.chance(0.6);
    frames.push(frameTo(dice, role, isOpen ? opcodes.continuation : opcode, piece, isLast));
    isOpen = !isLast;
  }
  if (isOpen) frames.push(frameTo(dice, role, opcodes.continuation, Buffer.alloc(0), true));
  return Buffer.concat(frames);
}

/** Messages of channels, mostly the two that there are. */
export function channelBytes(dice: Dice, role: WebSocketRole, encoding: ChannelEncoding, messages: number): Buffer {
  const announced = role === 'client' && dice.chance(0.9);
  const start = announced ? [encodeAnnouncement(0, 8080, encoding), encodeAnnouncement(1, 8080, encoding)] : [];
  const rest = Array.from({ length: messages }, () => channelMessage(dice, role, encoding));
  return Buffer.concat([...start, ...rest]);
}

function channelMessage(dice: Dice, role: WebSocketRole, encoding: ChannelEncoding): Buffer {
  if (dice.chance(0.02)) return hostileWebSocket(dice, role);
  if (dice.chance(0.1)) return controlOf(dice, role);
  const channel = (dice.chance(0.98) ? dice.upTo(1) : dice.upTo(255)) as Channel;
  const payload = dice.bytes(dice.length(20_000));
  const proper = encodeChannelMessage(channel, payload, encoding, null);
  const header = proper.length - 1 - (encoding === 'base64' ? payload.toString('base64').length : payload.length);
  const content = Buffer.from(proper.subarray(header));
  if (dice.chance(0.02) && content.length > 1) content[1 + dice.upTo(content.length - 2)] = dice.upTo(255);
  if (dice.chance(0.3)) return inMessages(dice, role, content, channelOpcodes[encoding]);
  return frameTo(dice, role, channelOpcodes[encoding], content, true);
}

/** What no peer in its right mind sends. */
export function hostileWebSocket(dice: Dice, role: WebSocketRole): Buffer {
  switch (dice.pick(['noise', 'length', 'mask', 'order', 'opcode', 'close', 'big ping'])) {
    case 'noise':
      return dice.bytes(dice.length(500));
    case 'length': {
      const frame = Buffer.alloc(14);
      frame.set([0x82, role === 'server' ? 0xff : 0x7f]);
      frame.writeUInt32BE(dice.upTo(0xffffffff), 2);
      frame.writeUInt32BE(dice.upTo(0xffffffff), 6);
      return frame;
    }
    case 'mask':
      return frameTo(dice, role === 'server' ? 'client' : 'server', opcodes.binary, dice.bytes(4), true);
    case 'order':
      return frameTo(dice, role, opcodes.continuation, dice.bytes(4), dice.chance(0.5));
    case 'opcode':
      return frameTo(dice, role, dice.upTo(15) as Opcode, dice.bytes(dice.upTo(20)), dice.chance(0.5));
    case 'close':
      return frameTo(dice, role, opcodes.close, dice.bytes(dice.upTo(125)), true);
    case 'big ping':
      return frameTo(dice, role, opcodes.ping, dice.bytes(126 + dice.upTo(70_000)), true);
  }
}

function controlOf(dice: Dice, role: WebSocketRole): Buffer {
  if (dice.chance(0.01)) return frameTo(dice, role, opcodes.close, closePayload(1000 + dice.upTo(15), 'enough'), true);
  return frameTo(dice, role, dice.pick([opcodes.ping, opcodes.pong]), dice.bytes(dice.upTo(125)), true);
}

function frameTo(dice: Dice, role: WebSocketRole, opcode: Opcode, payload: Buffer, fin: boolean): Buffer {
  const frame = encodeFrame(opcode, payload, role === 'server' ? dice.upTo(0xffffffff) : null);
  if (!fin) frame.writeUInt8(frame.readUInt8(0) & 0x7f, 0);
  return frame;
}
