import type { Outcome } from '../../shared/outcome';
import type { SettingsEdit } from '../../shared/settings-edit';
import type { ConfigCheck, ConfigSettingsView, Surroundings } from '../../shared/setup';

/** What is set up once, rather than done with forwards. None rejects. */
export interface Setup {
  settings(): ConfigSettingsView;
  /** Writes the change into the config file, and settles when it is in use. */
  editSettings(edit: SettingsEdit): Promise<Outcome>;
  /** Reads the config file without using it; null when there is none. */
  checkConfig(): Promise<ConfigCheck | null>;
  /** Asks no cluster anything. */
  lookAround(): Promise<Surroundings>;
  /** Runs the demo cluster as long as there is nothing else: until a config file is there, or `leaveDemo`. */
  tryDemo(): Promise<Outcome>;
  leaveDemo(): Promise<Outcome>;
}
