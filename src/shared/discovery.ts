import type { WorkloadKind } from './forward';
import type { Problem } from './problem';

/** A context of the user's kubeconfig, or of a file that the config names. */
export interface OfferedContext {
  readonly name: string;
  readonly cluster: string;
  /** Null where it names none: that means `default`. */
  readonly namespace: string | null;
  /** kubectl's own choice. */
  readonly isCurrent: boolean;
  /** The file that it stands in, as the config names it; the user's own kubeconfig when absent. */
  readonly kubeconfig?: string;
  /** The config names it already. */
  readonly isConfigured?: true;
}

/** A port that somebody could forward to, as the cluster tells of it. */
export interface OfferedPort {
  readonly name: string | null;
  readonly number: number;
  /** `TCP`; others cannot be forwarded. */
  readonly protocol: string;
}

/** Something in a namespace that a forward may lead to. */
export interface OfferedTarget {
  /** `pod`: its name is a prefix; `selector`: its name is the selector. */
  readonly kind: 'service' | WorkloadKind | 'pod' | 'selector';
  readonly name: string;
  readonly ports: readonly OfferedPort[];
  /** Why no pod is behind it; null when some may be. */
  readonly withoutPods: string | null;
}

/** A kind of things that is not among what was found, and why. */
export interface NotListed {
  /** In the plural, as permissions name it: `deployments`. */
  readonly resource: string;
  readonly problem: Problem;
}

/** What was found of something. */
export type Listing<T> =
  | {
      readonly kind: 'listed';
      readonly items: readonly T[];
      readonly notListed: readonly NotListed[];
      /** There are more than anybody would look through. */
      readonly isCut: boolean;
    }
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** Nobody wanted to know any more. */
  | { readonly kind: 'cancelled' };
