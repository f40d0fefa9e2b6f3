import type { WatchdogSettings } from '../../shared/watchdog-settings';

/** Longer is surely a mistake of units; timers of more than 24.8 days would fire at once, for ever. */
const longestMs = 24 * 60 * 60 * 1_000;

/** What is wrong with these settings, a sentence each; empty when nothing is. */
export function validateSettings(settings: WatchdogSettings): string[] {
  const problems: string[] = [];
  for (const name of ['pollMs', 'checkMs', 'thresholdMs'] as const) {
    const value = settings[name];
    if (!Number.isFinite(value) || value < 1 || value > longestMs) {
      problems.push(`${name} must be between 1 ms and 24 h, and is ${String(value)}`);
    }
  }
  if (problems.length === 0 && settings.thresholdMs < 2 * settings.pollMs) {
    problems.push(
      `thresholdMs (${settings.thresholdMs}) must be at least twice pollMs (${settings.pollMs}), ` +
        'or one late answer would be called a hang',
    );
  }
  return problems;
}

/** The settings themselves, or an error that names everything that is wrong with them. */
export function checkedSettings(settings: WatchdogSettings): WatchdogSettings {
  const problems = validateSettings(settings);
  if (problems.length > 0) throw new RangeError(`The watchdog cannot run with these times: ${problems.join('; ')}.`);
  return settings;
}

/**
 * How old a proof can be while all is well: up to a poll old when it is told, told at the next poll, and noticed at the
 * next check; a tenth of a poll for what timers and messages take, and a quarter of a second at least: on a busy computer they
 * take that, however short the periods are. Older is stale.
 */
export function staleAfterMs(settings: WatchdogSettings): number {
  const { pollMs, checkMs } = settings;
  return pollMs + Math.max(pollMs, checkMs) + Math.max(pollMs / 10, 250);
}

/**
 * How long tunnels may take to show that they are alive after silence was excused: 5 s, and with short thresholds so much
 * less that a dead one is found before its forward could be called hung.
 */
export function verifyMsOf(settings: WatchdogSettings): number {
  return Math.min(5_000, settings.thresholdMs / 2);
}

/**
 * A tick that is later than this means that this thread or the machine stood still: at least a second, or half a
 * period when that is more, but never so much that the lost time alone could look like a hang.
 */
export function latenessLimitMs(periodMs: number, settings: WatchdogSettings): number {
  return Math.min(Math.max(1_000, periodMs / 2), settings.thresholdMs / 2);
}
