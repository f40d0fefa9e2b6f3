import type { Box, Size } from './menu';

/** Where the list of a field stands, in CSS pixels from the window's edges. Either `top` or `bottom` is given. */
export interface ListPlace {
  readonly left: number;
  readonly top: number | null;
  readonly bottom: number | null;
  readonly minWidth: number;
  readonly maxWidth: number;
  readonly maxHeight: number;
}

/** Between the list and the window's edges, and between it and its field, in CSS pixels. */
const margin = 12;
const gap = 3;
const highest = 296;
/** Less room than that below the field is too little, where there is more above it. */
const enough = 200;

/** Below the field, or above it where there is more room: never over it, since what is typed there chooses from the list. */
export function placeList(field: Box, window: Size): ListPlace {
  const above = field.top - margin;
  const below = window.height - field.bottom - margin;
  const isAbove = below < enough && above > below;
  return {
    left: field.left,
    top: isAbove ? null : field.bottom + gap,
    bottom: isAbove ? window.height - field.top + gap : null,
    minWidth: field.right - field.left,
    maxWidth: window.width - field.left - margin,
    maxHeight: Math.min(highest, isAbove ? above : below),
  };
}

/** The same as a style. */
export function listStyle({ left, top, bottom, minWidth, maxWidth, maxHeight }: ListPlace): string {
  const lengths = { left, top, bottom, 'min-width': minWidth, 'max-width': maxWidth, 'max-height': maxHeight };
  return Object.entries(lengths)
    .map(([name, length]) => (length === null ? '' : `${name}: ${String(length)}px`))
    .filter(Boolean)
    .join('; ');
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

/**
 * The choice that a key leads to, from the one at `at` (-1: none yet) of those up to `last`; null for a key that leads nowhere.
 * A long step stops at the end, and only one from there goes around.
 */
export function choiceMove(key: string, at: number, last: number): number | null {
  const step = steps[key];
  if (step === undefined) return null;
  const to = at + step;
  if (to < 0) return at <= 0 ? last : 0;
  return to > last ? (at === last ? 0 : last) : to;
}
