import { appVerbs, forwardVerbs } from '../../shared/words-actions';
import { keyNames, keysWords, listVerbs } from '../../shared/words-palette';
import { chordOf, keyBindings, type Chord, type Command } from './commands';

export type { Command } from './commands';

/** Where the key was pressed: in a text field, on a button or link, or anywhere else. */
export type Place = 'text' | 'control' | 'elsewhere';

export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** From a text field only these leave it; on a control, Enter and the space bar are the control's own. */
const fromText = new Set(['Escape', 'ArrowDown', 'Enter']);
const ofControls = new Set(['Enter', ' ']);

/** The command of a key, or null for keys that are the system's, the field's or the button's. */
export function commandOf(press: Press, place: Place, mac = false): Command | null {
  const mod = mac ? press.metaKey : press.ctrlKey;
  if (press.altKey || (mac ? press.ctrlKey : press.metaKey)) return null;
  const binding = keyBindings.find(({ chord }) => isPressed(chord, press, mod));
  if (!binding) return null;
  const isOwn =
    place === 'text' ? !leavesText(press, mod, binding.command) : place === 'control' && ofControls.has(press.key);
  return isOwn ? null : binding.command;
}

/** A letter is the same with Caps Lock; what a sign such as `?` takes to be typed differs from keyboard to keyboard. */
function isPressed({ key, shift = false, mod = false }: Chord, press: Press, modHeld: boolean): boolean {
  if (mod !== modHeld || key !== (press.key.length === 1 ? press.key.toLowerCase() : press.key)) return false;
  const isSign = key.length === 1 && !/[a-z ]/.test(key);
  return isSign || shift === press.shiftKey;
}

function leavesText(press: Press, mod: boolean, { kind }: Command): boolean {
  return mod ? kind !== 'select-all' : fromText.has(press.key) && !press.shiftKey;
}

/** `['Ctrl', 'K']`, `['⌘', 'K']`, `['Shift', 'R']`, `['↑']`: each for a `kbd` of its own. */
export function chordText({ key, shift, mod }: Chord, mac = false): readonly string[] {
  const name = keyNames[key] ?? (shift || mod ? key.toUpperCase() : key);
  return [...(mod ? [mac ? '⌘' : 'Ctrl'] : []), ...(shift ? [mac ? '⇧' : 'Shift'] : []), name];
}

/** A line of the help: any of these keys does this. */
export interface KeyLine {
  readonly keys: readonly (readonly string[])[];
  readonly does: string;
}

/** What `?` shows: every key there is, those that do the same in one line. */
export function keyHelp(mac = false): readonly { readonly title: string; readonly lines: readonly KeyLine[] }[] {
  const sections = new Map<Section, Map<string, (readonly string[])[]>>([
    ['list', new Map()],
    ['forward', new Map()],
    ['app', new Map()],
  ]);
  for (const { chord, command } of keyBindings) {
    const [section, does] = saying(command);
    const lines = sections.get(section);
    lines?.set(does, [...(lines.get(does) ?? []), chordText(chord, mac)]);
  }
  return [...sections].map(([section, lines]) => ({
    title: keysWords.sections[section],
    lines: [...lines].map(([does, keys]) => ({ keys, does })),
  }));
}

type Section = keyof typeof keysWords.sections;

function saying(command: Command): readonly [Section, string] {
  const { kind } = command;
  if (kind === 'move') {
    if (command.extend) return ['list', listVerbs.extend];
    return ['list', Math.abs(command.by) === 1 ? listVerbs.move : listVerbs.page];
  }
  if (kind === 'move-to') return ['list', listVerbs.ends];
  if (kind in listVerbs) return ['list', listVerbs[kind as keyof typeof listVerbs]];
  if (kind in forwardVerbs) return ['forward', forwardVerbs[kind as keyof typeof forwardVerbs].plain];
  return ['app', appVerbs[kind as keyof typeof appVerbs]];
}

/** `Restart (r)`: what a button says about itself when it is pointed at. */
export function withKey(text: string, kind: Command['kind'], mac = false): string {
  const chord = chordOf(kind);
  return chord ? `${text} (${chordText(chord, mac).join('+')})` : text;
}

/** The row to go to from `current` (null or gone: before the first). Stops at the ends. */
export function moved<T>(rows: readonly T[], current: T | null, command: Command): T | null {
  if (command.kind === 'move-to') return (command.end === 'first' ? rows[0] : rows.at(-1)) ?? null;
  if (command.kind !== 'move') return current;
  const index = current === null ? -1 : rows.indexOf(current);
  if (index === -1) return (command.by > 0 ? rows[0] : rows.at(-1)) ?? null;
  return rows[Math.min(rows.length - 1, Math.max(0, index + command.by))] ?? null;
}
