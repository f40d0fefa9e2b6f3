import { beforeEach, describe, expect, it } from 'vitest';
import { LeftUpstreams } from '../../../src/main/worker/left-upstreams';
import type { Upstream } from '../../../src/main/worker/upstream';
import { FakeClock } from '../../support/fake-clock';
import { FakeUpstream } from '../../support/fake-upstream';

let clock: FakeClock;
let inUse: Set<Upstream>;
let reset: Upstream[];
let left: LeftUpstreams;
let upstream: FakeUpstream;

beforeEach(() => {
  clock = new FakeClock();
  inUse = new Set();
  reset = [];
  left = new LeftUpstreams(clock, {
    isUsing: (asked) => inUse.has(asked),
    reset: (ended) => {
      reset.push(ended);
    },
  });
  upstream = new FakeUpstream();
  inUse.add(upstream);
});

describe('tunnels to a pod that gets no new connections', () => {
  it('end at once when there is no connection', () => {
    inUse.clear();
    left.drain(upstream);
    expect(upstream.disposed).toBe(true);
  });

  it('stay until the last connection has ended', async () => {
    left.drain(upstream);
    left.noteEnd(upstream);
    await clock.advance(3_600_000);
    expect(upstream.disposed).toBe(false);
    inUse.clear();
    left.noteEnd(upstream);
    expect(upstream.disposed).toBe(true);
  });

  it('end with all their connections when they are lost', () => {
    left.drain(upstream);
    upstream.lose('the pod is gone');
    expect([upstream.disposed, reset]).toEqual([true, [upstream]]);
  });

  it('are asked for signs of life, and end when they have given none for 30 seconds', () => {
    left.drain(upstream);
    upstream.silence = 30_000;
    left.poll();
    expect([upstream.pings, upstream.disposed]).toEqual([1, false]);
    upstream.silence = 30_001;
    left.poll();
    expect([upstream.disposed, reset]).toEqual([true, [upstream]]);
  });

  it('end a second after one connection was told that the pod is gone', async () => {
    left.drain(upstream);
    left.hasGone(upstream);
    await clock.advance(900);
    left.hasGone(upstream);
    expect(upstream.disposed).toBe(false);
    await clock.advance(100);
    expect([upstream.disposed, clock.timers]).toEqual([true, 0]);
  });

  it('are not what a tunnel is taken for that has never been left', () => {
    left.hasGone(upstream);
    left.noteEnd(upstream);
    left.poll();
    expect([upstream.disposed, upstream.pings, clock.timers]).toEqual([false, 0, 0]);
  });

  it('end when everything ends', () => {
    left.drain(upstream);
    left.dispose();
    expect([upstream.disposed, reset, clock.timers]).toEqual([true, [upstream], 0]);
  });
});
