import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { HeldConnections } from '../../../src/main/worker/held-connections';
import { FakeClock } from '../../support/fake-clock';

const holdMs = 10_000;
const unread = { add: () => undefined, forget: () => undefined };

describe('connections that wait for a tunnel', () => {
  it('are reset when they have waited for too long', async () => {
    const clock = new FakeClock();
    const held = new HeldConnections(clock, holdMs, unread);
    const socket = new Socket();
    held.hold(socket);
    await clock.advance(holdMs - 1);
    expect([held.count, socket.destroyed]).toEqual([1, false]);
    await clock.advance(1);
    expect([held.count, socket.destroyed]).toEqual([0, true]);
  });

  it('do not begin to wait anew when they come back', async () => {
    const clock = new FakeClock();
    const held = new HeldConnections(clock, holdMs, unread);
    const socket = new Socket();
    held.hold(socket);
    await clock.advance(6_000);
    expect(held.takeAll()).toEqual([socket]);
    held.hold(socket);
    await clock.advance(4_000);
    expect(socket.destroyed).toBe(true);
  });

  it('carry nothing with them of the times that they have waited', () => {
    const held = new HeldConnections(new FakeClock(), holdMs, unread);
    const socket = new Socket();
    const before = [socket.listenerCount('close'), socket.listenerCount('error')];
    for (let times = 0; times < 20; times += 1) {
      held.hold(socket);
      held.takeAll();
    }
    expect([socket.listenerCount('close'), socket.listenerCount('error')]).toEqual(before);
  });

  it('are handed over in the order in which they came, without those that have left', () => {
    const held = new HeldConnections(new FakeClock(), holdMs, unread);
    const [first, second, third] = [new Socket(), new Socket(), new Socket()];
    for (const socket of [first, second, third]) held.hold(socket);
    second.destroy();
    expect(held.takeAll()).toEqual([first, third]);
    expect(held.count).toBe(0);
  });

  it('are all reset when there will be no tunnel', () => {
    const held = new HeldConnections(new FakeClock(), holdMs, unread);
    const sockets = [new Socket(), new Socket()];
    for (const socket of sockets) held.hold(socket);
    held.dispose();
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });

  it('are looked after as long as they wait, since nobody reads them', () => {
    const watched = new Set<Socket>();
    const looksAfter = {
      add: (socket: Socket) => watched.add(socket),
      forget: (socket: Socket) => watched.delete(socket),
    };
    const held = new HeldConnections(new FakeClock(), holdMs, looksAfter);
    held.hold(new Socket());
    held.hold(new Socket());
    expect(watched.size).toBe(2);
    held.takeAll();
    expect(watched.size).toBe(0);
  });
});
