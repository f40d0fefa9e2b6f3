import { beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/shared/problem';
import type { Opened } from '../../../src/main/worker/attempts';
import { Renewal } from '../../../src/main/worker/renewal';
import { WitnessedUpstream } from '../../../src/main/worker/witnessed-upstream';
import { FakeClock, settle } from '../../support/fake-clock';
import { FakeUpstream } from '../../support/fake-upstream';
import { problemWith, targetOf } from '../../support/forwards';

describe('a tunnel that is to take the place of another', () => {
  let clock: FakeClock;
  let told: unknown[];
  /** What the attempts come to, in turn; each waits for `go`. */
  let results: Opened[];
  let afresh: boolean[];
  let signals: AbortSignal[];
  let renewal: Renewal;
  let tunnel: FakeUpstream;
  let opened: Opened;
  let resolves: () => Promise<ReturnType<typeof targetOf>>;

  beforeEach(() => {
    clock = new FakeClock();
    told = [];
    afresh = [];
    signals = [];
    tunnel = new FakeUpstream();
    opened = { kind: 'open', upstream: new WitnessedUpstream(tunnel, clock) };
    results = [opened];
    resolves = () => Promise.resolve(targetOf());
    renewal = new Renewal({
      clock,
      random: () => 1,
      attempts: {
        resolve: (isAfresh, signal) => {
          afresh.push(isAfresh);
          signals.push(signal);
          return resolves();
        },
        open: () => Promise.resolve(results.shift() ?? opened),
        credentialsRefused: () => told.push('refused'),
      },
      onOpen: (_, target, tookMs) => told.push(`open to ${target.pod} after ${String(tookMs)} ms`),
      onTrouble: ({ code }) => told.push(code),
    });
  });

  async function pass(ms: number): Promise<void> {
    await clock.advance(ms);
    renewal.tick();
    await settle();
  }

  it('is told once, and not tried for again', async () => {
    resolves = async () => {
      await clock.advance(120);
      return targetOf();
    };
    await pass(0);
    await pass(3_600_000);
    expect([told, afresh]).toEqual([['open to api-7f9c after 120 ms'], [false]]);
  });

  it('is tried for again, looking for the pod afresh, ever more slowly to once a minute', async () => {
    results = Array.from({ length: 8 }, () => ({ kind: 'trouble', problem: problemWith('api-busy') }));
    const waits: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      const asked = afresh.length;
      for (let ms = 0; afresh.length === asked; ms += 1_000) {
        await pass(ms === 0 ? 0 : 1_000);
        if (afresh.length > asked) waits.push(ms);
      }
    }
    expect(waits).toEqual([0, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(afresh.slice(0, 3)).toEqual([false, true, true]);
    expect(told).toEqual(Array.from({ length: 8 }, () => 'api-busy'));
  });

  it('has other credentials got when they were refused, and no trouble told', async () => {
    results = [{ kind: 'unauthorized' }, opened];
    await pass(0);
    expect(told).toEqual(['refused']);
    await pass(2_000);
    expect(told[1]).toContain('open');
  });

  it('is tried for again when there is no pod', async () => {
    resolves = () => Promise.reject(new ProblemError(problemWith('no-ready-pod')));
    await pass(0);
    expect(told).toEqual(['no-ready-pod']);
  });

  it('is tried for by one attempt at a time', async () => {
    resolves = () => new Promise(() => undefined);
    await pass(0);
    await pass(60_000);
    expect(afresh).toHaveLength(1);
  });

  it('is let go when it opens after all, though nobody wants it any more', async () => {
    let go = (_: ReturnType<typeof targetOf>): void => undefined;
    resolves = () => new Promise((resolve) => (go = resolve));
    await pass(0);
    renewal.dispose();
    expect(signals[0]?.aborted).toBe(true);
    go(targetOf());
    await pass(60_000);
    expect([tunnel.disposed, told, afresh.length, clock.timers]).toEqual([true, [], 1, 0]);
  });
});
