import { describe, expect, it } from 'vitest';
import { DeadlineError, withDeadline } from '../../../src/main/base/deadline';
import { FakeClock, settle } from '../../support/fake-clock';

const never = () => new Promise<never>(() => undefined);

/** How a promise settled, or null while it has not. */
function watch(promise: Promise<unknown>): { outcome: unknown } {
  const watched: { outcome: unknown } = { outcome: null };
  promise.then(
    (value) => (watched.outcome = value),
    (error: unknown) => (watched.outcome = error),
  );
  return watched;
}

describe('Work with a deadline', () => {
  it('answers what it answers when it is in time, and leaves no timer', async () => {
    const clock = new FakeClock();
    expect(await withDeadline(clock, 'Resolving', 1_000, () => Promise.resolve('pod'))).toBe('pod');
    expect(clock.timers).toBe(0);
  });

  it('fails as it fails when it is in time, and leaves no timer', async () => {
    const clock = new FakeClock();
    const failing = withDeadline(clock, 'Resolving', 1_000, () => Promise.reject(new Error('no pod')));
    await expect(failing).rejects.toThrow('no pod');
    expect(clock.timers).toBe(0);
  });

  it('settles at the deadline, though it ignores its signal, and says what took too long', async () => {
    const clock = new FakeClock();
    const late = watch(withDeadline(clock, 'Resolving', 1_000, never));
    await clock.advance(999);
    expect(late.outcome).toBeNull();
    await clock.advance(1);
    expect(late.outcome).toBeInstanceOf(DeadlineError);
    expect(late.outcome).toMatchObject({ message: 'Resolving took longer than 1000 ms', what: 'Resolving', ms: 1_000 });
    expect(clock.timers).toBe(0);
  });

  it('has its signal aborted at the deadline, with the reason', async () => {
    const clock = new FakeClock();
    let reason: unknown = null;
    const work = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => (reason = signal.reason as unknown));
      return never();
    };
    const late = watch(withDeadline(clock, 'Resolving', 1_000, work));
    await clock.advance(1_000);
    expect(reason).toBeInstanceOf(DeadlineError);
    expect(reason).toBe(late.outcome);
  });

  it('has what it still answers after the deadline dropped, a failure too', async () => {
    const clock = new FakeClock();
    let fail: (error: Error) => void = () => undefined;
    const late = watch(withDeadline(clock, 'Resolving', 1_000, () => new Promise((_, reject) => (fail = reject))));
    await clock.advance(1_000);
    fail(new Error('too late'));
    await settle();
    expect(late.outcome).toBeInstanceOf(DeadlineError);
  });

  it('ends with the outer signal, by its reason, and leaves no timer', async () => {
    const clock = new FakeClock();
    const outer = new AbortController();
    const stopped = watch(withDeadline(clock, 'Resolving', 1_000, never, outer.signal));
    outer.abort(new Error('stopped'));
    await settle();
    expect(stopped.outcome).toMatchObject({ message: 'stopped' });
    expect(clock.timers).toBe(0);
  });

  it('begins aborted when the outer signal already is', async () => {
    const clock = new FakeClock();
    let sawAborted = false;
    const work = (signal: AbortSignal) => {
      sawAborted = signal.aborted;
      return never();
    };
    const stopped = withDeadline(clock, 'Resolving', 1_000, work, AbortSignal.abort(new Error('stopped before')));
    await expect(stopped).rejects.toThrow('stopped before');
    expect(sawAborted).toBe(true);
    expect(clock.timers).toBe(0);
  });

  it('does not keep listening to the outer signal once it is done', async () => {
    const outer = new AbortController();
    let inner: AbortSignal | null = null;
    await withDeadline(
      new FakeClock(),
      'Resolving',
      1_000,
      (signal) => Promise.resolve((inner = signal)),
      outer.signal,
    );
    outer.abort();
    expect(inner).toMatchObject({ aborted: false });
  });

  it('that throws at once fails and leaves no timer', async () => {
    const clock = new FakeClock();
    const throwing = withDeadline(clock, 'Resolving', 1_000, () => {
      throw new Error('at once');
    });
    await expect(throwing).rejects.toThrow('at once');
    expect(clock.timers).toBe(0);
  });
});
