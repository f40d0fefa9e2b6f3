import { beforeEach, describe, expect, it } from 'vitest';
import { RoundTrip } from '../../../src/main/tunnel/round-trip';
import { FakeClock } from '../../support/fake-clock';

describe('the round trip of pings', () => {
  let clock: FakeClock;
  let roundTrip: RoundTrip;
  beforeEach(() => {
    clock = new FakeClock();
    roundTrip = new RoundTrip(clock);
  });

  it('is not known before the first answer', () => {
    expect(roundTrip.latestMs()).toBeNull();
    roundTrip.sent(1);
    expect(roundTrip.latestMs()).toBeNull();
  });

  it('is the time from a ping to its answer, to a tenth of a millisecond', async () => {
    roundTrip.sent(1);
    await clock.advance(21.4375);
    roundTrip.answered(1);
    expect(roundTrip.latestMs()).toBe(21.4);
  });

  it('is not that of an earlier ping while the answer to the latest is out', async () => {
    roundTrip.sent(1);
    await clock.advance(20);
    roundTrip.answered(1);
    roundTrip.sent(3);
    expect(roundTrip.latestMs()).toBeNull();
    await clock.advance(400);
    roundTrip.answered(3);
    expect(roundTrip.latestMs()).toBe(400);
  });

  it('is known although it takes longer than the next ping is in coming', async () => {
    roundTrip.sent(1);
    await clock.advance(5_000);
    roundTrip.sent(3);
    await clock.advance(1_000);
    roundTrip.answered(1);
    expect(roundTrip.latestMs()).toBe(6_000);
    roundTrip.answered(3);
    expect(roundTrip.latestMs()).toBe(6_000);
  });

  it('is not known by an answer that nobody asked for, nor by one that has lain unread', async () => {
    roundTrip.answered(1);
    expect(roundTrip.latestMs()).toBeNull();
    roundTrip.sent(3);
    await clock.advance(9_000);
    roundTrip.forget();
    roundTrip.answered(3);
    expect(roundTrip.latestMs()).toBeNull();
  });
});
