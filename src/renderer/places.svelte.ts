import type { WindowApi } from '../shared/ipc';
import type { Place } from '../shared/place';
import { focusAgain } from './focus-again';

/** What is open in front of the list, and where the keyboard was before. */
export class Places {
  current = $state.raw<Place | null>(null);
  #cameFrom: Element | null = null;
  readonly #unsubscribe: () => void;

  constructor(api: Pick<WindowApi, 'onVisit'>) {
    this.#unsubscribe = api.onVisit((place) => this.open(place));
  }

  /** In place of what is open. */
  open(place: Place): void {
    if (this.current === null) this.#cameFrom = document.activeElement;
    this.current = place;
  }

  /** The keyboard goes back to where it was, if that is still there. */
  close(): void {
    if (this.current === null) return;
    this.current = null;
    const cameFrom = this.#cameFrom;
    this.#cameFrom = null;
    focusAgain(cameFrom);
  }

  dispose(): void {
    this.#unsubscribe();
  }
}
