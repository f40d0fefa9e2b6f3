/** Whether keys are shown and held the way of a Mac. */
export function onMac(): boolean {
  return /Mac OS X|Macintosh/.test(navigator.userAgent);
}
