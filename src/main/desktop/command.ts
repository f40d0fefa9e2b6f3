import type { ForwardId } from '../../shared/forward';
import type { Place } from '../../shared/place';
import type { MuteSubject } from '../../shared/preferences';

/** What a person can ask for in the tray or by a notification. Plain data, so that views stay pure. */
export type DesktopCommand =
  | { readonly kind: 'restart'; readonly ids: readonly ForwardId[] }
  | { readonly kind: 'start'; readonly ids: readonly ForwardId[] }
  | { readonly kind: 'stop'; readonly ids: readonly ForwardId[] }
  | { readonly kind: 'copy-address'; readonly id: ForwardId }
  | { readonly kind: 'open-in-browser'; readonly id: ForwardId }
  | { readonly kind: 'show-details'; readonly id: ForwardId }
  | { readonly kind: 'set-watching'; readonly watching: boolean }
  /** `forMs`: null for until it is ended by hand. */
  | { readonly kind: 'mute'; readonly subject: MuteSubject; readonly forMs: number | null }
  | { readonly kind: 'unmute'; readonly subject: MuteSubject }
  | { readonly kind: 'show-window' }
  | { readonly kind: 'visit'; readonly place: Place }
  | { readonly kind: 'quit' };
