/** Words of the command palette, the list of keys and confirmations. What is asked in a confirmation is with whoever asks. */

export const confirmWords = { no: 'Cancel' } as const;

export const paletteWords = {
  title: 'Commands',
  dismiss: 'Close this message',
  placeholder: 'What should be done? Type a command or the name of a forward',
  none: (text: string) => `No command matches “${text}”.`,
  more: (count: number) => (count === 1 ? '1 more: go on typing.' : `${String(count)} more: go on typing.`),
  recent: 'used before',
  found: (count: number) => (count === 1 ? '1 command' : `${String(count)} commands`),
} as const;

export const keysWords = {
  title: 'Keys',
  sections: { list: 'The list', forward: 'The forward that is marked', app: 'Portwatch' },
} as const;

/** What the keys are called where they are shown. */
export const keyNames: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  Escape: 'Esc',
  ' ': 'Space',
};

/** For a forward, with its name; and without, in the list of keys. */
export const forwardVerbs = {
  details: { of: (name: string) => `Show details of ${name}`, plain: 'Show details' },
  restart: { of: (name: string) => `Restart ${name}`, plain: 'Restart' },
  start: { of: (name: string) => `Start ${name}`, plain: 'Start' },
  stop: { of: (name: string) => `Stop ${name}`, plain: 'Stop' },
  'start-stop': { of: (name: string) => `Start or stop ${name}`, plain: 'Start or stop' },
  copy: { of: (name: string) => `Copy the address of ${name}`, plain: 'Copy the address' },
  open: { of: (name: string) => `Open ${name} in the browser`, plain: 'Open in the browser' },
  diagnose: { of: (name: string) => `Diagnose ${name}`, plain: 'Diagnose' },
  edit: { of: (name: string) => `Edit ${name}`, plain: 'Edit' },
} as const;

export const appVerbs = {
  add: 'Add a forward',
  import: 'Import forwards',
  generate: 'Add services of a cluster',
  export: 'Export forwards',
  settings: 'Settings',
  palette: 'Find a command',
  keys: 'Show the keys',
  filter: 'Filter the list',
  'clear-filter': 'Show all forwards',
  'restart-hung': 'Restart all hung',
  'start-all': 'Start all',
  'stop-all': 'Stop all',
  'pause-watching': 'Pause watching',
  'resume-watching': 'Resume watching',
  'reload-config': 'Read the config file again',
} as const;

export const listVerbs = {
  move: 'Move through the list',
  page: 'Ten rows up or down',
  extend: 'Select more or fewer rows',
  ends: 'First and last row',
  select: 'Select, or not',
  'select-all': 'Select all',
  fold: 'Hide the group',
  unfold: 'Show the group',
  close: 'Close, or clear the filter',
} as const;

/** `Show only: Hung`. */
export function showOnlyText(stateWord: string): string {
  return `Show only: ${stateWord}`;
}

/** Other words by which people look for a command. */
export const alsoCalled: Readonly<Record<string, string>> = {
  add: 'new create',
  generate: 'discover services cluster generate',
  import: 'kportal kftray kubectl undo',
  export: 'save share kportal kftray kubectl',
  settings: 'preferences options theme notifications',
  keys: 'help shortcuts keyboard',
  'reload-config': 'reload configuration yaml',
  'stop-all': 'shut down',
  'restart-hung': 'mend fix stuck',
  restart: 'reconnect',
  open: 'browse web',
  copy: 'localhost port',
  diagnose: 'why wrong check',
  edit: 'change port alias',
  details: 'timeline',
};

/** What is asked before something is done to forwards of production. */
export const productionWords = {
  verbs: { start: 'Start', stop: 'Stop', restart: 'Restart' },
  title: (verb: string, count: number) => `${verb} ${count === 1 ? '1 forward' : `${String(count)} forwards`}?`,
  text: (production: number, all: number) => {
    const these = production === 1 ? '1 of them leads' : `${String(production)} of them lead`;
    const who = all === 1 ? 'It leads' : production === all ? 'All of them lead' : these;
    return `${who} to production:`;
  },
} as const;

/** What the palette says of a command that main refused. */
export function refusedText(what: string, why: string): string {
  return `${what}: ${why}`;
}
