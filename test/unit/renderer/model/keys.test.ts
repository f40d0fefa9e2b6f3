import { describe, expect, it } from 'vitest';
import { keyBindings } from '../../../../src/renderer/model/commands';
import { chordText, commandOf, keyHelp, moved, withKey } from '../../../../src/renderer/model/keys';

const press = (key: string, modifiers = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});

describe('keys', () => {
  it('move, act and open', () => {
    expect(commandOf(press('j'), 'elsewhere')).toEqual({ kind: 'move', by: 1 });
    expect(commandOf(press('ArrowUp'), 'elsewhere')).toEqual({ kind: 'move', by: -1 });
    expect(commandOf(press('r'), 'elsewhere')).toEqual({ kind: 'restart' });
    expect(commandOf(press('?', { shiftKey: true }), 'elsewhere')).toEqual({ kind: 'keys' });
    expect(commandOf(press('n'), 'elsewhere')).toEqual({ kind: 'add' });
  });

  it('mean another thing with Shift, and the same with Caps Lock', () => {
    expect(commandOf(press('R', { shiftKey: true }), 'elsewhere')).toEqual({ kind: 'restart-hung' });
    expect(commandOf(press('R'), 'elsewhere')).toEqual({ kind: 'restart' });
    expect(commandOf(press('ArrowDown', { shiftKey: true }), 'elsewhere')).toMatchObject({ extend: true });
  });

  it('are text in a text field, except those that leave it', () => {
    expect(commandOf(press('r'), 'text')).toBeNull();
    expect(commandOf(press('/'), 'text')).toBeNull();
    expect(commandOf(press('Escape'), 'text')).toEqual({ kind: 'close' });
    expect(commandOf(press('ArrowDown'), 'text')).toEqual({ kind: 'move', by: 1 });
    expect(commandOf(press('ArrowDown', { shiftKey: true }), 'text')).toBeNull();
    expect(commandOf(press('k', { ctrlKey: true }), 'text')).toEqual({ kind: 'palette' });
    expect(commandOf(press('a', { ctrlKey: true }), 'text')).toBeNull();
  });

  it('leave Enter and the space bar to the button that has the focus', () => {
    expect(commandOf(press('Enter'), 'control')).toBeNull();
    expect(commandOf(press(' '), 'control')).toBeNull();
    expect(commandOf(press('r'), 'control')).toEqual({ kind: 'restart' });
    expect(commandOf(press(' '), 'elsewhere')).toEqual({ kind: 'select' });
  });

  it('with a modifier are the system’s, but for those that are ours', () => {
    expect(commandOf(press('r', { ctrlKey: true }), 'elsewhere')).toBeNull();
    expect(commandOf(press('c', { metaKey: true }), 'elsewhere', true)).toBeNull();
    expect(commandOf(press(',', { ctrlKey: true }), 'elsewhere')).toEqual({ kind: 'settings' });
  });

  it('are held with Command on a Mac and with Control elsewhere', () => {
    const command = press('k', { metaKey: true });
    const control = press('k', { ctrlKey: true });
    expect([commandOf(command, 'elsewhere', true), commandOf(control, 'elsewhere', true)]).toEqual([
      { kind: 'palette' },
      null,
    ]);
    expect([commandOf(command, 'elsewhere'), commandOf(control, 'elsewhere')]).toEqual([null, { kind: 'palette' }]);
  });

  it('that mean nothing do nothing', () => {
    expect(commandOf(press('y'), 'elsewhere')).toBeNull();
  });

  it('each mean one thing', () => {
    const chords = keyBindings.map(({ chord }) => JSON.stringify(chord));
    expect(new Set(chords).size).toBe(chords.length);
  });
});

describe('the help', () => {
  it('shows every key, those that do the same in one line', () => {
    const lines = keyHelp().flatMap((section) => section.lines);
    expect(lines.flatMap((line) => line.keys)).toHaveLength(keyBindings.length);
    expect(lines.find((line) => line.does === 'Move through the list')?.keys).toEqual([['↑'], ['↓'], ['j'], ['k']]);
    expect(lines.every((line) => line.does !== '')).toBe(true);
  });

  it('names keys as the machine’s keyboard does', () => {
    expect(chordText({ key: 'k', mod: true })).toEqual(['Ctrl', 'K']);
    expect(chordText({ key: 'k', mod: true }, true)).toEqual(['⌘', 'K']);
    expect(withKey('Restart', 'restart')).toBe('Restart (r)');
    expect(withKey('Start all', 'start-all')).toBe('Start all');
  });
});

describe('moving', () => {
  const rows = ['a', 'b', 'c'];
  it('stops at both ends', () => {
    expect(moved(rows, 'c', { kind: 'move', by: 1 })).toBe('c');
    expect(moved(rows, 'a', { kind: 'move', by: -10 })).toBe('a');
    expect(moved(rows, 'a', { kind: 'move', by: 10 })).toBe('c');
  });

  it('begins at the end that it comes from when there is no row, or the row is gone', () => {
    expect(moved(rows, null, { kind: 'move', by: 1 })).toBe('a');
    expect(moved(rows, 'gone', { kind: 'move', by: -1 })).toBe('c');
  });

  it('jumps to the ends', () => {
    expect(moved(rows, 'b', { kind: 'move-to', end: 'last' })).toBe('c');
  });

  it('goes nowhere in an empty list', () => {
    expect(moved([], null, { kind: 'move', by: 1 })).toBeNull();
  });
});
