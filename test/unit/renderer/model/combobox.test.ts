import { describe, expect, it } from 'vitest';
import { choiceMove, listStyle, placeList } from '../../../../src/renderer/model/combobox';

const screen = { width: 1000, height: 640 };

describe('the list of a field', () => {
  it('stands below it, as wide as it at least, and within the window', () => {
    expect(placeList({ left: 100, top: 200, right: 300, bottom: 230 }, screen)).toEqual({
      left: 100,
      top: 233,
      bottom: null,
      minWidth: 200,
      maxWidth: 888,
      maxHeight: 296,
    });
  });

  it('stands above it where there is more room, and never over it', () => {
    const place = placeList({ left: 100, top: 500, right: 300, bottom: 530 }, screen);
    expect(place).toMatchObject({ top: null, bottom: 143, maxHeight: 296 });
    expect(placeList({ left: 0, top: 20, right: 9, bottom: 50 }, { width: 400, height: 200 })).toMatchObject({
      top: 53,
      maxHeight: 138,
    });
  });

  it('is placed by a style that says no more than is known', () => {
    expect(listStyle(placeList({ left: 100, top: 500, right: 300, bottom: 530 }, screen))).toBe(
      'left: 100px; bottom: 143px; min-width: 200px; max-width: 888px; max-height: 296px',
    );
  });
});

describe('a key in the field', () => {
  it('leads from choice to choice, and around at both ends', () => {
    expect(choiceMove('ArrowDown', -1, 9)).toBe(0);
    expect(choiceMove('ArrowDown', 9, 9)).toBe(0);
    expect(choiceMove('ArrowUp', 0, 9)).toBe(9);
    expect(choiceMove('ArrowUp', -1, 9)).toBe(9);
  });

  it('leads far, but not past an end at once', () => {
    expect(choiceMove('PageDown', 1, 20)).toBe(9);
    expect(choiceMove('PageDown', 15, 20)).toBe(20);
    expect(choiceMove('PageUp', 3, 20)).toBe(0);
    expect(choiceMove('PageDown', 20, 20)).toBe(0);
  });

  it('leads nowhere when it is another one', () => {
    expect(choiceMove('Home', 3, 20)).toBeNull();
  });
});
