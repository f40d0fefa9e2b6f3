import type { ForwardId } from '../shared/forward';
import { focusAgain } from './focus-again';
import type { Box } from './model/menu';

/** The menu that is open. */
export interface OpenMenu {
  readonly id: ForwardId;
  readonly at: Box;
  /** The button that opened it; null for the row itself. */
  readonly opener: Element | null;
  readonly isInDetails: boolean;
  /** Then its first item has the keyboard from the start. */
  readonly isByKeyboard: boolean;
}

/** The menu of a forward: one at a time, for a row, a place in a row, or the details. */
export class RowMenu {
  current = $state.raw<OpenMenu | null>(null);
  #cameFrom: Element | null = null;

  /** At a button, which closes it, too. */
  toggle(id: ForwardId, opener: Element, how: Pick<OpenMenu, 'isInDetails' | 'isByKeyboard'>): void {
    if (this.current?.opener === opener) this.close();
    else this.#open({ id, at: opener.getBoundingClientRect(), opener, ...how });
  }

  /** Where somebody has clicked, in CSS pixels. */
  openAt(id: ForwardId, left: number, top: number): void {
    const at = { left, top, right: left, bottom: top };
    this.#open({ id, at, opener: null, isInDetails: false, isByKeyboard: false });
  }

  /** For the keyboard: at whichever button of the forward can be seen. */
  openFor(id: ForwardId): void {
    const opener = [`more-${id}`, `row-${id}`, `more-details-${id}`]
      .map((name) => document.getElementById(name))
      .find((element) => element !== null && element.getClientRects().length > 0);
    if (!opener) return;
    const isInDetails = opener.id.startsWith('more-details-');
    this.#open({ id, at: opener.getBoundingClientRect(), opener, isInDetails, isByKeyboard: true });
  }

  /** The keyboard goes back to where it was; to the row, if that is gone. */
  close(): void {
    const open = this.current;
    if (open === null) return;
    this.current = null;
    const isBack = focusAgain(this.#cameFrom);
    if (!isBack) focusAgain(document.getElementById(`row-${open.id}`));
    this.#cameFrom = null;
  }

  /** Without the keyboard, which is somewhere else already. */
  leave(): void {
    this.current = this.#cameFrom = null;
  }

  #open(menu: OpenMenu): void {
    if (this.current === null) this.#cameFrom = document.activeElement;
    this.current = menu;
  }
}
