/** What is needed of the document. */
export interface Page {
  readonly hidden: boolean;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

/**
 * Calls back at once, and every so many milliseconds, while somebody can see the page; the moment it is seen again, too.
 * There is no timer while nobody does. Answers the way to stop.
 */
export function whileSeen(page: Page, everyMs: number, act: () => void): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const follow = (): void => {
    clearInterval(timer);
    if (page.hidden) return;
    timer = setInterval(act, everyMs);
    act();
  };
  page.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    clearInterval(timer);
    page.removeEventListener('visibilitychange', follow);
  };
}
