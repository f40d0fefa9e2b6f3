import type { ConfigFile } from '../../shared/config-schema';
import { parseGoDuration } from '../../shared/go-duration';
import type { GivenSettings } from '../../shared/settings-edit';
import { type Fault, makeFault } from './config-issues';
import { type ConfigSettings, defaultSettings } from './config-result';
import type { YamlSource } from './yaml-source';

/** The file's settings in milliseconds, with the defaults for what it leaves out, or what is wrong with them. */
export function settingsOf(
  { watchdog: given = {}, lanes }: Pick<ConfigFile, 'watchdog' | 'lanes'>,
  source: YamlSource,
  file: string,
): { readonly settings: ConfigSettings; readonly faults: readonly Fault[] } {
  const defaults = defaultSettings.watchdog;
  const ms = (text: string | undefined, whenAbsent: number) =>
    text === undefined ? whenAbsent : (parseGoDuration(text) ?? whenAbsent);
  const watchdog = {
    pollMs: ms(given.poll, defaults.pollMs),
    checkMs: ms(given.check, defaults.checkMs),
    thresholdMs: ms(given.threshold, defaults.thresholdMs),
  };
  const settings = { watchdog, lanes: lanes ?? defaultSettings.lanes };
  if (watchdog.thresholdMs >= 2 * watchdog.pollMs) return { settings, faults: [] };
  const seconds = `${String(watchdog.thresholdMs / 1_000)} s is less than two polls of ${String(watchdog.pollMs / 1_000)} s`;
  const key = given.threshold === undefined ? 'poll' : 'threshold';
  const hint = 'Healthy forwards would be called hung: raise threshold, or poll more often.';
  return { settings, faults: [makeFault(source, file, ['watchdog', key], `threshold of ${seconds}`, hint)] };
}

/** The settings as the file has them, without what it leaves out. */
export function givenIn({ watchdog, lanes }: Pick<ConfigFile, 'watchdog' | 'lanes'>): GivenSettings {
  const { poll, check, threshold } = watchdog ?? {};
  return {
    watchdog: {
      ...(poll === undefined ? {} : { poll }),
      ...(check === undefined ? {} : { check }),
      ...(threshold === undefined ? {} : { threshold }),
    },
    ...(lanes === undefined ? {} : { lanes }),
  };
}
