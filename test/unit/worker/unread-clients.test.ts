import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Ticker } from '../../../src/main/worker/ticker';
import { UnreadClients } from '../../../src/main/worker/unread-clients';
import { FakeClock } from '../../support/fake-clock';

/** A socket that only notes how many bytes it was given. */
function fakeClient(state: { writable?: boolean; writableLength?: number } = {}) {
  const written: number[] = [];
  const write = (bytes: Buffer) => written.push(bytes.length) > 0;
  return { socket: { writable: true, writableLength: 0, ...state, write } as unknown as Socket, written };
}

function start() {
  const clock = new FakeClock();
  return { clock, clients: new UnreadClients(new Ticker(clock)) };
}

describe('clients that are not read', () => {
  it('are tried once a second, with nothing', async () => {
    const { clock, clients } = start();
    const { socket, written } = fakeClient();
    clients.add(socket);
    await clock.advance(999);
    expect(written).toEqual([]);
    await clock.advance(2_001);
    expect(written).toEqual([0, 0, 0]);
  });

  it('are left alone when they are read again', async () => {
    const { clock, clients } = start();
    const { socket, written } = fakeClient();
    clients.add(socket);
    clients.resumed(socket);
    await clock.advance(5_000);
    expect(written).toEqual([]);
  });

  it('are left alone while bytes wait for them, and once they have been told the end', async () => {
    const { clock, clients } = start();
    const busy = fakeClient({ writableLength: 1 });
    const ended = fakeClient({ writable: false });
    clients.add(busy.socket);
    clients.add(ended.socket);
    await clock.advance(5_000);
    expect([...busy.written, ...ended.written]).toEqual([]);
  });

  it('cost no timer when none is left: at the latest after a second, at once when the last has gone', async () => {
    const { clock, clients } = start();
    const { socket } = fakeClient();
    clients.add(socket);
    clients.resumed(socket);
    expect(clock.timers).toBe(1);
    await clock.advance(1_000);
    expect(clock.timers).toBe(0);
    clients.add(socket);
    clients.forget(socket);
    expect(clock.timers).toBe(0);
  });

  it('may go while they are tried', async () => {
    const { clock, clients } = start();
    const second = fakeClient();
    const first = fakeClient();
    first.socket.write = () => {
      clients.forget(first.socket);
      return true;
    };
    clients.add(first.socket);
    clients.add(second.socket);
    await clock.advance(1_000);
    expect(second.written).toEqual([0]);
  });
});
