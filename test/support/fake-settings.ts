import type { SettingsView } from '../../src/shared/ipc-preferences';
import type { WindowApi } from '../../src/shared/ipc';
import type { Outcome } from '../../src/shared/outcome';
import { allNotices, withMute, withoutMute } from '../../src/shared/preferences';
import type { ConfigCheck, Surroundings } from '../../src/shared/setup';
import { defaultWatchdogSettings } from '../../src/shared/watchdog-settings';

const times = { watchdog: defaultWatchdogSettings, lanes: 3 };

/** Settings as they are after the first start with a config file. */
export const someSettings: SettingsView = {
  theme: 'system',
  notices: allNotices,
  mutes: [],
  startAtLogin: { kind: 'off' },
  log: { path: '/home/mia/.config/Portwatch/logs/portwatch.log', level: 'info', isGiven: false },
  config: {
    path: '/home/mia/.config/portwatch/portwatch.yaml',
    given: { watchdog: { poll: '3s' } },
    inUse: { ...times, watchdog: { ...defaultWatchdogSettings, pollMs: 3_000 } },
    whenAbsent: times,
  },
  about: {
    version: '0.1.0',
    parts: ['Electron 45.4.1', 'Chromium 156', 'Node 24.2.0'],
    preferencesPath: '/home/mia/.config/Portwatch/preferences.json',
  },
};

type SettingsApi = Pick<
  WindowApi,
  | 'settings'
  | 'setTheme'
  | 'setNotice'
  | 'mute'
  | 'unmute'
  | 'setStartAtLogin'
  | 'setLogLevel'
  | 'editSettings'
  | 'checkConfig'
  | 'showFile'
  | 'lookAround'
  | 'tryDemo'
  | 'leaveDemo'
  | 'onSettingsChanged'
>;

/** The settings' part of main: keeps what it is told, and remembers what was asked. */
export class FakeSettings implements SettingsApi {
  readonly asked: string[] = [];
  current: SettingsView = someSettings;
  check: ConfigCheck | null = { path: someSettings.config.path ?? '', forwards: 8, problems: [], notes: [] };
  around: Surroundings = {
    kubeconfig: {
      kind: 'found',
      paths: ['/home/mia/.kube/config'],
      contexts: ['prod-eu', 'staging', 'kind-local'],
      current: 'staging',
    },
  };
  /** What the next requests answer; null for "it worked". */
  refusal: { readonly message: string; readonly hint: string } | null = null;
  /** Never answers, as a main that is busy. */
  isSlow = false;
  /** The time now, for mutes that end. */
  now = 0;
  readonly #listeners = new Set<(view: SettingsView) => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Main's settings are different now, whoever did it. */
  change(changes: Partial<SettingsView>): void {
    this.current = { ...this.current, ...changes };
    for (const listener of this.#listeners) listener(this.current);
  }

  readonly settings = (): Promise<SettingsView> =>
    this.isSlow ? new Promise(() => undefined) : Promise.resolve(this.current);
  readonly setTheme: SettingsApi['setTheme'] = ({ theme }) => this.#do(`theme ${theme}`, () => ({ theme }));
  readonly setNotice: SettingsApi['setNotice'] = ({ notice, wanted }) =>
    this.#do(`notice ${notice} ${String(wanted)}`, ({ notices }) => ({ notices: { ...notices, [notice]: wanted } }));
  readonly mute: SettingsApi['mute'] = ({ subject, forMs }) =>
    this.#do(`mute ${JSON.stringify(subject)} ${String(forMs)}`, ({ mutes }) => ({
      mutes: withMute(mutes, { subject, until: forMs === null ? null : this.now + forMs }),
    }));
  readonly unmute: SettingsApi['unmute'] = ({ subject }) =>
    this.#do(`unmute ${JSON.stringify(subject)}`, ({ mutes }) => ({ mutes: withoutMute(mutes, subject) }));
  readonly setStartAtLogin: SettingsApi['setStartAtLogin'] = ({ enabled }) =>
    this.#do(`login ${String(enabled)}`, () => ({ startAtLogin: { kind: enabled ? 'on' : 'off' } }));
  readonly setLogLevel: SettingsApi['setLogLevel'] = ({ level }) =>
    this.#do(`log ${level}`, ({ log }) => ({ log: { ...log, level } }));
  readonly editSettings: SettingsApi['editSettings'] = (edit) => this.#do(`edit ${JSON.stringify(edit)}`, () => ({}));
  readonly checkConfig: SettingsApi['checkConfig'] = () => Promise.resolve({ check: this.check });
  readonly showFile: SettingsApi['showFile'] = ({ file, how }) => this.#do(`${how} ${file}`, () => ({}));
  readonly lookAround: SettingsApi['lookAround'] = () =>
    this.isSlow ? new Promise(() => undefined) : Promise.resolve(this.around);
  readonly tryDemo: SettingsApi['tryDemo'] = () => this.#do('try-demo', () => ({}));
  readonly leaveDemo: SettingsApi['leaveDemo'] = () => this.#do('leave-demo', () => ({}));

  readonly onSettingsChanged: SettingsApi['onSettingsChanged'] = (listener) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  #do(what: string, change: (view: SettingsView) => Partial<SettingsView>): Promise<Outcome> {
    this.asked.push(what);
    if (this.isSlow) return new Promise(() => undefined);
    if (this.refusal !== null) return Promise.resolve({ ok: false, ...this.refusal });
    this.change(change(this.current));
    return Promise.resolve({ ok: true });
  }
}
