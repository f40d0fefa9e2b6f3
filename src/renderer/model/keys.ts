/** What a key asks for. */
export type Command =
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'move-to'; readonly end: 'first' | 'last' }
  | {
      readonly kind: 'details' | 'diagnose' | 'restart' | 'start-stop' | 'copy' | 'open' | 'filter' | 'close' | 'help';
    };

/** Where the key was pressed: in a text field, on a button or link, or anywhere else. */
export type Place = 'text' | 'control' | 'elsewhere';

export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const page = 10;

const commands: Readonly<Record<string, Command>> = {
  ArrowDown: { kind: 'move', by: 1 },
  j: { kind: 'move', by: 1 },
  ArrowUp: { kind: 'move', by: -1 },
  k: { kind: 'move', by: -1 },
  PageDown: { kind: 'move', by: page },
  PageUp: { kind: 'move', by: -page },
  Home: { kind: 'move-to', end: 'first' },
  End: { kind: 'move-to', end: 'last' },
  Enter: { kind: 'details' },
  d: { kind: 'diagnose' },
  r: { kind: 'restart' },
  s: { kind: 'start-stop' },
  c: { kind: 'copy' },
  o: { kind: 'open' },
  '/': { kind: 'filter' },
  Escape: { kind: 'close' },
  '?': { kind: 'help' },
};

/** From a text field only these leave it; on a control, Enter is the control's own. */
const fromText = new Set(['Escape', 'ArrowDown', 'Enter']);

/** The command of a key, or null for keys that are the system's, the field's or the button's. */
export function commandOf(press: Press, place: Place): Command | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (place === 'text' && !fromText.has(press.key)) return null;
  if (place === 'control' && press.key === 'Enter') return null;
  return commands[press.key] ?? null;
}

/** What `?` shows. */
export const keyHelp: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['↑', '↓', 'j', 'k'], 'Move through the list'],
  [['Enter'], 'Show details'],
  [['r'], 'Restart'],
  [['d'], 'Diagnose'],
  [['s'], 'Start or stop'],
  [['c'], 'Copy the address'],
  [['o'], 'Open in the browser'],
  [['/'], 'Filter'],
  [['Esc'], 'Close, or clear the filter'],
  [['?'], 'Show these keys'],
];

/** The row to go to from `current` (null or gone: before the first). Stops at the ends. */
export function moved<T>(rows: readonly T[], current: T | null, command: Command): T | null {
  if (command.kind === 'move-to') return (command.end === 'first' ? rows[0] : rows.at(-1)) ?? null;
  if (command.kind !== 'move') return current;
  const index = current === null ? -1 : rows.indexOf(current);
  if (index === -1) return (command.by > 0 ? rows[0] : rows.at(-1)) ?? null;
  return rows[Math.min(rows.length - 1, Math.max(0, index + command.by))] ?? null;
}
