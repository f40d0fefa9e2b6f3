/**
 * What everything is called that can be done: in the window's buttons, menus and palette, in the tray, and in the menu of
 * the application. One thing has one name.
 */

/** For a forward, with its name; and without, where it is plain which one is meant. */
export const forwardVerbs = {
  menu: { of: (name: string) => `More for ${name}`, plain: 'More' },
  details: { of: (name: string) => `Show details of ${name}`, plain: 'Show details' },
  restart: { of: (name: string) => `Restart ${name}`, plain: 'Restart' },
  start: { of: (name: string) => `Start ${name}`, plain: 'Start' },
  stop: { of: (name: string) => `Stop ${name}`, plain: 'Stop' },
  'start-stop': { of: (name: string) => `Start or stop ${name}`, plain: 'Start or stop' },
  copy: { of: (name: string) => `Copy the address of ${name}`, plain: 'Copy address' },
  open: { of: (name: string) => `Open ${name} in the browser`, plain: 'Open in browser' },
  diagnose: { of: (name: string) => `Diagnose ${name}`, plain: 'Diagnose' },
  edit: { of: (name: string) => `Edit ${name}`, plain: 'Edit' },
  duplicate: { of: (name: string) => `Duplicate ${name}`, plain: 'Duplicate' },
  /** The config file says it, and the forward is started or stopped with it. */
  autostart: {
    of: (name: string) => `Start ${name} with Portwatch, from now on`,
    plain: 'Starts with Portwatch',
  },
  'no-autostart': {
    of: (name: string) => `Stop ${name}, and do not start it with Portwatch`,
    plain: 'Starts with Portwatch',
  },
  delete: { of: (name: string) => `Delete ${name}`, plain: 'Delete' },
} as const;

/** Why it cannot be opened now. */
export const openHint = 'Only while it runs';

export const autostartHints = {
  on: 'Without the tick it stops now, too',
  off: 'With the tick it starts now, too',
} as const;

export const appVerbs = {
  add: 'Add forward',
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

/** `Settings…`: in a menu, what asks for more before it does anything. */
export function asking(verb: string): string {
  return `${verb}…`;
}

/** Whose notifications are muted. */
export const notificationsOf = {
  all: 'all notifications',
  /** All of them, where nothing else could be meant. */
  plain: 'notifications',
  /** Where it is plain which forward is meant, or which group. */
  this: 'its notifications',
  thisGroup: 'notifications of this group',
  forward: (name: string) => `notifications of ${name}`,
  group: (name: string) => `notifications of group ${name}`,
} as const;

/** `what`: one of `notificationsOf`. */
export const muteVerbs = {
  hour: (what: string) => `Mute ${what} for an hour`,
  always: (what: string) => `Mute ${what}`,
  /** `until`: when it ends by itself, as a time of day; null when it does not. */
  unmute: (what: string, until: string | null) => `Unmute ${what}${until === null ? '' : ` (muted until ${until})`}`,
} as const;

export const themeVerbs = {
  system: 'Use the theme of the system',
  light: 'Use the light theme',
  dark: 'Use the dark theme',
} as const;
