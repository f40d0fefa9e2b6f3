import { defaultWatchdogSettings, type WatchdogSettings } from '../../shared/watchdog-settings';
import type { ClusterRef } from '../../shared/cluster-ref';
import type { BrokenForward, ForwardSpec } from '../../shared/forward';
import type { GivenSettings } from '../../shared/settings-edit';
import type { ConfigProblem } from '../../shared/view';

export interface ConfigSettings {
  readonly watchdog: WatchdogSettings;
  /** How many lane threads; null leaves it to the machine's cores. */
  readonly lanes: number | null;
}

export const defaultSettings: ConfigSettings = {
  watchdog: defaultWatchdogSettings,
  lanes: null,
};

/** The file can be used; `problems` are about single entries of it, each of which also stands in `broken` if it can. */
export interface LoadedConfig {
  readonly kind: 'loaded';
  readonly path: string;
  readonly specs: readonly ForwardSpec[];
  readonly broken: readonly BrokenForward[];
  readonly settings: ConfigSettings;
  /** The clusters that the file names as it names them, also those without forwards. */
  readonly clusters: readonly ClusterRef[];
  /** As they are written in the file. */
  readonly given: GivenSettings;
  readonly problems: readonly ConfigProblem[];
  /** Worth knowing, and no fault: what has no effect here, names that are used twice. */
  readonly notes: readonly ConfigProblem[];
}

/** The file as a whole cannot be used. */
export interface RejectedConfig {
  readonly kind: 'rejected';
  readonly path: string;
  readonly problems: readonly ConfigProblem[];
}

export type ConfigResult = LoadedConfig | RejectedConfig;
