import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whileSeen } from '../../../src/renderer/while-seen';
import { FakePage } from './fake-page';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('what happens while the page is seen', () => {
  it('happens at once and then as often as asked', () => {
    const act = vi.fn();
    whileSeen(new FakePage(), 1_000, act);
    expect(act).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(3_000);
    expect(act).toHaveBeenCalledTimes(4);
  });

  it('does not happen, and has no timer, while the page is hidden; and happens the moment it is seen again', () => {
    const page = new FakePage();
    const act = vi.fn();
    whileSeen(page, 1_000, act);
    page.see(false);
    vi.advanceTimersByTime(60_000);
    expect([act.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
    page.see(true);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('is over when it is stopped, seen or not', () => {
    const page = new FakePage();
    const act = vi.fn();
    whileSeen(page, 1_000, act)();
    page.see(true);
    vi.advanceTimersByTime(5_000);
    expect([act.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
  });
});
