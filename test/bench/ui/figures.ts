import { z } from 'zod';

/** What one round in a window with so many forwards has shown. */
export const uiFiguresSchema = z.object({
  forwards: z.number(),
  /** From when the window is asked for until it is on the screen with its list painted, in milliseconds. */
  firstPaintMs: z.number(),
  /** Time of the page's thread for one batch of heartbeats of all forwards, drawing included, in milliseconds. */
  batchMs: z.number(),
  /** The same for a change of a few forwards' states. */
  changeMs: z.number(),
  /** Frames per second while the list scrolls and heartbeats come, and the share of them that took two or more. */
  framesPerSecond: z.number(),
  lateFrames: z.number(),
  /** Time of the page's thread for each of them, in milliseconds. */
  frameMs: z.number(),
  /** CPU of the page's process, in parts of a core: heartbeats every 5 s, a few changes a second, clocks that tick. */
  visibleCpu: z.number(),
  hiddenCpu: z.number(),
  memoryMiB: z.number(),
});

export type UiFigures = z.infer<typeof uiFiguresSchema>;

/** Stands before each line of figures among what Electron writes. */
export const figuresMark = 'window figures: ';
