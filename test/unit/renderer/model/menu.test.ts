import { describe, expect, it } from 'vitest';
import { menuMove, nothingTyped, placeMenu, typedItem, typedOn, type Box } from '../../../../src/renderer/model/menu';

const window = { width: 700, height: 560 };
const menu = { width: 280, height: 300 };

function button(left: number, top: number): Box {
  return { left, top, right: left + 28, bottom: top + 28 };
}

describe('a menu stands', () => {
  it('below what it belongs to, from its left edge on', () => {
    expect(placeMenu(button(100, 50), menu, window)).toEqual({ left: 100, top: 82, maxHeight: 544 });
  });

  it('to the left from its right edge, where the window ends', () => {
    expect(placeMenu(button(660, 50), menu, window).left).toBe(688 - 280);
  });

  it('above it, where there is more room', () => {
    expect(placeMenu(button(100, 500), menu, window).top).toBe(500 - 4 - 300);
  });

  it('beside it, where it fits neither above nor below', () => {
    const high = { width: 280, height: 500 };
    expect(placeMenu(button(100, 250), high, window).left).toBe(128 + 4);
    expect(placeMenu(button(660, 250), high, window).left).toBe(660 - 4 - 280);
  });

  it('within the window even then', () => {
    const high = { width: 280, height: 500 };
    expect(placeMenu(button(100, 250), high, window).top).toBe(560 - 8 - 500);
    expect(placeMenu(button(100, 300), high, window).top).toBe(8);
  });

  it('within the window wherever its corner is clicked', () => {
    const corner = { left: 699, top: 559, right: 699, bottom: 559 };
    const { left, top } = placeMenu(corner, menu, window);
    expect([left + 280 <= 692, top + 300 <= 552]).toEqual([true, true]);
    const origin = { left: 0, top: 0, right: 0, bottom: 0 };
    expect(placeMenu(origin, menu, window)).toMatchObject({ left: 8, top: 8 });
  });

  it('as high as the window at most, and at its top then', () => {
    const endless = { width: 280, height: 2_000 };
    expect(placeMenu(button(100, 50), endless, window)).toEqual({ left: 132, top: 8, maxHeight: 544 });
  });

  it('at the left edge of a window that is narrower than itself', () => {
    expect(placeMenu(button(20, 20), menu, { width: 200, height: 560 }).left).toBe(8);
  });
});

describe('in a menu', () => {
  it('the arrows go round, Home and End to the ends', () => {
    expect(menuMove('ArrowDown', 1, 3)).toBe(2);
    expect(menuMove('ArrowDown', 2, 3)).toBe(0);
    expect(menuMove('ArrowUp', 0, 3)).toBe(2);
    expect(menuMove('Home', 2, 3)).toBe(0);
    expect(menuMove('End', 0, 3)).toBe(2);
    expect(menuMove('x', 0, 3)).toBeNull();
  });

  it('that was opened by the mouse, the first arrow leads to an end', () => {
    expect(menuMove('ArrowDown', -1, 3)).toBe(0);
    expect(menuMove('ArrowUp', -1, 3)).toBe(2);
  });

  it('without items no key leads anywhere', () => {
    expect(menuMove('ArrowDown', -1, 0)).toBeNull();
  });
});

describe('typing in a menu', () => {
  const labels = ['Show details', 'Stop', 'Restart', 'Duplicate…', 'Delete…'];
  const type = (...letters: readonly string[]) =>
    letters.reduce((typed, letter, index) => typedOn(typed, letter, 1_000 + index * 100), nothingTyped);

  it('leads to the next item that begins with the letter, and around', () => {
    expect(typedItem(labels, 0, type('s'))).toBe(1);
    expect(typedItem(labels, 1, type('s'))).toBe(0);
    expect(typedItem(labels, -1, type('S'))).toBe(0);
    expect(typedItem(labels, 2, type('r'))).toBe(2);
  });

  it('the same letter again leads on', () => {
    expect(typedItem(labels, 3, type('d', 'd'))).toBe(4);
  });

  it('goes on with the word that was begun, unless a while has passed', () => {
    expect(typedItem(labels, 3, type('d', 'e'))).toBe(4);
    const later = typedOn(typedOn(nothingTyped, 'd', 1_000), 'r', 2_000);
    expect(typedItem(labels, 3, later)).toBe(2);
  });

  it('leads nowhere when nothing begins so', () => {
    expect(typedItem(labels, 0, type('z'))).toBeNull();
    expect(typedItem([], -1, type('s'))).toBeNull();
  });
});
