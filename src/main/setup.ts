import type { Outcome } from '../shared/outcome';
import { problemOf } from '../shared/problem';
import type { SettingsEdit } from '../shared/settings-edit';
import type { ConfigCheck, ConfigSettingsView, Surroundings } from '../shared/setup';
import { setupWords } from '../shared/words-settings';
import { lookAt } from './base/file-watch';
import { kubeconfigPaths } from './cluster/kubeconfig';
import { knownContexts } from './cluster/known-contexts';
import type { ConfigReload } from './config-reload';
import { defaultSettings } from './config/config-result';
import type { RunJob } from './config/jobs';
import { loadBy } from './config/run-job';
import { type DemoSource } from './demo-source';
import type { Setup } from './engine/setup';

export interface SetupOptions {
  readonly config: Pick<ConfigReload, 'description' | 'settings' | 'change' | 'useDemo' | 'leaveDemo'>;
  readonly runJob: RunJob;
  /** With what the login shell adds, if it is asked. */
  readonly environment: () => Promise<NodeJS.ProcessEnv>;
  readonly kubeconfigPath?: string;
  readonly defaultLanes: number;
  readonly startDemo: () => Promise<DemoSource>;
}

/** See `Setup`. */
export class ApplicationSetup implements Setup {
  constructor(private readonly options: SetupOptions) {}

  settings(): ConfigSettingsView {
    const { config, defaultLanes } = this.options;
    const { inUse, given } = config.settings;
    return {
      path: config.description.kind === 'file' ? config.description.path : null,
      given,
      inUse: { watchdog: inUse.watchdog, lanes: inUse.lanes ?? defaultLanes },
      whenAbsent: { watchdog: defaultSettings.watchdog, lanes: defaultLanes },
    };
  }

  async editSettings(edit: SettingsEdit): Promise<Outcome> {
    const { config, runJob } = this.options;
    if (config.description.kind !== 'file')
      return { ok: false, message: setupWords.noFile, hint: setupWords.noFileHint };
    return config.change((path) => runJob('editSettings', { path, edit }));
  }

  async checkConfig(): Promise<ConfigCheck | null> {
    const { config, runJob } = this.options;
    if (config.description.kind !== 'file') return null;
    const { path } = config.description;
    const result = await loadBy(runJob, path);
    const { problems } = result;
    if (result.kind === 'rejected') return { path, forwards: 0, problems, notes: [] };
    return { path, forwards: result.specs.length, problems, notes: result.notes };
  }

  async lookAround(): Promise<Surroundings> {
    const environment = await this.options.environment();
    const wanted = kubeconfigPaths(environment, this.options.kubeconfigPath);
    const paths = [...(await lookAt(wanted))].flatMap(([path, state]) => (state === null ? [] : [path]));
    if (paths.length === 0) return { kubeconfig: { kind: 'missing', paths: wanted } };
    try {
      const { contexts, currentContext } = await knownContexts(environment, this.options.kubeconfigPath);
      const names = contexts.map(({ name }) => name);
      return { kubeconfig: { kind: 'found', paths, contexts: names, current: currentContext } };
    } catch (error) {
      const { message, hint } = problemOf(error);
      return { kubeconfig: { kind: 'unusable', message, hint } };
    }
  }

  async tryDemo(): Promise<Outcome> {
    try {
      const isUsed = await this.options.config.useDemo(() => this.options.startDemo());
      return isUsed ? { ok: true } : { ok: false, message: setupWords.demoNotNow, hint: setupWords.demoNotNowHint };
    } catch (error) {
      const { message } = problemOf(error);
      return { ok: false, message: setupWords.demoFailed(message), hint: '' };
    }
  }

  async leaveDemo(): Promise<Outcome> {
    const isLeft = await this.options.config.leaveDemo();
    return isLeft ? { ok: true } : { ok: false, message: setupWords.notTried, hint: '' };
  }
}
