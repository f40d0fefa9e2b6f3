/** Whether Portwatch starts when the user logs in, as the system itself says. */
export type StartAtLogin =
  | { readonly kind: 'on' | 'off' }
  /** Another program of this name does: an older copy, or one with other arguments. */
  | { readonly kind: 'other'; readonly command: string }
  /** The user has to permit it in the system's own settings. */
  | { readonly kind: 'approval' }
  /** `reason`: a sentence. */
  | { readonly kind: 'unavailable'; readonly reason: string };
