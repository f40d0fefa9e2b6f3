import { describe, expect, it } from 'vitest';
import { openingBounds } from '../../../src/main/desktop/window-bounds';

const display = { x: 0, y: 0, width: 1440, height: 900 };

describe('The window opens', () => {
  it('in the middle the first time', () => {
    expect(openingBounds(null, [display])).toMatchObject({ x: null, y: null });
  });

  it('where it was', () => {
    const bounds = { x: 100, y: 50, width: 900, height: 600 };
    expect(openingBounds(bounds, [display])).toEqual(bounds);
  });

  it.each([
    ['on a display that is gone', { x: 2000, y: 50, width: 900, height: 600 }],
    ['with its title bar above the display', { x: 100, y: -200, width: 900, height: 600 }],
    ['below the display', { x: 100, y: 890, width: 900, height: 600 }],
  ])('in the middle, as large as it was, when it was %s', (_, bounds) => {
    expect(openingBounds(bounds, [display])).toEqual({ x: null, y: null, width: 900, height: 600 });
  });

  it('never too small to use', () => {
    const opened = openingBounds({ x: 0, y: 0, width: 1, height: 1 }, [display]);
    expect(opened.width).toBeGreaterThanOrEqual(640);
  });
});
