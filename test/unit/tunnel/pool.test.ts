import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/main/base/emitter';
import { TunnelPool } from '../../../src/main/tunnel/pool';
import type { PathState } from '../../../src/main/tunnel/tcp-table';
import type { StreamHandler, Tunnel, TunnelClosed, TunnelStream } from '../../../src/main/tunnel/tunnel';
import { FakeClock, settle } from '../../support/fake-clock';

class FakeTunnel implements Tunnel {
  readonly transport = 'websocket';
  readonly didClose = new Emitter<TunnelClosed>();
  readonly didIdle = new Emitter<void>();
  readonly didHear = new Emitter<void>();
  readonly onDidClose = this.didClose.event;
  readonly onDidHear = this.didHear.event;
  readonly onDidIdle = this.didIdle.event;
  closed = false;
  streamCount = 0;
  pings = 0;
  silence = 0;
  roundTrip: number | null = null;
  stalled = 0;
  isBlocked = false;
  readonly flow = { localAddress: '192.0.2.1', localPort: 40_000, remoteAddress: '192.0.2.2', remotePort: 443 };
  isDoubtful = false;

  openStream(): TunnelStream {
    this.streamCount += 1;
    const destroy = () => {
      this.streamCount -= 1;
      if (this.streamCount === 0) this.didIdle.fire();
    };
    const nothing = () => undefined;
    return { write: () => true, end: nothing, pause: nothing, resume: nothing, waiting: () => null, destroy };
  }

  ping(): void {
    this.pings += 1;
  }

  answer(): void {
    this.isDoubtful = false;
    this.didHear.fire();
  }

  /** No app holds it up. */
  unansweredMs(): number {
    return this.stalled;
  }

  silentMs(): number {
    return this.silence;
  }

  roundTripMs(): number | null {
    return this.roundTrip;
  }

  stalledMs(): number {
    return this.stalled;
  }

  dispose(reason = 'closed on our side'): void {
    this.lose(reason);
  }

  lose(reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.didClose.fire({ reason, error: null });
  }
}

const handler: StreamHandler = {
  onData: () => undefined,
  onEnd: () => undefined,
  onDrain: () => undefined,
  onClose: () => undefined,
};

async function connect() {
  const clock = new FakeClock();
  const tunnels: FakeTunnel[] = [];
  const control: { fail: boolean; path: PathState; asked: number } = { fail: false, path: 'open', asked: 0 };
  const pool = await TunnelPool.connect(
    {
      clock,
      askPath: () => {
        control.asked += 1;
        return Promise.resolve(control.path);
      },
      open: () => {
        if (control.fail) return Promise.reject(new Error('no'));
        const tunnel = new FakeTunnel();
        tunnels.push(tunnel);
        return Promise.resolve(tunnel);
      },
    },
    new AbortController().signal,
  );
  const losses: string[] = [];
  pool.onDidLose(({ reason }) => losses.push(reason));
  const open = async () => {
    const stream = pool.openStream(80, handler);
    await settle();
    return stream;
  };
  return { clock, tunnels, control, pool, losses, open };
}

describe('a pool', () => {
  it('starts with one tunnel and opens no other while nothing is forwarded', async () => {
    const { pool, tunnels } = await connect();
    pool.ping();
    await settle();
    expect(tunnels.length).toBe(1);
    expect(pool.transport).toBe('websocket');
  });

  it('fails to connect as its first tunnel does', async () => {
    const open = () => Promise.reject(new Error('no way'));
    const connecting = TunnelPool.connect({ clock: new FakeClock(), open }, new AbortController().signal);
    await expect(connecting).rejects.toThrow('no way');
  });

  it('keeps one tunnel in reserve while a stream is open, and gives the next stream that one', async () => {
    const { tunnels, open } = await connect();
    await open();
    expect(tunnels.map((tunnel) => tunnel.streamCount)).toEqual([1, 0]);
    await open();
    expect(tunnels.map((tunnel) => tunnel.streamCount)).toEqual([1, 1, 0]);
  });

  it('makes no stream wait for a further tunnel', async () => {
    const { pool, tunnels } = await connect();
    const streams = [1, 2, 3].map(() => pool.openStream(80, handler));
    expect(streams.every(Boolean)).toBe(true);
    expect(tunnels[0]?.streamCount).toBe(3);
    await settle();
    expect(tunnels.length).toBe(2);
  });

  it('asks a tunnel that may be stuck before it gets a stream, and says so when the answer has come', async () => {
    const { tunnels, pool, control, open } = await connect();
    control.fail = true;
    await open();
    const [tunnel] = tunnels;
    if (!tunnel) throw new Error('no tunnel');
    let grown = 0;
    pool.onDidGrow(() => (grown += 1));
    tunnel.isDoubtful = true;
    expect(pool.openStream(80, handler)).toBeNull();
    expect(tunnel).toMatchObject({ pings: 1, streamCount: 1 });
    tunnel.answer();
    expect(grown).toBe(1);
    expect(pool.openStream(80, handler)).not.toBeNull();
  });

  it('says nothing of answers that no stream waits for', async () => {
    const { tunnels, pool } = await connect();
    let grown = 0;
    pool.onDidGrow(() => (grown += 1));
    pool.ping();
    tunnels[0]?.answer();
    expect(grown).toBe(0);
  });

  it('grows to its cap, then shares evenly', async () => {
    const { tunnels, open } = await connect();
    for (let stream = 0; stream < 16; stream += 1) await open();
    expect(tunnels.map((tunnel) => tunnel.streamCount)).toEqual(Array(8).fill(2));
  });

  it('opens one at a time', async () => {
    const { pool, tunnels } = await connect();
    for (let stream = 0; stream < 5; stream += 1) pool.openStream(80, handler);
    expect(tunnels.length).toBe(2);
  });

  it('closes tunnels that have been idle for a minute, save one', async () => {
    const { clock, pool, tunnels, open } = await connect();
    const streams = [await open(), await open(), await open()];
    for (const stream of streams) stream?.destroy();
    await clock.advance(59_999);
    pool.ping();
    expect(pool.tunnelCount).toBe(4);
    await clock.advance(1);
    pool.ping();
    expect(tunnels.map((tunnel) => tunnel.closed)).toEqual([false, true, true, true]);
    expect(clock.timers).toBe(0);
  });

  it('pings every tunnel and is as silent as the freshest', async () => {
    const { pool, tunnels, open } = await connect();
    await open();
    pool.ping();
    expect(tunnels.map((tunnel) => tunnel.pings)).toEqual([1, 1]);
    for (const [index, tunnel] of tunnels.entries()) tunnel.silence = 100 * (index + 1);
    expect(pool.silentMs()).toBe(100);
  });

  it('answers as fast as the quickest tunnel that has answered its latest ping', async () => {
    const { pool, tunnels, open } = await connect();
    await open();
    expect(pool.roundTripMs()).toBeNull();
    const [first, second] = tunnels;
    if (first) first.roundTrip = 80;
    expect(pool.roundTripMs()).toBe(80);
    if (second) second.roundTrip = 21;
    expect(pool.roundTripMs()).toBe(21);
  });
});

describe('trouble', () => {
  it('with a further tunnel leaves the others alone, and is tried again after a pause', async () => {
    const { clock, control, tunnels, pool, losses, open } = await connect();
    control.fail = true;
    const first = await open();
    expect(first).not.toBeNull();
    control.fail = false;
    await open();
    expect(tunnels.length).toBe(1);
    await clock.advance(5_000);
    pool.ping();
    await settle();
    expect(tunnels.length).toBe(2);
    expect(losses).toEqual([]);
  });

  it('with a tunnel that stays silent beside one that answers ends its connections, and says why', async () => {
    const { pool, tunnels, open } = await connect();
    await open();
    const [first, reserve] = tunnels;
    if (!first || !reserve) throw new Error('no tunnels');
    const reasons: string[] = [];
    first.onDidClose(({ reason }) => reasons.push(reason));
    first.stalled = 15_000;
    pool.ping();
    expect(reasons).toEqual(['the API server has been silent on it for 15 s']);
    expect(reserve.closed).toBe(false);
    expect(pool.tunnelCount).toBe(1);
  });

  it('with a stalled tunnel keeps new streams away from it, and closes it after its last stream', async () => {
    const { pool, tunnels, open } = await connect();
    const stuck = await open();
    const [first] = tunnels;
    if (!first) throw new Error('no tunnel');
    first.stalled = 10_000;
    pool.ping();
    first.stalled = 0;
    await open();
    await open();
    expect(first.streamCount).toBe(1);
    expect(first.closed).toBe(false);
    stuck?.destroy();
    expect(first.closed).toBe(true);
  });

  it.each([
    ['ends its connections when the system says that nothing arrives', 'lost', true],
    ['leaves them alone when the system says that its reader has stopped', 'open', false],
    ['leaves them alone when the system says nothing', 'unknown', false],
  ] as const)('with a silent tunnel that much was sent on %s', async (_, path, isEnded) => {
    const { pool, tunnels, control, open } = await connect();
    await open();
    const [first] = tunnels;
    if (!first) throw new Error('no tunnel');
    const reasons: string[] = [];
    first.onDidClose(({ reason }) => reasons.push(reason));
    control.path = path;
    Object.assign(first, { isBlocked: true, stalled: 16_000, silence: 16_000 });
    pool.ping();
    await settle();
    expect(control.asked).toBe(1);
    expect(reasons).toEqual(isEnded ? ['nothing that was sent on it has got through for 16 s'] : []);
  });

  it('with a silent tunnel is over when it is heard while the system is asked', async () => {
    const { pool, tunnels, control, open } = await connect();
    await open();
    const [first] = tunnels;
    if (!first) throw new Error('no tunnel');
    control.path = 'lost';
    Object.assign(first, { isBlocked: true, stalled: 16_000, silence: 16_000 });
    pool.ping();
    Object.assign(first, { isBlocked: false, stalled: 0, silence: 0 });
    await settle();
    expect(first.closed).toBe(false);
  });

  it('is not looked for where there is none', async () => {
    const { pool, control, open } = await connect();
    await open();
    pool.ping();
    await settle();
    expect(control.asked).toBe(0);
  });

  it('with a tunnel that is held up ends it with its last stream, while another is usable', async () => {
    const { tunnels, open } = await connect();
    const stuck = await open();
    const [first, reserve] = tunnels;
    if (!first || !reserve) throw new Error('no tunnels');
    first.isBlocked = true;
    first.stalled = 1_000;
    stuck?.destroy();
    expect(first.closed).toBe(true);
    expect(reserve.closed).toBe(false);
  });

  it('with every tunnel at once is left for the watchdog to see', async () => {
    const { pool, tunnels, losses, open } = await connect();
    await open();
    for (const tunnel of tunnels) {
      tunnel.stalled = 60_000;
      tunnel.silence = 60_000;
    }
    pool.ping();
    await open();
    expect(tunnels.length).toBe(2);
    expect(tunnels.some((tunnel) => tunnel.closed)).toBe(false);
    expect(pool.silentMs()).toBe(60_000);
    expect(losses).toEqual([]);
  });

  it('ends the pool when the last tunnel is gone, once, with its reason', async () => {
    const { pool, tunnels, losses, open } = await connect();
    await open();
    tunnels[0]?.lose('first');
    expect(losses).toEqual([]);
    tunnels[1]?.lose('second');
    expect(losses).toEqual(['second']);
    expect(await open()).toBeNull();
    pool.ping();
    await settle();
    expect(tunnels.length).toBe(2);
  });
});

describe('after dispose', () => {
  it('every tunnel is closed, one that was being opened too, and nothing is reported', async () => {
    const { pool, tunnels, losses } = await connect();
    pool.openStream(80, handler);
    pool.dispose();
    pool.dispose();
    await settle();
    expect(tunnels.map((tunnel) => tunnel.closed)).toEqual([true, true]);
    expect(losses).toEqual([]);
    expect(tunnels.map(({ didClose, didIdle }) => didClose.listenerCount + didIdle.listenerCount)).toEqual([0, 0]);
  });
});
