import type { ForwardId } from '../../shared/forward';
import type { MuteSubject, Theme } from '../../shared/preferences';
import type { Shown } from './groups';

/** What can be done with one forward. */
export const forwardActions = [
  'details',
  'restart',
  'start-stop',
  'copy',
  'open',
  'diagnose',
  'edit',
  'duplicate',
  'autostart',
  'delete',
] as const;
export type ForwardAction = (typeof forwardActions)[number];

/** What can be done with Portwatch as a whole. */
export const appActions = [
  'add',
  'import',
  'generate',
  'export',
  'settings',
  'palette',
  'keys',
  'filter',
  'clear-filter',
  'restart-hung',
  'start-all',
  'stop-all',
  'pause-watching',
  'resume-watching',
  'reload-config',
] as const;
export type AppAction = (typeof appActions)[number];

/** What only makes sense in the list, with the keyboard. */
export type ListCommand =
  | { readonly kind: 'move'; readonly by: number; readonly extend?: boolean }
  | { readonly kind: 'move-to'; readonly end: 'first' | 'last'; readonly extend?: boolean }
  | { readonly kind: 'select' | 'select-all' | 'fold' | 'unfold' | 'close' }
  /** All that can be done with the forward that the keyboard is at. */
  | { readonly kind: 'menu' };

/** What a person chooses for themselves, whatever the config file says. */
export type PreferenceCommand =
  /** `forMs`: in milliseconds; null for until it is ended by hand. */
  | { readonly kind: 'mute'; readonly subject: MuteSubject; readonly forMs: number | null }
  | { readonly kind: 'unmute'; readonly subject: MuteSubject }
  | { readonly kind: 'theme'; readonly theme: Theme };

/** Anything that a person can ask for in the window, by a key or in the palette. */
export type Command =
  | ListCommand
  /** `id`: the forward that it is about; absent for the one that the keyboard is at. */
  | { readonly kind: ForwardAction; readonly id?: ForwardId }
  | { readonly kind: AppAction }
  | { readonly kind: 'show-only'; readonly shown: Shown }
  | PreferenceCommand;

/** A key with what has to be held. `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export interface Chord {
  /** As in `KeyboardEvent.key`; letters in lower case. */
  readonly key: string;
  readonly shift?: boolean;
  readonly mod?: boolean;
}

export interface KeyBinding {
  readonly chord: Chord;
  readonly command: Command;
}

const page = 10;

/** Every key of the window. The help (`?`) and the palette show them from here, so that they are never untrue. */
export const keyBindings: readonly KeyBinding[] = [
  { chord: { key: 'ArrowUp' }, command: { kind: 'move', by: -1 } },
  { chord: { key: 'ArrowDown' }, command: { kind: 'move', by: 1 } },
  { chord: { key: 'j' }, command: { kind: 'move', by: 1 } },
  { chord: { key: 'k' }, command: { kind: 'move', by: -1 } },
  { chord: { key: 'ArrowUp', shift: true }, command: { kind: 'move', by: -1, extend: true } },
  { chord: { key: 'ArrowDown', shift: true }, command: { kind: 'move', by: 1, extend: true } },
  { chord: { key: 'PageUp' }, command: { kind: 'move', by: -page } },
  { chord: { key: 'PageDown' }, command: { kind: 'move', by: page } },
  { chord: { key: 'Home' }, command: { kind: 'move-to', end: 'first' } },
  { chord: { key: 'End' }, command: { kind: 'move-to', end: 'last' } },
  { chord: { key: 'ArrowLeft' }, command: { kind: 'fold' } },
  { chord: { key: 'ArrowRight' }, command: { kind: 'unfold' } },
  { chord: { key: ' ' }, command: { kind: 'select' } },
  { chord: { key: 'x' }, command: { kind: 'select' } },
  { chord: { key: 'a', mod: true }, command: { kind: 'select-all' } },
  { chord: { key: 'Enter' }, command: { kind: 'details' } },
  { chord: { key: 'r' }, command: { kind: 'restart' } },
  { chord: { key: 's' }, command: { kind: 'start-stop' } },
  { chord: { key: 'c' }, command: { kind: 'copy' } },
  { chord: { key: 'o' }, command: { kind: 'open' } },
  { chord: { key: 'd' }, command: { kind: 'diagnose' } },
  { chord: { key: 'e' }, command: { kind: 'edit' } },
  { chord: { key: 'Delete' }, command: { kind: 'delete' } },
  { chord: { key: 'm' }, command: { kind: 'menu' } },
  { chord: { key: 'ContextMenu' }, command: { kind: 'menu' } },
  { chord: { key: 'F10', shift: true }, command: { kind: 'menu' } },
  { chord: { key: 'k', mod: true }, command: { kind: 'palette' } },
  { chord: { key: '/' }, command: { kind: 'filter' } },
  { chord: { key: 'n' }, command: { kind: 'add' } },
  { chord: { key: 'i' }, command: { kind: 'import' } },
  { chord: { key: ',', mod: true }, command: { kind: 'settings' } },
  { chord: { key: 'r', shift: true }, command: { kind: 'restart-hung' } },
  { chord: { key: 'Escape' }, command: { kind: 'close' } },
  { chord: { key: '?' }, command: { kind: 'keys' } },
];

/** The first key of a command, for showing it beside the command; undefined when it has none. */
export function chordOf(kind: Command['kind']): Chord | undefined {
  return keyBindings.find(({ command }) => command.kind === kind)?.chord;
}
