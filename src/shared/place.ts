import type { ForwardId } from './forward';

/** What can be open in the window, in front of the list. One at a time. */
export type Place =
  | { readonly kind: 'keys' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'settings' }
  /** `pasted`: a `kubectl port-forward` command that fills it. */
  | { readonly kind: 'add'; readonly pasted?: string }
  | { readonly kind: 'edit'; readonly id: ForwardId }
  | { readonly kind: 'import' }
  /** Pick services of a cluster. */
  | { readonly kind: 'generate' };
