import { describe, expect, it } from 'vitest';
import { commandOf, moved } from '../../../../src/renderer/model/keys';

const press = (key: string, modifiers = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });

describe('keys', () => {
  it('move, act and open', () => {
    expect(commandOf(press('j'), 'elsewhere')).toEqual({ kind: 'move', by: 1 });
    expect(commandOf(press('ArrowUp'), 'elsewhere')).toEqual({ kind: 'move', by: -1 });
    expect(commandOf(press('r'), 'elsewhere')).toEqual({ kind: 'restart' });
    expect(commandOf(press('?'), 'elsewhere')).toEqual({ kind: 'help' });
  });

  it('are text in a text field, except those that leave it', () => {
    expect(commandOf(press('r'), 'text')).toBeNull();
    expect(commandOf(press('/'), 'text')).toBeNull();
    expect(commandOf(press('Escape'), 'text')).toEqual({ kind: 'close' });
    expect(commandOf(press('ArrowDown'), 'text')).toEqual({ kind: 'move', by: 1 });
  });

  it('leave Enter to the button that has the focus', () => {
    expect(commandOf(press('Enter'), 'control')).toBeNull();
    expect(commandOf(press('r'), 'control')).toEqual({ kind: 'restart' });
  });

  it('with a modifier are the system’s', () => {
    expect(commandOf(press('r', { ctrlKey: true }), 'elsewhere')).toBeNull();
    expect(commandOf(press('c', { metaKey: true }), 'elsewhere')).toBeNull();
  });

  it('that mean nothing do nothing', () => {
    expect(commandOf(press('x'), 'elsewhere')).toBeNull();
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
