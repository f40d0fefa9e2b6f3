import { defaultWatchdogSettings } from '../../../src/shared/watchdog-settings';
import { describe, expect, it } from 'vitest';
import { Watchdog } from '../../../src/main/engine/watchdog';
import {
  latenessLimitMs,
  staleAfterMs,
  validateSettings,
  verifyMsOf,
} from '../../../src/main/engine/watchdog-settings';
import { FakeClock } from '../../support/fake-clock';

describe('The settings of the watchdog', () => {
  it('are 5 s, 5 s and 15 s by default, which is fine', () => {
    expect(defaultWatchdogSettings).toEqual({ pollMs: 5_000, checkMs: 5_000, thresholdMs: 15_000 });
    expect(validateSettings(defaultWatchdogSettings)).toEqual([]);
  });

  it('give tunnels time to prove themselves, but less than a hang takes', () => {
    expect(verifyMsOf(defaultWatchdogSettings)).toBe(5_000);
    expect(verifyMsOf({ pollMs: 500, checkMs: 500, thresholdMs: 2_000 })).toBe(1_000);
  });

  it.each(['pollMs', 'checkMs', 'thresholdMs'] as const)('refuse nonsense for %s, and say what it is', (name) => {
    for (const value of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 86_400_001]) {
      const problems = validateSettings({ ...defaultWatchdogSettings, [name]: value });
      expect(problems).toEqual([`${name} must be between 1 ms and 24 h, and is ${String(value)}`]);
    }
  });

  it('name everything that is wrong', () => {
    expect(validateSettings({ pollMs: 0, checkMs: Number.NaN, thresholdMs: -3 }).length).toBe(3);
  });

  it('refuse a threshold of less than two polls, and accept one of exactly two', () => {
    expect(validateSettings({ pollMs: 5_000, checkMs: 5_000, thresholdMs: 9_999 })).toEqual([
      expect.stringContaining('thresholdMs (9999) must be at least twice pollMs (5000)'),
    ]);
    expect(validateSettings({ pollMs: 5_000, checkMs: 5_000, thresholdMs: 10_000 })).toEqual([]);
  });

  it('are checked when the watchdog is made', () => {
    const settings = { pollMs: 5_000, checkMs: 0, thresholdMs: 15_000 };
    expect(() => new Watchdog({ clock: new FakeClock(), settings })).toThrow(/cannot run with these times: checkMs/);
  });

  it('call a proof stale when it is older than a poll and a check can make it', () => {
    expect(staleAfterMs(defaultWatchdogSettings)).toBe(10_500);
    expect(staleAfterMs({ pollMs: 250, checkMs: 250, thresholdMs: 1_000 })).toBe(750);
    expect(staleAfterMs({ pollMs: 5_000, checkMs: 1_000, thresholdMs: 15_000 })).toBe(10_500);
    expect(staleAfterMs({ pollMs: 5_000, checkMs: 30_000, thresholdMs: 60_000 })).toBe(35_500);
  });

  it('call a tick late by half its period, a second at least, half the threshold at most', () => {
    expect(latenessLimitMs(5_000, defaultWatchdogSettings)).toBe(2_500);
    expect(latenessLimitMs(500, defaultWatchdogSettings)).toBe(1_000);
    expect(latenessLimitMs(60_000, defaultWatchdogSettings)).toBe(7_500);
  });
});
