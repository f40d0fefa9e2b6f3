import type { Bridge } from '../shared/ipc';

declare global {
  interface Window {
    /** Put there by the preload script; missing when that did not run. */
    readonly portwatch?: Bridge;
  }
}
