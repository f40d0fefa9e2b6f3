/** A document that can be hidden. */
export class FakePage extends EventTarget {
  hidden = false;

  see(isSeen: boolean): void {
    this.hidden = !isSeen;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}
