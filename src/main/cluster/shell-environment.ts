import { basename, delimiter } from 'node:path';

/** How a login shell is asked for its environment. */
export interface ShellQuestion {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The way to have `shell` read all that a terminal would have it read, and print its environment between two markers.
 * `/bin/sh` prints, in words that every shell passes on as they are: fish, tcsh and nu have another syntax. `env -0` keeps
 * values with line ends apart; where `env` is too old for that, they are lost.
 */
export function shellQuestion(shell: string, marker: string): ShellQuestion {
  const print = `printf %s ${marker}; /usr/bin/env -0 2>/dev/null || /usr/bin/env; printf %s ${marker}`;
  const command = `/bin/sh -c '${print}'`;
  switch (basename(shell)) {
    case 'csh':
    case 'tcsh':
      // They take -l only alone.
      return { command: shell, args: ['-i', '-c', command] };
    case 'pwsh':
      return { command: shell, args: ['-Login', '-Command', command] };
    default:
      return { command: shell, args: ['-i', '-l', '-c', command] };
  }
}

/** Whether all that was asked for has been printed. */
export function isAnswered(output: string, marker: string): boolean {
  const first = output.indexOf(marker);
  return first !== -1 && output.includes(marker, first + marker.length);
}

/** What the shell's files had to say is left out. Null when there is no answer in it. */
export function parseShellAnswer(output: string, marker: string): Readonly<Record<string, string>> | null {
  const [, answer, rest] = output.split(marker, 3);
  if (answer === undefined || rest === undefined) return null;
  const entries = answer.includes('\0') ? answer.split('\0') : answer.split('\n');
  const variables = entries.flatMap((entry): [string, string][] => {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(entry) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return variables.length === 0 ? null : Object.fromEntries(variables);
}

/** Set while a shell is asked, so that its files can leave out what is slow or wants a terminal. */
export const resolvingVariable = 'PORTWATCH_RESOLVING_ENVIRONMENT';

/** What a shell says about itself and not to others, and what was only meant for asking it. */
const shellsOwn = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'SHELLOPTS', 'BASHOPTS', resolvingVariable]);

/**
 * What plugins run in: everything that the shell has, and everything that Portwatch was started with, which wins where both
 * have something to say. Only of PATH, which every desktop sets, the shell's folders come first, and ours are added.
 */
export function mergedEnvironment(own: NodeJS.ProcessEnv, shell: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const fromShell = Object.fromEntries(Object.entries(shell).filter(([name]) => !shellsOwn.has(name)));
  const set = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined && value !== ''));
  const folders = [shell['PATH'], own['PATH']].flatMap((path) => (path ?? '').split(delimiter));
  const path = [...new Set(folders)].filter((folder) => folder !== '').join(delimiter);
  return { ...fromShell, ...set, ...(path === '' ? {} : { PATH: path }) };
}

/** The user's shell; null when there is none that somebody could log in with. `fromAccount`: as the system's user list has it. */
export function loginShellOf(own: NodeJS.ProcessEnv, fromAccount: string | null): string | null {
  const shell = own['SHELL'] || fromAccount || '';
  return shell === '' || ['false', 'nologin', 'true'].includes(basename(shell)) ? null : shell;
}

/** What decides whether the login shell knows more than we do. */
export interface Circumstances {
  readonly platform: NodeJS.Platform;
  /** Whether one of our standard streams is a terminal. */
  readonly onTerminal: boolean;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Whether to ask the login shell. Who starts a program in a terminal has its environment already. `PORTWATCH_LOGIN_SHELL`
 * (`on` or `off`) decides for everything else, such as a terminal that a launcher hides.
 */
export function wantsLoginShell({ platform, onTerminal, environment }: Circumstances): boolean {
  if (platform === 'win32') return false;
  const said = environment['PORTWATCH_LOGIN_SHELL'];
  if (said === 'on' || said === 'off') return said === 'on';
  return !onTerminal;
}
