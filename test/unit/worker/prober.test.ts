import { beforeEach, describe, expect, it } from 'vitest';
import { Prober } from '../../../src/main/worker/prober';
import { defaultProbe } from '../../../src/shared/upkeep';
import { FakeClock } from '../../support/fake-clock';
import { FakeProbedUpstream } from '../../support/fake-probed-upstream';

describe('an app that is probed', () => {
  let clock: FakeClock;
  let upstream: FakeProbedUpstream;
  let chance: number;
  let outcomes: unknown[];
  let prober: Prober;

  beforeEach(() => {
    clock = new FakeClock();
    upstream = new FakeProbedUpstream();
    chance = 0.5;
    outcomes = [];
    prober = new Prober({
      clock,
      random: () => chance,
      upstream,
      app: { pod: 'api-1', port: 8080 },
      settings: { ...defaultProbe, intervalMs: 10_000, timeoutMs: 2_000 },
      onOutcome: (outcome) => outcomes.push(outcome),
    });
  });

  /** As its owner does, four times a second. */
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      await clock.advance(250);
      prober.tick();
    }
  }

  it('is left alone at first, for two seconds at most, so that not all apps are probed together', async () => {
    await pass(750);
    expect(upstream.connections).toHaveLength(0);
    await pass(250);
    expect(upstream.connections).toHaveLength(1);
  });

  it.each([
    { chance: 0, ms: 9_000 },
    { chance: 0.5, ms: 10_000 },
    { chance: 1, ms: 11_000 },
  ])('is probed $ms ms after the end of the probe before, when chance is $chance', async ({ chance: given, ms }) => {
    await pass(1_000);
    chance = given;
    upstream.last.app.onEnd();
    prober.tick();
    await pass(ms - 250);
    expect(upstream.connections).toHaveLength(1);
    await pass(250);
    expect(upstream.connections).toHaveLength(2);
  });

  it('has one connection of a probe at a time, however slow it is', async () => {
    upstream.silence = 60_000;
    await pass(2_500);
    expect(upstream.connections).toHaveLength(1);
    expect(upstream.last.destroyed).toBe(false);
  });

  it('is probed in turn also when there was no tunnel for a probe', async () => {
    upstream.isFull = true;
    await pass(2_000);
    upstream.isFull = false;
    await pass(11_000);
    expect([upstream.connections.length, outcomes]).toEqual([1, [null]]);
  });

  it('has no connection of a probe left, and no timer, when nobody wants to know any more', async () => {
    await pass(1_000);
    prober.dispose();
    expect([upstream.last.destroyed, clock.timers]).toEqual([true, 0]);
    upstream.last.app.onEnd();
    expect(outcomes).toEqual([]);
  });
});
