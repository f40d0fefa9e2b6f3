import type { FakeWindowApi } from '../fake-window-api';
import { someSettings } from '../fake-settings';
import { pictureTime } from './scenes';

/** What can be seen of the settings: each makes the stand-in for main so. */
export const settingsScenes = {
  plain: (api) => api.preferences.change({}),
  muted: (api) =>
    api.preferences.change({
      mutes: [
        { subject: { kind: 'all' }, until: pictureTime + 42 * 60_000 },
        { subject: { kind: 'group', name: 'staging' }, until: null },
        { subject: { kind: 'forward', id: '127.0.0.1:9092' }, until: null },
        { subject: { kind: 'forward', id: '127.0.0.1:1234' }, until: null },
      ],
      notices: { ...someSettings.notices, ailing: false, sound: false },
    }),
  'other-login': (api) =>
    api.preferences.change({
      theme: 'dark',
      startAtLogin: { kind: 'other', command: '/home/mia/Downloads/Portwatch-0.0.9.AppImage' },
    }),
  refusing: (api) => {
    api.preferences.refusal = {
      message: '/home/mia/.config/portwatch/portwatch.yaml cannot be written: EROFS: read-only file system.',
      hint: 'Check its permissions, and whether the disk is full.',
    };
  },
  'no-file': (api) =>
    api.preferences.change({ config: { ...someSettings.config, path: null, given: { watchdog: {} } } }),
  'bad-check': (api) => {
    api.preferences.check = {
      path: someSettings.config.path ?? '',
      forwards: 7,
      problems: [
        {
          file: someSettings.config.path ?? '',
          line: 14,
          column: 13,
          path: '',
          message: 'Unknown key "localport".',
          hint: 'Did you mean "localPort"?',
        },
      ],
      notes: [],
    };
  },
  slow: (api) => (api.preferences.isSlow = true),
} satisfies Readonly<Record<string, (api: FakeWindowApi) => void>>;

/** What can be found on a computer where nothing is set up. */
export const firstRuns: Readonly<Record<string, (api: FakeWindowApi) => void>> = {
  /** What other programs have left. */
  'files-found': (api) => {
    api.exchange.found = [
      { path: '/home/mia/.kportal.yaml', format: 'kportal', news: 12, known: 0 },
      { path: '/home/mia/Downloads/cluster-staging.kpf-export.json', format: 'kube-forwarder', news: 1, known: 0 },
    ];
  },
  'no-kubeconfig': (api) => {
    api.preferences.around = { kubeconfig: { kind: 'missing', paths: ['/home/mia/.kube/config'] } };
  },
  'bad-kubeconfig': (api) => {
    api.preferences.around = {
      kubeconfig: {
        kind: 'unusable',
        message: 'The kubeconfig /home/mia/.kube/config is not valid YAML: line 12.',
        hint: 'Mend it, or set KUBECONFIG.',
      },
    };
  },
};
