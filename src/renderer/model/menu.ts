import type { Chord, Command } from './commands';
import type { IconName } from './icons';

/** One line of a menu. */
export interface MenuItem {
  readonly key: string;
  readonly command: Command;
  readonly label: string;
  /** What more there is to know, below its label. */
  readonly hint?: string;
  readonly icon: IconName | null;
  readonly chord: Chord | undefined;
  /** false: it is shown, and cannot be chosen now. */
  readonly isPossible: boolean;
  /** It takes something away. */
  readonly isHarmful: boolean;
  /** Present for what is switched on and off. */
  readonly isTicked?: boolean;
}

/** A part of the window, in CSS pixels from its upper left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a menu stands, in CSS pixels, and how high it may be. */
export interface MenuPlace {
  readonly left: number;
  readonly top: number;
  readonly maxHeight: number;
}

/** Between a menu and the window's edges, and what it belongs to, in CSS pixels. */
const margin = 8;
const gap = 4;

/**
 * Below what it belongs to, else above it, else beside it; from its left edge to the right, and from its right edge to the
 * left where the window ends. Always within the window, whatever it has to cover.
 */
export function placeMenu(at: Box, menu: Size, window: Size): MenuPlace {
  const highest = window.height - 2 * margin;
  const height = Math.min(menu.height, highest);
  const below = window.height - margin - (at.bottom + gap);
  const above = at.top - gap - margin;
  const isBelow = height <= below || below >= above;
  const isBeside = height > Math.max(below, above);
  const wanted = isBelow ? at.bottom + gap : at.top - gap - height;
  // Nothing of the edge that it begins at is covered when it stands beside.
  const [from, to] = isBeside ? [at.right + gap, at.left - gap] : [at.left, at.right];
  const fitsRight = from + menu.width <= window.width - margin;
  return {
    left: within(fitsRight ? from : to - menu.width, margin, window.width - margin - menu.width),
    top: within(wanted, margin, window.height - margin - height),
    maxHeight: highest,
  };
}

/** A wish that cannot be kept at both ends is kept at the first. */
function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

/** The item that a key leads to, from the one at `at` (-1: none yet); null for a key that leads nowhere. */
export function menuMove(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return at <= 0 ? count - 1 : at - 1;
    case 'Home':
    case 'PageUp':
      return 0;
    case 'End':
    case 'PageDown':
      return count - 1;
    default:
      return null;
  }
}

/** What was typed to find an item, and when its last letter was, in milliseconds of any clock. */
export interface Typed {
  readonly text: string;
  readonly at: number;
}

export const nothingTyped: Typed = { text: '', at: -Infinity };

/** After so long without a letter a new word begins, in milliseconds. */
const typingMs = 700;

/** With one more letter. */
export function typedOn(typed: Typed, letter: string, now: number): Typed {
  const isNew = now - typed.at > typingMs;
  return { text: (isNew ? '' : typed.text) + letter.toLowerCase(), at: now };
}

/** The item whose label begins with what was typed, from the one at `at` on; the same letter again leads to the next. */
export function typedItem(labels: readonly string[], at: number, { text }: Typed): number | null {
  const isSameAgain = text === text.charAt(0).repeat(text.length);
  const wanted = isSameAgain ? text.charAt(0) : text;
  const from = Math.max(0, isSameAgain ? at + 1 : at);
  const order = labels.map((_, index) => (from + index) % labels.length);
  return order.find((index) => labels[index]?.toLowerCase().startsWith(wanted) === true) ?? null;
}
