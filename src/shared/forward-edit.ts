import type { ForwardDraft } from './import-plan';

/**
 * A change of one forward in a config file. `forward` is the entry as whoever asks has seen it, so that nobody changes what
 * somebody else has made of it meanwhile.
 */
export type ForwardEdit =
  | { readonly kind: 'add'; readonly forward: ForwardDraft }
  | { readonly kind: 'change'; readonly forward: ForwardDraft; readonly to: ForwardDraft }
  | { readonly kind: 'delete'; readonly forward: ForwardDraft }
  /** `autostart`, without touching anything else. */
  | { readonly kind: 'enable' | 'disable'; readonly forward: ForwardDraft }
  /** Within its namespace, before another forward there; null: to the end. */
  | { readonly kind: 'move'; readonly forward: ForwardDraft; readonly before: ForwardDraft | null };
