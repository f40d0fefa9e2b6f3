import type { ForwardId } from './forward';

/** What can be open in the window, in front of the list. One at a time. */
export type Place =
  | { readonly kind: 'keys' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'settings' }
  /** `pasted`: a `kubectl port-forward` command that fills it; `like`: a forward that it begins as. */
  | { readonly kind: 'add'; readonly pasted?: string; readonly like?: ForwardId }
  | { readonly kind: 'edit'; readonly id: ForwardId }
  | { readonly kind: 'import' }
  | { readonly kind: 'export' }
  /** Pick services of a cluster. */
  | { readonly kind: 'generate' };
