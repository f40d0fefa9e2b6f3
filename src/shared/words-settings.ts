import { minuteText } from './durations-text';

/** Why starting at log-in cannot be seen or changed. */
export const loginWords = {
  unreadable: (file: string, code: string) => `${file} cannot be read (${code}).`,
  unwritable: (file: string, code: string) => `${file} cannot be written (${code}).`,
  unwritableHint: 'Check the permissions of that folder.',
  unknown: (reason: string) => `The system does not tell: ${reason}`,
  refused: (reason: string) => `The system refused: ${reason}`,
  notObeyed: 'The system did not take the change.',
  notObeyedHint: 'Look at the system’s own settings for apps that start at log-in.',
  onlyInstalled: 'Only an installed Portwatch can start at log-in.',
} as const;

/** What cannot be set up, and why. */
export const setupWords = {
  noFile: 'There is no config file in use that this could be written into.',
  noFileHint: 'Add a forward first: that begins one.',
  demoNotNow: 'The demo is for when there is nothing else, and there is something now.',
  demoNotNowHint: 'Close this, and look at the list.',
  demoFailed: (reason: string) => `The demo cluster could not be started: ${reason}`,
  notTried: 'No demo is running that could be ended from here.',
  noSuchKind: {
    config: 'There is no config file yet.',
    log: 'There is no log file yet.',
    preferences: 'There are no preferences yet.',
    licences: 'The licences of other software are not part of this build.',
  },
  noSuchFile: (path: string) => `${path} does not exist.`,
  notOpened: (path: string, reason: string) => `${path} could not be opened: ${reason}`,
} as const;

/** What leads from the window's head to its screens. */
export const headerWords = { add: 'Add a forward', import: 'Import forwards' } as const;

/** The settings screen. */
export const settingsWords = {
  title: 'Settings',
  loading: 'Asking Portwatch…',
  again: 'Try again',
  sections: {
    general: 'General',
    notices: 'Notifications',
    times: 'Watchdog',
    files: 'Files',
    about: 'About',
  },
  login: {
    label: 'Start at log-in',
    hint: 'Portwatch starts as an icon in the tray, and its forwards with it.',
    other: (command: string) =>
      `Another program of this name starts at log-in: ${command}. Switch on to start this one instead.`,
    approval: 'macOS waits for your permission: System Settings, General, Login Items.',
  },
  theme: {
    label: 'Theme',
    hint: 'Light and dark follow the system, unless you choose one.',
    options: { system: 'System', light: 'Light', dark: 'Dark' },
  },
  notices: {
    intro: 'The tray and this window show everything, whatever is chosen here.',
    hung: { label: 'A forward hangs', hint: 'When it is back, that takes its place, silently.' },
    failed: { label: 'A forward fails', hint: 'It needs something of you: a free port, a permission, a context.' },
    ailing: { label: 'An app is ailing', hint: 'Only of forwards with onHang: notify in the config file.' },
    login: { label: 'A log-in is needed', hint: 'Once for each cluster, however many forwards wait for it.' },
    config: { label: 'The config file has problems', hint: 'Where they are, and what to do.' },
    sound: { label: 'Sound', hint: 'Once a minute at most.' },
  },
  mutes: {
    title: 'Muted',
    none: 'Nothing is muted.',
    all: 'Everything',
    group: (name: string) => `Group ${name}`,
    gone: 'not in the list any more',
    untilEnded: 'until you unmute it',
    until: (time: number) => `until ${minuteText(time)}`,
    unmute: 'Unmute',
    unmuteOf: (what: string) => `Unmute ${what}`,
    what: 'Mute',
    howLong: 'For how long',
    add: 'Mute',
    groups: 'Groups',
    forwards: 'Forwards',
    anHour: 'for an hour',
    aDay: 'for 8 hours',
    always: 'until I unmute it',
  },
  times: {
    from: (file: string) => `They stand in ${file}, for everybody who uses that file.`,
    noFile: 'These are the defaults. They are kept in a config file, and there is none in use: add a forward first.',
    poll: { label: 'Ask for a sign of life every', hint: 'All forwards at once, one message for each thread.' },
    check: { label: 'Look at the answers every', hint: 'A hang is noticed this much later at most.' },
    threshold: {
      label: 'Call a forward hung after',
      hint: 'That long without progress. At least twice the first time, or one late answer would be called a hang.',
    },
    lanes: {
      label: 'Threads that carry traffic',
      hint: 'Counts for forwards that start from then on: moving others would break their connections.',
    },
    inFile: 'in the file',
    byDefault: 'default',
    save: 'Save in the file',
    saving: 'Saving…',
    saved: 'Saved, and in use.',
    revert: 'Revert',
    noDuration: 'Write a time with its unit, such as 500ms, 5s or 1m30s.',
    tooLong: 'At least 1 ms, and 24 hours at most.',
    tooShort: (least: string) => `At least twice the time between two questions: ${least}.`,
    noNumber: 'A whole number from 1 to 16.',
  },
  files: {
    config: 'Config file',
    hints: {
      config: 'The forwards, and the times of the watchdog. It is followed while Portwatch runs.',
      log: 'One JSON object a line, without secrets. At most three files of 5 MB.',
      preferences: 'What is chosen here about notifications, theme and window.',
    },
    none: 'None in use',
    reveal: 'Show in folder',
    open: 'Open',
    check: 'Check now',
    checking: 'Checking…',
    fine: (forwards: number) => `No problems: ${forwards === 1 ? '1 forward' : `${String(forwards)} forwards`}.`,
    problems: (count: number) => (count === 1 ? '1 problem:' : `${String(count)} problems:`),
    notes: (count: number) => (count === 1 ? '1 note:' : `${String(count)} notes:`),
    log: 'Log file',
    level: 'What is logged',
    levels: {
      error: 'Errors',
      warn: 'Errors and warnings',
      info: 'What happens',
      debug: 'Everything, heartbeats too',
    },
    levelGiven: 'As --log-level says, for as long as this Portwatch runs.',
    preferences: 'Preferences',
  },
  about: {
    tagline: 'Keeps Kubernetes port-forwards alive and tells the truth about them.',
    version: (version: string) => `Version ${version}`,
    licence: 'Free software under the MIT licence, without warranty.',
    noTelemetry: 'It talks to your clusters and to nobody else.',
    runsOn: 'Runs on',
    madeWith: 'Made with',
    licences: 'Licences of Electron and Chromium',
  },
} as const;

/** The first run, and whenever there is nothing to forward. */
export const firstRunWords = {
  title: 'Add your first forward',
  nothingTitle: 'Nothing to forward',
  nothingText: 'This file lists no forwards:',
  looking: 'Looking at this computer…',
  found: 'Found on this computer',
  contexts: (count: number) => `Kubeconfig with ${count === 1 ? '1 context' : `${String(count)} contexts`}`,
  current: (name: string) => `current: ${name}`,
  noKubeconfig: 'No kubeconfig',
  lookedAt: 'Looked at:',
  noKubeconfigHint: 'Log in to a cluster with its own tool, or set KUBECONFIG.',
  unusable: 'The kubeconfig cannot be used',
  file: (format: string, count: number) =>
    `${format} file, ${count === 1 ? '1 forward' : `${String(count)} forwards`} to import`,
  add: 'Add a forward',
  addHint: 'Pick a context, a namespace and a service, or paste a kubectl port-forward command.',
  import: 'Import',
  importHint: 'From kportal, kftray, Kube Forwarder, or kubectl commands.',
  demo: 'Try the demo',
  demoHint: 'A small cluster inside Portwatch, with forwards that may hang. Nothing of yours is touched.',
  demoStarting: 'Starting the demo…',
  byHand: 'Or write the file yourself',
  byHandText: 'Portwatch uses it as soon as it is there:',
  example: `contexts:
  - name: my-cluster
    namespaces:
      - name: default
        forwards:
          - resource: service/api
            port: 80
            localPort: 8080`,
} as const;

/** The banner of the demo. */
export const demoWords = {
  name: 'Demo cluster',
  title: 'Demo cluster: nothing here is real.',
  nothingConfigured: 'Portwatch found neither a kubeconfig nor a file with forwards.',
  /** Around the file's path. */
  asked: ['To see your own forwards, list them in', ', and start Portwatch again without --demo.'],
  unasked: ['Your own forwards take its place at once: add one, or list them in', '.'],
  add: 'Add a forward',
  import: 'Import',
  end: 'End the demo',
} as const;

/** What is true of everything in the list. */
export const bannerWords = {
  computer: {
    name: 'Problems of this computer',
    problems: (count: number) => `This computer has ${count === 1 ? 'a problem' : `${String(count)} problems`}.`,
  },
  config: {
    name: 'Problems in the configuration',
    problems: (count: number) => `The configuration has ${count === 1 ? 'a problem' : `${String(count)} problems`}.`,
  },
  paused: {
    name: 'Watching is paused',
    title: 'Watching is paused.',
    text: 'Forwards go on, but one that hangs is neither noticed nor mended.',
  },
} as const;
