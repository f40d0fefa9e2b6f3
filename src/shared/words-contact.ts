import { clockText, durationText } from './durations-text';

/** What the window says while its main process does not answer. */
export const contactWords = {
  title: (silentMs: number) => `Portwatch has not answered for ${durationText(silentMs)}.`,
  text: (since: number) =>
    `What stands here is as of ${clockText(since)} and may no longer be true. Forwards may go on all the same; ` +
    'this window asks again by itself.',
} as const;
