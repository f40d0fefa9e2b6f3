import type { GivenSettings } from './settings-edit';
import type { ConfigProblem } from './view';
import type { WatchdogSettings } from './watchdog-settings';

/** The settings that belong to forwards, and where they come from. */
export interface ConfigSettingsView {
  /** The config file in use; null when none is. */
  readonly path: string | null;
  /** What the file says; what it leaves out has its default. */
  readonly given: GivenSettings;
  readonly inUse: { readonly watchdog: WatchdogSettings; readonly lanes: number };
  /** What counts where the file says nothing. */
  readonly whenAbsent: { readonly watchdog: WatchdogSettings; readonly lanes: number };
}

/** What a config file is found to be when it is read now. */
export interface ConfigCheck {
  readonly path: string;
  /** How many forwards can run as they are written. */
  readonly forwards: number;
  readonly problems: readonly ConfigProblem[];
  /** Worth knowing, and no fault. */
  readonly notes: readonly ConfigProblem[];
}

/** What is on this machine that forwards can be made of. */
export interface Surroundings {
  readonly kubeconfig:
    | {
        readonly kind: 'found';
        /** The files that are there. */
        readonly paths: readonly string[];
        readonly contexts: readonly string[];
        readonly current: string | null;
      }
    | { readonly kind: 'missing'; readonly paths: readonly string[] }
    /** A sentence, and what to do about it. */
    | { readonly kind: 'unusable'; readonly message: string; readonly hint: string };
}
