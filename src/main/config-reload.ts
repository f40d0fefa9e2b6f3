import type { Refusal } from '../shared/outcome';
import type { GivenSettings } from '../shared/settings-edit';
import type { ConfigProblem, ConfigSource } from '../shared/view';
import type { Clock } from './base/clock';
import type { Disposable } from './base/disposable';
import { FileWatch, type FileWatchTimes, lookAt } from './base/file-watch';
import { folderHints } from './base/folder-hints';
import type { ConfiguredCluster } from './cluster/configured-clusters';
import { applyConfig, type ConfiguredParts, tellOfConfig } from './config-apply';
import { diffConfig } from './config-diff';
import type { Source } from './config-source';
import { refusalOf } from './config/change-file';
import { configuredCluster } from './config/configured-cluster';
import type { ConfigResult, ConfigSettings, LoadedConfig } from './config/config-result';
import type { DemoSource } from './demo-source';

export interface ConfigReloadOptions extends ConfiguredParts {
  readonly clock: Clock;
  readonly source: Source;
  /** Those that the parts were made with. */
  readonly settings: ConfigSettings;
  /** Reads a config file. Never rejects. */
  readonly load: (path: string) => Promise<ConfigResult>;
  /** The first file is there where there was none: what its forwards lead to is the user's, not the demo's. */
  readonly onTakeOver: () => Promise<void>;
  /** The demo's forwards are the ones from now on: this kubeconfig leads to them. */
  readonly onDemo: (kubeconfig: string) => Promise<void>;
  /** Its source, or what is wrong with it, is not what it was. */
  readonly onDidChange: () => void;
  readonly times?: FileWatchTimes;
}

const noneGiven: GivenSettings = { watchdog: {} };
const noForwards = { specs: [], broken: [], clusters: [], given: noneGiven } as const;
const noConfig = { ...noForwards, kind: 'loaded', problems: [], notes: [] } as const;
const nothing = () => undefined;

const defaultTimes: FileWatchTimes = { lookMs: 2_000, quietMs: 150 };

/** Keeps the forwards and settings what the config file says. A file that cannot be used changes nothing, and is told of. */
export class ConfigReload implements Disposable {
  #running: Pick<LoadedConfig, 'specs' | 'broken' | 'clusters' | 'settings' | 'given'>;
  #result: ConfigResult | null;
  #description: ConfigSource;
  #watch: FileWatch | null = null;
  #reloading: Promise<void> = Promise.resolve();
  #changing: Promise<unknown> = Promise.resolve();
  #disposed = false;
  /** Ends what the forwards come from, when that is not a file. */
  #endSource: () => Promise<void>;

  constructor(private readonly options: ConfigReloadOptions) {
    const { source, settings } = options;
    this.#endSource = () => source.dispose();
    this.#result = source.config;
    this.#description = source.description;
    this.#running = { ...noForwards, settings };
  }

  /** Those that count, and those that the file names itself. */
  get settings(): { readonly inUse: ConfigSettings; readonly given: GivenSettings } {
    return { inUse: this.#running.settings, given: this.#running.given };
  }

  /** Those that the file names, where there is one, with the paths of their kubeconfigs. */
  clusters(): readonly ConfiguredCluster[] {
    const { kind, path = '' } = this.#description;
    return kind === 'file' ? this.#running.clusters.map((cluster) => configuredCluster(cluster, path)) : [];
  }

  get description(): ConfigSource {
    return this.#description;
  }

  problems(): readonly ConfigProblem[] {
    return this.#result?.problems ?? [];
  }

  /** Has what was read at the start run, and follows the files from then on. */
  begin(): void {
    const { source, clock, times = defaultTimes } = this.options;
    if (source.config?.kind === 'loaded') this.#apply(source.config, false);
    if (source.config) tellOfConfig(null, source.config, this.options.bus);
    if (source.files.length === 0) return;
    this.#watch = new FileWatch({
      clock,
      times,
      paths: () => Promise.resolve(this.#files()),
      seen: source.seen,
      onChange: () => this.#reload(false),
      hints: folderHints,
    });
  }

  /** Reads the file now, and says so also when nothing has changed. */
  reload(): Promise<void> {
    return this.#reload(true);
  }

  /**
   * Has `write` change the file, or make the first one, after whatever else is being written to it, and settles when that is in
   * use. Never rejects.
   */
  change<T extends { readonly ok: boolean }>(write: (path: string) => Promise<T>): Promise<T | Refusal> {
    const changed = this.#changing.then(() => this.#change(write));
    this.#changing = changed;
    return changed;
  }

  async #change<T extends { readonly ok: boolean }>(write: (path: string) => Promise<T>): Promise<T | Refusal> {
    const path = this.fileToChange();
    if (typeof path !== 'string') return path;
    try {
      const outcome = await write(path);
      if (outcome.ok) await this.#reload(false);
      return outcome;
    } catch (error) {
      return refusalOf(path, error);
    }
  }

  /** The file that is in use, or would be the first one; why there is none to change. */
  fileToChange(): string | Refusal {
    const { kind, path } = this.#description;
    if (path !== undefined && (kind !== 'demo' || this.options.source.files.length > 0)) return path;
    return { ok: false, message: 'The demo has no config file to change.', hint: 'Start again without --demo.' };
  }

  /**
   * Has the demo's forwards where there are none, until a file is there or `leaveDemo`. Answers whether: something else may
   * be in use. Rejects when it cannot be started.
   */
  useDemo(start: () => Promise<DemoSource>): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.#description.kind !== 'none' || this.#isOver()) return false;
      const demo = await start();
      this.#endSource = () => demo.dispose();
      // Portwatch has begun to end meanwhile: `endSource` waits for its turn.
      if (this.#isOver()) return false;
      await this.options.onDemo(demo.kubeconfig);
      this.#result = demo.config;
      this.#description = { kind: 'demo', reason: 'tried', path: this.#description.path };
      if (demo.config.kind === 'loaded') this.#apply(demo.config, true);
      this.options.onDidChange();
      return true;
    });
  }

  /** Answers whether there was one that `useDemo` had begun. */
  leaveDemo(): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.#description.kind !== 'demo' || this.#description.reason !== 'tried') return false;
      const { path = '' } = this.#description;
      await this.options.onTakeOver();
      this.#result = null;
      this.#description = { kind: 'none', path };
      this.#apply({ ...noConfig, path, settings: this.options.settings }, true);
      await this.#endSource();
      this.options.onDidChange();
      return true;
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#watch?.dispose();
  }

  #isOver(): boolean {
    return this.#disposed;
  }

  /** Ends what forwards come from that are in no file. After `dispose`, and after whatever is under way. */
  async endSource(): Promise<void> {
    await this.#reloading;
    await this.#endSource();
  }

  /** Once a file is in use, another one does not take its place. */
  #files(): readonly string[] {
    return this.#description.kind === 'file' ? [this.#description.path] : this.options.source.files;
  }

  /** One at a time, so that what was read last counts. */
  #reload(isAsked: boolean): Promise<void> {
    return this.#inTurn(() => this.#readAndUse(isAsked));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#reloading.then(work);
    this.#reloading = done.then(nothing, nothing);
    return done;
  }

  async #readAndUse(isAsked: boolean): Promise<void> {
    const files = this.#files();
    const there = [...(await lookAt(files))].find(([, state]) => state !== null)?.[0];
    const path = there ?? (this.#description.kind === 'file' ? this.#description.path : undefined);
    if (path === undefined) return;
    const result = await this.options.load(path);
    if (this.#disposed) return;
    const before = this.#result;
    if (result.kind === 'loaded') await this.#use(result, isAsked);
    this.#result = result;
    tellOfConfig(before, result, this.options.bus);
    this.options.onDidChange();
  }

  async #use(config: LoadedConfig, isAsked: boolean): Promise<void> {
    const isFirst = this.#description.kind !== 'file';
    if (isFirst) await this.options.onTakeOver();
    this.#description = { kind: 'file', path: config.path };
    const diff = diffConfig(this.#running, config);
    const wasRejected = this.#result?.kind === 'rejected';
    if (!diff.isEmpty || isAsked || isFirst || wasRejected) this.#apply(config, true, diff);
    if (isFirst) await this.#endSource();
  }

  #apply(config: LoadedConfig, isReload: boolean, diff = diffConfig(this.#running, config)): void {
    this.#running = config;
    applyConfig(config, diff, isReload, this.options);
  }
}
