import type { ConfigFile } from '../../shared/config-schema';
import { type Fault, makeFault } from './config-issues';
import { type ConfigSettings, defaultSettings } from './config-result';
import { parseGoDuration } from './durations';
import type { YamlSource } from './yaml-source';

/** More than anybody means; beyond about 24 days timers overflow. */
const longestMs = 24 * 3_600_000;

/** The file's settings in milliseconds, with the defaults for what it leaves out, or what is wrong with them. */
export function settingsOf(
  config: Pick<ConfigFile, 'watchdog' | 'lanes'>,
  source: YamlSource,
  file: string,
): { readonly settings: ConfigSettings; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const duration = (key: 'poll' | 'check' | 'threshold', whenAbsent: number): number => {
    const text = config.watchdog?.[key];
    if (text === undefined) return whenAbsent;
    const ms = parseGoDuration(text) ?? 0;
    if (ms < 1 || ms > longestMs) {
      faults.push(makeFault(source, file, ['watchdog', key], `${key} is ${text}: it must be between 1ms and 24h`));
    }
    return ms;
  };
  const defaults = defaultSettings.watchdog;
  const watchdog = {
    pollMs: duration('poll', defaults.pollMs),
    checkMs: duration('check', defaults.checkMs),
    thresholdMs: duration('threshold', defaults.thresholdMs),
  };
  if (faults.length === 0 && watchdog.thresholdMs < 2 * watchdog.pollMs) {
    const seconds = `${String(watchdog.thresholdMs / 1_000)} s is less than two polls of ${String(watchdog.pollMs / 1_000)} s`;
    const key = config.watchdog?.threshold === undefined ? 'poll' : 'threshold';
    faults.push(
      makeFault(
        source,
        file,
        ['watchdog', key],
        `threshold of ${seconds}`,
        'Healthy forwards would be called hung: raise threshold, or poll more often.',
      ),
    );
  }
  return { settings: { watchdog, lanes: config.lanes ?? defaultSettings.lanes }, faults };
}
