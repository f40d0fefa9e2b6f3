/** In device-independent pixels, as Electron gives them. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const smallest = { width: 640, height: 400 } as const;
const first = { width: 1080, height: 680 } as const;
/** So much of the window must be on some display, or it could not be caught with the mouse. */
const reachable = { width: 120, height: 40 } as const;

export const smallestWindow = smallest;

/** Where the window opens: where it was, unless that is off every display; then centred, which `x` and `y` null mean. */
export function openingBounds(
  remembered: Bounds | null,
  displays: readonly Bounds[],
): { readonly x: number | null; readonly y: number | null; readonly width: number; readonly height: number } {
  if (remembered === null) return { x: null, y: null, ...first };
  const width = Math.max(smallest.width, remembered.width);
  const height = Math.max(smallest.height, remembered.height);
  const visible = displays.some((display) => isReachable({ ...remembered, width, height }, display));
  return visible ? { x: remembered.x, y: remembered.y, width, height } : { x: null, y: null, width, height };
}

function isReachable(window: Bounds, display: Bounds): boolean {
  const across = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x);
  // The title bar must be on the display, not just any part.
  const down = display.y + display.height - window.y;
  return across >= reachable.width && window.y >= display.y && down >= reachable.height;
}
