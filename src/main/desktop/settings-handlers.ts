import type { RequestHandlers } from '../../shared/ipc';
import type { preferenceEntries } from '../../shared/ipc-preferences';
import type { Outcome } from '../../shared/outcome';
import type { Application } from '../engine/application';
import { type FilePlaces, type FileShell, showFile } from './files';
import type { LoginItem } from './login-item';
import type { Mutes } from './mutes';
import type { PreferenceStore } from './preferences';
import type { LogSetting, Settings } from './settings';

export interface SettingsHandlersOptions {
  readonly application: Pick<Application, 'setup'>;
  readonly settings: Pick<Settings, 'view'>;
  readonly preferences: Pick<PreferenceStore, 'get' | 'set'>;
  readonly mutes: Pick<Mutes, 'add' | 'remove'>;
  readonly loginItem: LoginItem;
  readonly log: LogSetting;
  readonly shell: FileShell;
  readonly places: FilePlaces;
}

type SettingsRequest = Exclude<keyof typeof preferenceEntries, 'settingsChanged'>;

const done: Outcome = { ok: true };

/** What the window may ask about settings and the first run. */
export function settingsHandlers(options: SettingsHandlersOptions): Pick<RequestHandlers, SettingsRequest> {
  const { application, settings, preferences, mutes, loginItem, log, shell, places } = options;
  const { setup } = application;
  return {
    settings: () => settings.view(),
    setTheme: ({ theme }) => {
      preferences.set('theme', theme);
      return done;
    },
    setNotice: ({ notice, wanted }) => {
      preferences.set('notices', { ...preferences.get('notices'), [notice]: wanted });
      return done;
    },
    mute: ({ subject, forMs }) => {
      mutes.add(subject, forMs);
      return done;
    },
    unmute: ({ subject }) => {
      mutes.remove(subject);
      return done;
    },
    setStartAtLogin: ({ enabled }) => loginItem.set(enabled),
    setLogLevel: ({ level }) => {
      preferences.set('logLevel', level);
      if (log.given === null) log.setLevel(level);
      return done;
    },
    editSettings: (edit) => setup.editSettings(edit),
    checkConfig: async () => ({ check: await setup.checkConfig() }),
    showFile: (asked) => showFile(shell, places, asked),
    lookAround: () => setup.lookAround(),
    tryDemo: () => setup.tryDemo(),
    leaveDemo: () => setup.leaveDemo(),
  };
}
