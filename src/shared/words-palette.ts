import { forwardVerbs } from './words-actions';

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
  Delete: 'Del',
  ContextMenu: 'Menu',
  ' ': 'Space',
};

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
  duplicate: 'copy clone same like',
  autostart: 'enable disable launch log-in',
  delete: 'remove',
  mute: 'quiet silence do not disturb',
  unmute: 'quiet silence do not disturb',
  theme: 'appearance colours mode',
  details: 'timeline',
};

/** What is asked before something is done to forwards of production. */
export const productionWords = {
  verbs: { start: forwardVerbs.start.plain, stop: forwardVerbs.stop.plain, restart: forwardVerbs.restart.plain },
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
