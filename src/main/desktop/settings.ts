import type { SettingsView } from '../../shared/ipc-preferences';
import type { LogLevel } from '../../shared/log-level';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { Application } from '../engine/application';
import type { LoginItem } from './login-item';
import type { Mutes } from './mutes';
import type { PreferenceStore } from './preferences';

/** The log file, as far as it can be set. */
export interface LogSetting {
  readonly path: string;
  /** The level of the command line, which counts for as long as Portwatch runs; null when it names none. */
  readonly given: LogLevel | null;
  setLevel(level: LogLevel): void;
}

export interface SettingsOptions {
  readonly application: Pick<Application, 'setup' | 'onDidChangeSituation'>;
  readonly preferences: PreferenceStore;
  readonly mutes: Pick<Mutes, 'current'>;
  readonly loginItem: LoginItem;
  readonly log: LogSetting;
  readonly about: Pick<SettingsView['about'], 'version' | 'parts'>;
}

/** All settings in one picture, wherever each of them is kept. */
export class Settings implements Disposable {
  readonly #store = new DisposableStore();
  readonly #onDidChange = this.#store.add(new Emitter<void>());
  /** Something of the picture is different. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(private readonly options: SettingsOptions) {
    const { application, preferences } = options;
    this.#store.add(
      preferences.onDidChange((key) => {
        if (key === 'theme' || key === 'notices' || key === 'mutes' || key === 'logLevel') this.#onDidChange.fire();
      }),
    );
    this.#store.add(application.onDidChangeSituation(() => this.#onDidChange.fire()));
  }

  async view(): Promise<SettingsView> {
    const { application, preferences, mutes, loginItem, log, about } = this.options;
    const startAtLogin = await loginItem.state();
    return {
      theme: preferences.get('theme'),
      notices: preferences.get('notices'),
      mutes: mutes.current,
      startAtLogin,
      log: { path: log.path, level: log.given ?? preferences.get('logLevel'), isGiven: log.given !== null },
      config: application.setup.settings(),
      about: { ...about, preferencesPath: preferences.path },
    };
  }

  /** Calls back with the picture each time that it is different. */
  follow(tell: (view: SettingsView) => void): Disposable {
    let isOver = false;
    const subscription = this.onDidChange(() => {
      void this.view().then((view) => {
        if (!isOver) tell(view);
      });
    });
    return toDisposable(() => {
      isOver = true;
      subscription.dispose();
    });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
