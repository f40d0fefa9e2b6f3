import { beforeEach, describe, expect, it } from 'vitest';
import { searchMs, type SearchTime, withinSearchTime } from '../../../src/main/cluster/search-time';
import { defaultTimings } from '../../../src/main/worker/timings';
import { problemOf } from '../../../src/shared/problem';
import { FakeClock } from '../../support/fake-clock';
import { specOf } from '../../support/forwards';

describe('a search for a pod', () => {
  let clock: FakeClock;
  const spec = specOf();
  const never = new AbortController().signal;

  beforeEach(() => {
    clock = new FakeClock();
  });

  const wait = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(resolve, ms));

  /** What is said of a search that does this. */
  async function told(search: (time: SearchTime) => Promise<unknown>) {
    const outcome = withinSearchTime(clock, spec, never, (_, time) => search(time)).then(
      () => null,
      (error: unknown) => problemOf(error),
    );
    await clock.advance(searchMs);
    return outcome;
  }

  it('that takes too long because credentials were waited for twice blames them', async () => {
    const problem = await told(async (time) => {
      await time.gettingCredentials(wait(14_000));
      await wait(9_000);
      await time.gettingCredentials(wait(14_000));
      await wait(9_000);
    });
    expect(problem).toMatchObject({ code: 'timed-out', suspect: 'credentials' });
    expect(problem?.message).toMatch(/ within 43 s: 28 s of them went into getting credentials\.$/);
  });

  it('counts credentials that are still waited for', async () => {
    const problem = await told(async (time) => {
      await wait(1_000);
      await time.gettingCredentials(wait(60_000));
    });
    expect(problem?.message).toContain('42 s of them');
  });

  it('that takes too long for another reason blames the API server', async () => {
    const problem = await told(async (time) => {
      await time.gettingCredentials(wait(14_000));
      await wait(60_000);
    });
    expect(problem).toMatchObject({ code: 'timed-out', suspect: 'api-server' });
  });

  it('that fails in time says what it failed with', async () => {
    const problem = await told(() => Promise.reject(new Error('no such pod')));
    expect(problem?.message).toBe('no such pod');
    expect(clock.timers).toBe(0);
  });

  it('is over before the worker stops waiting for it', () => {
    expect(searchMs).toBeLessThan(defaultTimings.resolveMs);
  });
});
