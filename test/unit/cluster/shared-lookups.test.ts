import { beforeEach, describe, expect, it } from 'vitest';
import { DeadlineError } from '../../../src/main/base/deadline';
import { SharedLookups } from '../../../src/main/cluster/shared-lookups';
import { FakeClock, settle } from '../../support/fake-clock';

describe('shared lookups', () => {
  let clock: FakeClock;
  let lookups: SharedLookups;
  let started: { signal: AbortSignal; answer: (value: string) => void; fail: (error: Error) => void }[];

  beforeEach(() => {
    clock = new FakeClock();
    lookups = new SharedLookups(clock, { deadlineMs: 10_000, keepMs: 2_000 });
    started = [];
  });

  function look(signal: AbortSignal): Promise<string> {
    return new Promise((answer, fail) => started.push({ signal, answer, fail }));
  }

  function ask(key = 'pods', since = 0, signal = new AbortController().signal): Promise<string> {
    const answer = lookups.get(key, since, look, signal);
    answer.catch(() => undefined);
    return answer;
  }

  it('make one request for all who ask at the same time', async () => {
    const asked = Array.from({ length: 100 }, () => ask());
    expect(started).toHaveLength(1);
    started[0]?.answer('pods');
    expect(await Promise.all(asked)).toEqual(Array(100).fill('pods'));
  });

  it('keep different questions apart', () => {
    void ask('a');
    void ask('b');
    expect(started).toHaveLength(2);
  });

  it('serve those who ask a little later, for two seconds', async () => {
    const first = ask();
    started[0]?.answer('pods');
    await first;
    await clock.advance(1_999);
    expect(await ask()).toBe('pods');
    expect(started).toHaveLength(1);
    await clock.advance(1);
    void ask();
    expect(started).toHaveLength(2);
  });

  it('ask again for whoever knows that the answer is wrong, and then serve that', async () => {
    const first = ask();
    started[0]?.answer('old');
    await first;
    const mark = lookups.mark();
    const again = ask('pods', mark);
    const other = ask('pods', mark);
    expect(started).toHaveLength(2);
    started[1]?.answer('new');
    expect(await again).toBe('new');
    expect(await other).toBe('new');
    expect(await ask()).toBe('new');
  });

  it('do not let one that was under way answer whoever knows better', async () => {
    const early = ask();
    const late = ask('pods', lookups.mark());
    started[1]?.answer('new');
    started[0]?.answer('old');
    expect(await early).toBe('old');
    expect(await late).toBe('new');
    expect(await ask()).toBe('new');
  });

  it('tell a failure to all who wait, and forget it', async () => {
    const asked = [ask(), ask()];
    started[0]?.fail(new Error('no'));
    await expect(asked[0]).rejects.toThrow('no');
    await expect(asked[1]).rejects.toThrow('no');
    void ask();
    expect(started).toHaveLength(2);
  });

  it('let one who gives up go, and go on for the others', async () => {
    const controller = new AbortController();
    const gone = ask('pods', 0, controller.signal);
    const stays = ask();
    controller.abort(new Error('enough'));
    await expect(gone).rejects.toThrow('enough');
    expect(started[0]?.signal.aborted).toBe(false);
    started[0]?.answer('pods');
    expect(await stays).toBe('pods');
  });

  it('end when the last one gives up', async () => {
    const controller = new AbortController();
    const gone = ask('pods', 0, controller.signal);
    controller.abort(new Error('enough'));
    await expect(gone).rejects.toThrow('enough');
    expect(started[0]?.signal.aborted).toBe(true);
    void ask();
    expect(started).toHaveLength(2);
  });

  it('start nothing for one who has already given up', async () => {
    await expect(ask('pods', 0, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(started).toHaveLength(0);
  });

  it('have a deadline, and start anew after it', async () => {
    const late = ask();
    await clock.advance(10_000);
    await expect(late).rejects.toBeInstanceOf(DeadlineError);
    expect(started[0]?.signal.aborted).toBe(true);
    void ask();
    expect(started).toHaveLength(2);
  });

  it('leave no timer and no request behind', async () => {
    const settled = ask('a');
    started[0]?.answer('pods');
    await settled;
    const pending = ask('b');
    lookups.dispose();
    await expect(pending).rejects.toThrow();
    await settle();
    expect(started[1]?.signal.aborted).toBe(true);
    expect(clock.timers).toBe(0);
  });
});
